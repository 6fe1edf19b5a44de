import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isObject } from '../specs/json.ts'
import { desk, type Desk } from './config.test-kit.ts'

let here: Desk

beforeEach(() => {
  here = desk()
})
afterEach(() => here.clear())

const id = 'etag.if-match-stale-not-performed'
const fingerprint = 'fp-2f293815c45056e8'
const selection = ['--only', id, '--only', 'etag.if-match-current-accepted', '--resource', 'cluster']
const check = (...more: readonly string[]) => here.clusterproof('check', 'kupe', ...selection, ...more)
const broken = (...more: readonly string[]) => check('--defect', 'etag.if-match-ignored', ...more)

interface Entry {
  readonly requirement?: string
  readonly subject?: string
  readonly fingerprint?: string
  readonly expiry?: string
}

function entry({ requirement = id, subject = '{ provider: kupe, resource: cluster }', fingerprint: print = fingerprint, expiry = '2999-12-31' }: Entry = {}) {
  return `  - requirement: ${requirement}\n    subject: ${subject}\n    fingerprint: ${print}\n    reason: fixed in release 8\n    owner: team-api\n    expiry: ${expiry}\n`
}

function list(...entries: readonly Entry[]): string {
  return `deviations:\n${entries.map(entry).join('')}`
}

function shownIn(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text)
  return isObject(value) ? value : {}
}

describe('a known deviation', () => {
  test('is written down by the run that found it, and counts once somebody has said why and who', async () => {
    const first = await broken('--write-deviations', 'known.yaml')
    const draft = readFileSync(join(here.folder, 'known.yaml'), 'utf8')
    const unfilled = await broken('--deviations', 'known.yaml')
    here.write('known.yaml', draft.replace('reason: ""', 'reason: fixed in release 8').replace('owner: ""', 'owner: team-api'))
    const filled = await broken('--deviations', 'known.yaml', '--seed', '5')

    expect(first).toMatchObject({ code: 1, err: expect.stringContaining('Wrote known.yaml') })
    expect(draft).toContain(`fingerprint: ${fingerprint}\n`)
    expect(unfilled).toMatchObject({ code: 2, err: expect.stringContaining("'deviations.0.reason' is empty. Write why it is accepted for now") })
    expect(filled).toMatchObject({ code: 0, out: expect.stringContaining('kupe: conformant, with 1 known deviation\n') })
    expect(filled.out).toContain('deviates, accepted until ')
  })

  test('still fails in the report, and says why that does not count', async () => {
    here.write('clusterproof.config.yaml', list({}))

    const { code, out } = await broken('--json')

    expect(code).toBe(0)
    expect(shownIn(out)).toMatchObject({ result: 'conformant', counts: { failed: 1 }, deviations: { known: 1, matched: 1, untested: 0, stale: [] } })
    expect(out).toContain('"deviation": {\n        "reason": "fixed in release 8",')
  })

  test('fails the run when it no longer fails', async () => {
    here.write('clusterproof.config.yaml', list({ subject: `{ check: ${id}, resource: cluster }` }))

    const { code, out } = await check()

    expect(code).toBe(1)
    expect(out).toContain(`${id} (cluster; ${fingerprint}; team-api) no longer fails: ${id} on cluster passed`)
    expect(out).toContain('kupe: conformant, 1 deviation to look at: the run fails')
  })

  test('fails the run when it matches nothing that was found, and leaves the finding to count', async () => {
    here.write('clusterproof.config.yaml', list({ subject: `{ check: ${id}, resource: cluster }`, fingerprint: 'fp-0000000000000000' }))

    const { code, out } = await broken()

    expect(code).toBe(1)
    expect(out).toContain(`matches nothing: what is found now has the fingerprint ${fingerprint}`)
    expect(out).toContain('kupe: not conformant, 1 deviation to look at')
  })

  test('fails the run when it has expired, and leaves the finding to count', async () => {
    here.write('clusterproof.config.yaml', list({ expiry: '2020-01-31' }))

    const { code, out } = await broken()

    expect(code).toBe(1)
    expect(out).toContain('has expired: it was accepted until 2020-01-31')
    expect(out).toContain('kupe: not conformant')
  })

  test.each([
    ['another provider', '{ provider: akua }'],
    ['another target', '{ target: "https://api.example.com/" }'],
    ['a type that was not asked for', '{ provider: kupe, resource: secret }'],
  ])('about %s is not held against this run', async (_, subject) => {
    here.write('clusterproof.config.yaml', list({ subject }))

    expect(await check()).toMatchObject({ code: 0, out: expect.stringContaining('kupe: conformant\n') })
  })

  test('counts as well when the recorded run is judged again', async () => {
    here.write('known.yaml', list({}))
    await broken('--record', join(here.folder, 'run.ndjson'))

    const bare = await here.clusterproof('judge', join(here.folder, 'run.ndjson'), '--quiet')
    const known = await here.clusterproof('judge', join(here.folder, 'run.ndjson'), '--quiet', '--deviations', 'known.yaml')

    expect(bare).toMatchObject({ code: 1, out: 'kupe: not conformant\n' })
    expect(known).toMatchObject({ code: 0, out: 'kupe: conformant, with 1 known deviation\n' })
  })

  test('is not called out of date by a run that sent less than what it was seen in', async () => {
    here.write('clusterproof.config.yaml', list({ requirement: 'etag.syntax', subject: '{ check: etag.syntax }' }))

    const { code, out } = await here.clusterproof('check', 'kupe', '--only', 'etag.syntax', '--json')

    expect(code).toBe(0)
    expect(shownIn(out)['deviations']).toEqual({ known: 1, matched: 0, untested: 1, stale: [] })
  })

  test.each([
    ['a requirement that there is not', [{ requirement: 'etag.if-match-stale' }], `There is no requirement "etag.if-match-stale". Did you mean ${id}`],
    ['a type that there is not', [{ subject: '{ provider: kupe, resource: clutser }' }], 'There is no resource type "clutser". Did you mean cluster?'],
    ['a check that there is not', [{ subject: '{ check: etag.syntx }' }], 'There is no check "etag.syntx". Did you mean etag.syntax?'],
    ['a target that there is not', [{ subject: '{ target: staging }' }], 'There is no target "staging". There is mock.'],
    ['the same as another', [{}, {}], `The deviation from ${id} is listed twice`],
    ['a day that there is not', [{ expiry: '2027-02-30' }], 'is "2027-02-30". Write the last day on which it is accepted, e.g. 2026-12-31'],
    ['no fingerprint', [{ fingerprint: '1234' }], 'is 1234. Write what reports show with a finding'],
    ['nobody in particular', [{ subject: '{}' }], "'deviations.0.subject' must NOT have fewer than 1 properties"],
  ])('is refused before anything is sent where it names %s', async (_, entries, message) => {
    here.write('clusterproof.config.yaml', list(...entries))

    expect(await check()).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) })
  })

  test.each([
    ['no file', 'nowhere.yaml', 'There is no such file.'],
    ['a folder', '.', 'It is a folder, not a file.'],
    ['no list', 'clusterproof.config.yaml', "has no member 'deviations'. Add it."],
  ])('is refused where the file is %s', async (_, file, message) => {
    here.write('clusterproof.config.yaml', 'out: reports\n')

    expect(await check('--deviations', file)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })

  test('never overwrites what somebody has written', async () => {
    here.write('known.yaml', list({}))

    expect(await broken('--write-deviations', 'known.yaml')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('it is there already') })
    expect(await broken('--write-deviations', 'nowhere/known.yaml')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('in a folder that is there'),
    })
    expect(readFileSync(join(here.folder, 'known.yaml'), 'utf8')).toBe(list({}))
  })
})
