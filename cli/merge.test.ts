import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import type { Event } from '../conformance/events.ts'
import { lasting } from '../reports/fingerprint.ts'
import { mergeReports } from '../reports/merge.ts'
import { foldReport, type Report } from '../reports/report.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { exitCodes } from './exit.ts'
import { printed, scratchFolder } from './recording.test-kit.ts'
import { standIn, type StandIn } from './stand-in.ts'

const { at, remove } = await scratchFolder()
const requirements = await loadRequirements()
afterAll(remove)

/** What must be the same, however many share the work: all but sums, and how the server calls what it makes. */
function essence(report: Report) {
  const { checks: found, requests: _, creates: _____, cleanup: __, at: ___, ...rest } = report
  return {
    ...rest,
    checks: found.map(({ requests: ____, finding, ...check }) => ({
      ...check,
      ...(finding && {
        ...finding,
        expected: lasting(finding.expected),
        actual: lasting(finding.actual),
        evidence: finding.evidence.map(({ label }) => label),
      }),
    })),
  }
}

describe.each<[string, readonly string[], readonly string[]]>([
  ['kupe', ['etag.if-match-star-and-list', 'etag.present-on-get', 'etag.syntax', 'err', 'list'], ['etag.list-is-one-tag', 'err.plain-text']],
  ['akua', ['err.absent', 'err.envelope', 'err.field-pointer', 'list.shape'], ['err.plain-text', 'err.vague']],
])('%s, shared out', { timeout: 120_000 }, (provider, only, defects) => {
  let own: StandIn
  let unsharded: Report
  async function reportOf(shard?: { readonly index: number; readonly of: number }): Promise<Report> {
    const subject = own.subject({ world: `world-${shard?.index ?? 0}-${shard?.of ?? 0}`, defects })
    const events: Event[] = []
    for await (const event of run({ contract: own.contract, requirements, subject, checks, seed: 3, target: 'mock', only, ...(shard && { shard }) }))
      events.push(event)
    return foldReport(events)
  }

  beforeAll(async () => {
    own = await standIn(provider, 3)
    unsharded = await reportOf()
  }, 60_000)
  afterAll(() => own.close())

  test.each([1, 2, 3, 4])('among %d, comes to what one run comes to', async (of) => {
    const parts = []
    for (let index = 1; index <= of; index += 1) parts.push({ name: `${index}`, report: await reportOf({ index, of }) })
    const merged = mergeReports(parts)

    expect(essence(merged)).toEqual(essence(unsharded))
    expect(merged.result).toBe('not conformant')
    expect(merged.cleanup?.left).toEqual([])
    expect(merged.cleanup?.created).toBeGreaterThanOrEqual(unsharded.cleanup?.created ?? 0)
  })
})

describe('on the command line', { timeout: 60_000 }, () => {
  const selection = ['--only', 'err', '--defect', 'err.plain-text']
  const shards = ['1/2', '2/2']

  beforeAll(async () => {
    await printed('check', 'kupe', ...selection, '--out', at('whole'), '--quiet')
    for (const shard of shards) {
      const name = at(shard.replace('/', '-of-'))
      await printed('check', 'kupe', ...selection, '--shard', shard, '--out', name, '--record', `${name}.ndjson.gz`, '--quiet')
    }
  }, 60_000)

  test('reports, evidence, and both together make the same report', async () => {
    const of = (one: string, other: string) => printed('merge', at(one), at(other), '--json')
    const reports = await of('1-of-2/report.json', '2-of-2/report.json')
    const evidence = await of('2-of-2.ndjson.gz', '1-of-2.ndjson.gz')
    const both = await of('2-of-2/report.json', '1-of-2.ndjson.gz')

    expect(reports.code).toBe(exitCodes.failed)
    expect(evidence).toEqual(reports)
    expect(both).toEqual(reports)
    const whole = JSON.parse(await readFile(at('whole/report.json'), 'utf8')) as Report
    expect(essence(JSON.parse(reports.out) as Report)).toEqual(essence(whole))
  })

  test('writes the reports that were asked for', async () => {
    const { err } = await printed('merge', at('1-of-2/report.json'), at('2-of-2/report.json'), '--out', at('merged'), '--format', 'junit', '--quiet')
    const { out } = await printed('merge', at('1-of-2/report.json'), at('2-of-2/report.json'), '--quiet')

    expect(err).toBe('')
    expect(await readFile(at('merged/junit.xml'), 'utf8')).toContain('err.envelope')
    expect(out).toBe('kupe: not conformant\n')
  })

  test('refuses what does not make up one run, and what is no part of one', async () => {
    await writeFile(at('other.json'), '{"report":2}')
    await printed('check', 'kupe', ...selection, '--shard', '2/2', '--seed', '9', '--out', at('other-seed'), '--quiet')
    const refused = async (...files: readonly string[]) => {
      const { code, err } = await printed('merge', ...files.map((file) => at(file)))
      expect(code).toBe(exitCodes.usage)
      return err
    }

    expect(await refused('1-of-2/report.json')).toContain('of 2 shards, 2 is missing')
    expect(await refused('1-of-2/report.json', '1-of-2.ndjson.gz')).toContain('are both shard 1/2')
    expect(await refused('1-of-2/report.json', 'other-seed/report.json')).toContain('the seed is 1 in one and 9 in the other')
    expect(await refused('whole/report.json')).toContain('is about a whole run')
    expect(await refused('other.json')).toContain('not one of version 1')
    expect(await refused('nothing.json')).toContain('there is no such file')
  })

  test.each(['judge', 'merge'])('shows examples and exit codes in the help of %s', async (command) => {
    const { code, out } = await printed(command, '--help')

    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('Examples:\n  clusterproof ')
    expect(out).toContain('Exit codes')
  })

  test.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3', '-1/2'])('takes no --shard %s', async (shard) => {
    const { code, err } = await printed('check', 'kupe', `--shard=${shard}`)

    expect(code).toBe(exitCodes.usage)
    expect(err).toContain('Use i/n with i from 1 to n')
  })
})
