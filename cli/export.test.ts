import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printed, scratchFolder } from './recording.test-kit.ts'

/** One refusal that comes too late, in a world that everybody can make. */
const broken = ['--defect', 'etag.stale-before-existence', '--only', 'etag.normal-checks-first']
let folder: Awaited<ReturnType<typeof scratchFolder>>
let report: string

beforeAll(async () => {
  folder = await scratchFolder()
  await printed('check', 'kupe', ...broken, '--out', folder.at('run'), '--record', folder.at('run.ndjson.gz'), '--quiet')
  report = folder.at('run/report.json')
}, 60_000)

afterAll(() => folder.remove())

describe('export', () => {
  test('prints the only program of a run', async () => {
    const { code, out } = await printed('export', report, '--format', 'curl')

    expect(code).toBe(0)
    expect(out).toMatch(/^#!\/usr\/bin\/env bash\n# etag\.normal-checks-first/)
    expect(out).toContain('Asserts that step')
  })

  test('makes the same bytes of a report and of the evidence of its run', async () => {
    const [one, other] = [await printed('export', report, '--format', 'vitest'), await printed('export', folder.at('run.ndjson.gz'), '--format', 'vitest')]

    expect(one.out).not.toBe('')
    expect(other.out).toBe(one.out)
  })

  test('writes a file for each finding, named by what it shows', async () => {
    const { code } = await printed('export', report, '--format', 'hurl', '--out', folder.at('hurl'))

    expect(code).toBe(0)
    expect(readdirSync(folder.at('hurl'))).toEqual([expect.stringMatching(/^etag\.normal-checks-first\.fp-[0-9a-f]{16}\.hurl$/)])
  })

  test('holds no credential in any format', async () => {
    const { out } = await printed('env', 'kupe', '--json').catch(() => ({ out: '' }))
    const tokens = out.match(/[A-Za-z0-9_]{20,}/g) ?? []
    for (const format of ['curl', 'hurl', 'har', 'vitest']) {
      const made = await printed('export', report, '--format', format)
      expect(made.out).toMatch(/TOKEN/)
      for (const token of tokens) expect(made.out).not.toContain(token)
    }
  })

  test('names the findings there are where there is none of that name', async () => {
    const { code, err } = await printed('export', report, '--finding', 'fp-0000000000000000')

    expect(code).toBe(2)
    expect(err).toMatch(/^Failed to read --finding: .*etag\.normal-checks-first/)
  })

  test('refuses a run of another contract, whose requests may be others', async () => {
    writeFileSync(folder.at('other.json'), readFileSync(report, 'utf8').replace(/"contract": "[0-9a-f]{64}"/, `"contract": "${'0'.repeat(64)}"`))
    const { code, err } = await printed('export', folder.at('other.json'))

    expect(code).toBe(2)
    expect(err).toMatch(/^Failed to export from .*another contract of kupe/)
  })

  test('refuses a file that is no run', async () => {
    writeFileSync(folder.at('none.json'), '{}')

    expect(await printed('export', folder.at('none.json'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Failed to read .*it is no report/) as string,
    })
  })

  test('says of a finding that comes down to no program how to see it all the same', async () => {
    const [text, run] = [readFileSync(report, 'utf8'), folder.at('bare.json')]
    const bare = JSON.parse(text) as { checks: { finding?: { needed: number[]; runnable: { asserts: unknown[] } } }[] }
    for (const { finding } of bare.checks) if (finding !== undefined) [finding.needed, finding.runnable.asserts] = [[], []]
    writeFileSync(run, JSON.stringify(bare))
    const { code, out, err } = await printed('export', run)

    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(/^No program for fp-[0-9a-f]{16} \(etag\.normal-checks-first\): .* Run: clusterproof check kupe --only etag\.normal-checks-first /)
  })
})
