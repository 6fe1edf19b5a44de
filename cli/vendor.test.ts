import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { json } from '../reports/json.ts'
import { checkOf, reportOf } from '../reports/vendor/vendor.test-kit.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { readVendorReport } from '../reports/vendor/reading.ts'
import { desk, type Desk } from './config.test-kit.ts'
import { exitCodes } from './exit.ts'
import { outputTo } from './output.ts'

/** What this suite requires, all of it kept, but for one where that is asked for. */
const kept = [...(await loadRequirements()).values()].map((one) => checkOf(one))
const broken = kept.map((check) => (check.check === 'idem.replay-single-effect' ? { ...check, verdict: 'failed' as const, because: 'two were made' } : check))

let own: Desk
const at = (name: string) => join(own.folder, name)

beforeAll(async () => {
  own = desk()
  own.write('old.json', json(reportOf(kept)))
  own.write('new.json', json(reportOf(broken)))
  own.write('other.json', json(reportOf(kept, { provider: { id: 'other', title: 'Other' } })))
  await own.clusterproof(
    'report',
    at('old.json'),
    '--format',
    'vendor,vendor-yaml',
    '--out',
    at('old'),
    '--organization',
    'Example GmbH',
    '--contact',
    'a@example.test',
  )
})
afterAll(() => own.clear())

async function documentIn(name: string) {
  const read = readVendorReport(await readFile(at(name), 'utf8'))
  if (read.kind !== 'vendor report') throw new Error(`${name} is ${read.kind}`)
  return read.document
}

describe('report validate', () => {
  test('accepts what was written, in both notations', async () => {
    const said = await own.clusterproof('report', 'validate', at('old/conformance.json'), at('old/conformance.yaml'))

    expect(said).toMatchObject({ code: exitCodes.ok, err: '' })
    expect(said.out.split('\n').filter((line) => line.startsWith('✓'))).toHaveLength(2)
  })

  test('refuses a changed byte with the rule that it breaks, for people and for programs', async () => {
    const text = await readFile(at('old/conformance.yaml'), 'utf8')
    own.write('edited.yaml', text.replace('Example GmbH', 'Example AG'))
    const [said, parsed] = [
      await own.clusterproof('report', 'validate', at('edited.yaml')),
      await own.clusterproof('report', 'validate', '--json', at('edited.yaml')),
    ]

    expect(said).toMatchObject({ code: exitCodes.failed, err: '' })
    expect(said.out).toMatch(/refused\n {4}digest: its content has the digest sha256:/)
    expect(JSON.parse(parsed.out)).toMatchObject([{ valid: false, complaints: [{ rule: 'digest' }] }])
  })

  test('prints nothing with --quiet, and ends with 2 where a file cannot be read', async () => {
    expect(await own.clusterproof('report', 'validate', '--quiet', at('old/conformance.json'))).toEqual({ code: exitCodes.ok, out: '', err: '' })
    expect(await own.clusterproof('report', 'validate', at('nowhere.json'))).toMatchObject({ code: exitCodes.usage, out: '' })
  })
})

describe('what a vendor says of itself', { timeout: 120_000 }, () => {
  test('comes from flags where a stored run is converted', async () => {
    expect((await documentIn('old/conformance.json')).subject).toMatchObject({
      organization: 'Example GmbH',
      contact: ['a@example.test'],
      assumed: ['project'],
    })
  })

  test('is told with the configuration of a run of our own mock, at the instant of SOURCE_DATE_EPOCH', async () => {
    const dated = desk({ SOURCE_DATE_EPOCH: '1767225600' })
    dated.write('clusterproof.config.yaml', 'subject: { organization: Not about the mock }\n')
    const args = ['check', 'kupe', '--only', 'err.absent', '--format', 'vendor', '--out', join(dated.folder, 'made'), '--quiet', '--defect', 'err.plain-text']
    await dated.clusterproof(...args, '--project', 'Ours')
    const read = readVendorReport(await readFile(join(dated.folder, 'made/conformance.json'), 'utf8'))
    dated.clear()

    expect(read).toMatchObject({
      document: {
        subject: { organization: 'Clusterproof', project: 'Ours', assumed: ['organization', 'version'] },
        run: { at: '2026-01-01T00:00:00.000Z', only: ['err.absent'] },
        configuration: { '--defect': 'err.plain-text' },
      },
    })
  })

  test('is refused where it holds credentials, and where an instant is none', async () => {
    const dated = desk({ SOURCE_DATE_EPOCH: 'yesterday' })
    const said = await dated.clusterproof('check', 'kupe', '--only', 'err.absent')
    dated.clear()

    expect(said).toMatchObject({ code: exitCodes.usage })
    expect(said.err).toContain('Failed to read SOURCE_DATE_EPOCH: "yesterday" is no number of seconds since 1970.')
    expect(await own.clusterproof('report', at('old.json'), '--format', 'vendor', '--url', 'https://me:secret@example.test')).toMatchObject({
      code: exitCodes.usage,
    })
  })

  test('is under the digest also where something secret was taken out of it', async () => {
    const output = await outputTo(at('guarded'), 'vendor,vendor-yaml', (text) => ({ text: text.replaceAll('Example Cloud', '{secret-1}') }))
    const files = await output.write({ report: reportOf(kept) })

    expect(await own.clusterproof('report', 'validate', ...files)).toMatchObject({ code: exitCodes.ok })
    expect((await documentIn('guarded/conformance.yaml')).contract.title).toBe('{secret-1}')
  })

  test('stands in the configuration for targets, and a target goes before the top', async () => {
    own.write(
      'clusterproof.config.yaml',
      'subject: { organization: Example GmbH, version: "3.1", contact: [a@example.test, b@example.test] }\ntargets:\n  staging: { provider: kupe, url: "http://127.0.0.1:1", subject: { version: "3.2-rc" } }\n',
    )
    const said = await own.clusterproof('config', 'show', '--target', 'staging')

    expect(said.out).toMatch(/organization +Example GmbH +clusterproof\.config\.yaml:1/)
    expect(said.out).toMatch(/version +3\.2-rc +clusterproof\.config\.yaml:3/)
    expect(said.out).toMatch(/contact +a@example\.test, b@example\.test/)
  })
})

describe('matrix', () => {
  test('shows report.json and vendor reports side by side, one form to standard output', async () => {
    const said = await own.clusterproof('matrix', at('old/conformance.yaml'), at('new.json'))

    expect(said).toMatchObject({ code: exitCodes.ok, err: '' })
    expect(said.out).toContain('| **not conformant**')
    expect(said.out).toContain('| `etag.if-match-stale-not-performed` |')
  })

  test('writes both forms to a folder', async () => {
    const said = await own.clusterproof('matrix', at('old.json'), '--out', at('matrix'))

    expect(said.err).toBe(`Wrote ${at('matrix/matrix.html')}\nWrote ${at('matrix/matrix.md')}\n`)
    expect(await readFile(at('matrix/matrix.html'), 'utf8')).toContain('Conformance matrix')
  })

  test('refuses a vendor report that was changed, what is no report, and a form that there is not', async () => {
    own.write('odd.json', '{"report":1,"checks":[{}]}')
    own.write('edited.json', (await readFile(at('old/conformance.json'), 'utf8')).replace('Example GmbH', 'Example AG'))
    const refusals = [
      await own.clusterproof('matrix', at('edited.json')),
      await own.clusterproof('matrix', at('odd.json')),
      await own.clusterproof('matrix', at('old.json'), '--format', 'markdwon'),
      await own.clusterproof('matrix', at('old.json'), '--format', 'html,markdown'),
      await own.clusterproof('matrix', at('nowhere.json')),
    ]

    expect(refusals.map(({ code }) => code)).toEqual(refusals.map(() => exitCodes.usage))
    expect(refusals[0]?.err).toContain('`clusterproof report validate` tells all that is wrong with it')
    expect(refusals[1]?.err).toContain('it is no report of a version that this program reads')
    expect(refusals[2]?.err).toContain('Did you mean markdown?')
  })
})

describe('compare', () => {
  test('ends with 1 on a regression and tells it check by check', async () => {
    const said = await own.clusterproof('compare', at('old.json'), at('new.json'))

    expect(said).toMatchObject({ code: exitCodes.failed, err: '' })
    expect(said.out).toContain('Regressions (1)\n✗ idem.replay-single-effect: passed, now failed (two were made)')
    expect(said.out).toContain('example, by check: 1 regression, 0 repairs; conformant, now not conformant\n')
  })

  test('ends with 0 without one, also against a vendor report, by requirement', async () => {
    expect(await own.clusterproof('compare', at('new.json'), at('old.json'), '--quiet')).toMatchObject({
      code: exitCodes.ok,
      out: 'example, by check: 0 regressions, 1 repair; not conformant, now conformant\n',
    })
    expect((await own.clusterproof('compare', at('old/conformance.json'), at('old.json'))).out).toContain('example, by requirement: 0 regressions')
  })

  test('prints one JSON object', async () => {
    const { out } = await own.clusterproof('compare', at('old.json'), at('new.json'), '--json')

    expect(JSON.parse(out)).toMatchObject({
      provider: 'example',
      by: 'check',
      regressions: [{ name: 'idem.replay-single-effect' }],
      repairs: [],
      appeared: [],
      vanished: [],
      differences: [],
    })
  })

  test('says nothing of requirements that an older version of the suite did not know', async () => {
    own.write('older.json', json(reportOf(kept.slice(3), { suite: '0.0.9' })))
    const { code, out } = await own.clusterproof('compare', at('older.json'), at('old.json'))

    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('the suite is not the same: 0.0.9, and now')
    expect(out).toContain('New (3)')
    expect(out).toContain('still conformant')
  })

  test('refuses reports of two providers', async () => {
    expect(await own.clusterproof('compare', at('old.json'), at('other.json'))).toMatchObject({ code: exitCodes.usage, out: '' })
  })
})
