import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { events } from '../../fixtures/events.ts'
import { foldReport, type CheckReport, type Report } from '../report.ts'
import { holdsHidden } from '../visible.ts'
import { plain, vendor, vendorReport } from './report.ts'
import { readVendorReport } from './reading.ts'
import { written } from './text.ts'
import { allPassed, checked, instead, reportOf, suite, unmeasured } from './vendor.test-kit.ts'
import type { Told } from '../told.ts'

const told = (report: Report, rest: Partial<Told> = {}) => vendorReport({ report, ...rest }, { requirements: suite, quality: unmeasured })
const resultOf = (checks: readonly CheckReport[], rest: Partial<Report> = {}) => {
  const { result, because } = told(reportOf(checks, rest))
  return because === undefined ? result : `${result}: ${because}`
}
const known = { reason: 'mended in 3.2', owner: 'api team', expiry: '2026-12-31' }

describe('the result of a vendor report', () => {
  test('is conformant where all that the contract calls for was kept', () => {
    expect(resultOf(allPassed)).toBe('conformant')
  })

  test.each([
    ['blocked', checked('idem.replay', { verdict: 'blocked' }), '1 blocked'],
    ['inconclusive', checked('idem.replay', { verdict: 'inconclusive' }), '1 inconclusive'],
    ['skipped without a credential', checked('idem.replay', { verdict: 'skipped', lacks: 'credential' }), '1 without a credential'],
    ['beyond the budget', checked('idem.replay', { verdict: 'skipped', lacks: 'budget' }), '1 beyond the budget'],
    ['beyond the profile', checked('idem.replay', { verdict: 'skipped', lacks: 'profile' }), '1 beyond the profile'],
    ['broken as a deviation says', checked('idem.replay', { verdict: 'failed', deviation: known }), '1 broken as known deviations say'],
  ])('is partial where a promise that decides was %s', (_, check, reason) => {
    expect(resultOf(instead(check))).toBe(`partial: not decided of what decides: ${reason}`)
  })

  test.each([
    ['a SHOULD', checked('etag.weak-hint', { verdict: 'skipped', lacks: 'consent' })],
    ['practice', checked('rl.honest', { verdict: 'inconclusive' })],
    ['what leans on an assumption', checked('idem.replay', { verdict: 'blocked', basis: 'assumed' })],
  ])('does not suffer from what was not decided of %s', (_, check) => {
    expect(resultOf(instead(check))).toBe('conformant')
  })

  test.each<[string, NonNullable<Report['extent']>]>([
    ['only idem', { profile: 'full', only: ['idem'] }],
    ['only on cluster', { profile: 'full', resource: 'cluster' }],
    ['a single scenario', { profile: 'full', path: '0:1' }],
    ['fewer scenarios than usual', { profile: 'full', scale: 0.5 }],
  ])('is partial where the run was narrowed: %s', (way, extent) => {
    expect(resultOf(allPassed, { extent })).toBe(`partial: a part of the suite was put to it: ${way}`)
  })

  test('is partial for a shard, and for requirements that the run did not come to', () => {
    const shard = { index: 1, of: 2, whole: 9, plan: 'p' }

    expect(resultOf(allPassed.slice(0, 3), { shard })).toBe('partial: a part of the suite was put to it: shard 1 of 2; not decided of what decides: 3 not run')
  })

  test('is partial where the run does not tell how far it went, because it does not tell either why it skipped', () => {
    const { extent: _, ...old } = reportOf()

    expect(told(old)).toMatchObject({
      result: 'partial',
      because: 'the run does not tell how far it went; not decided of what decides: 1 skipped for a reason that was not told',
    })
  })

  test('is not conformant over one broken promise, and says of how many', () => {
    expect(resultOf(instead(checked('idem.replay', { verdict: 'failed' })))).toBe('not conformant: 1 of 3 documented promises was broken')
  })

  test('is undetermined where the run is, with its reason', () => {
    expect(resultOf(allPassed, { result: 'undetermined', because: 'the run was interrupted' })).toBe('undetermined: the run was interrupted')
  })
})

describe('the requirements of a vendor report', () => {
  test('are all of the suite, each with the worst of its checks and what it weighs', () => {
    const { requirements } = told(reportOf(instead(checked('etag.stale-refused', { resource: 'secret', verdict: 'blocked' }))))

    expect(requirements.map(({ id, verdict, weight }) => [id, verdict, weight])).toEqual([
      ['etag.stale-refused', 'blocked', 16],
      ['etag.weak-hint', 'passed', 8],
      ['idem.replay', 'passed', 16],
      ['idem.safe-methods', 'passed', 16],
      ['page.cursor', 'not applicable', 0],
      ['rl.honest', 'passed', 1],
    ])
    expect(requirements[0]).toMatchObject({ checks: { passed: 1, blocked: 1 }, undecided: { blocked: 1 }, because: 'it blocked' })
    expect(requirements[4]?.because).toBe('the contract declares no pages')
  })

  test('count as many checks by level as there are, and by basis those that apply', () => {
    const { counts } = told(reportOf())

    expect(counts.all).toMatchObject({ passed: 6, skipped: 0, 'not applicable': 1 })
    expect(counts.byLevel.MUST).toMatchObject({ passed: 4, 'not applicable': 1 })
    expect(counts.byBasis).toMatchObject({ documented: { passed: 5, 'not applicable': 0 }, assumed: { passed: 1 } })
  })
})

describe('the features of a vendor report', () => {
  const stateOf = (feature: string, checks: readonly CheckReport[], traffic?: Told['traffic']) => {
    const found = told(reportOf(checks), traffic && { traffic }).features.find((one) => one.feature === feature)
    return found && [found.state, found.probed, ...(found.signs ?? [])]
  }
  const trafficOf = (fields: readonly string[], status: number): NonNullable<Told['traffic']> => ({
    requests: [{ number: 1, label: 'read', method: 'GET', target: '/', as: 'admin', status, sent: 0, received: 1 }],
    things: [],
    lifecycles: [],
    scenes: [],
    fields,
  })
  const narrowed = (extent: Report['extent'], checks: readonly CheckReport[]) =>
    told(reportOf(checks, { ...(extent && { extent }) })).features.find(({ feature }) => feature === 'page')
  const without = instead(checked('idem.replay', { verdict: 'skipped', because: 'no keys' }))

  test.each<[string, string, readonly CheckReport[], readonly unknown[]]>([
    ['supported where a documented promise of it held', 'etag', allPassed, ['supported', true]],
    ['broken where one failed', 'etag', instead(checked('etag.stale-refused', { resource: 'secret', verdict: 'failed' })), ['broken', true]],
    ['assumed where what held is not documented', 'idem', instead(checked('idem.replay', { basis: 'client' })), ['assumed', true]],
    ['not probed where nothing was decided', 'idem', instead(checked('idem.replay', { verdict: 'skipped', lacks: 'budget' })), ['not probed', false]],
    ['unsupported where the contract does not declare it, whatever any API is held to', 'idem', without, ['unsupported', false]],
  ])('are %s', (_, feature, checks, state) => {
    expect(stateOf(feature, checks)).toEqual(state)
  })

  test('are not probed where the run did not come to them, or not to all of them', () => {
    const others = allPassed.filter(({ family }) => family !== 'page')

    expect(narrowed(undefined, others)).toMatchObject({ state: 'not probed' })
    expect(narrowed({ profile: 'full', only: ['page.cursor'] }, allPassed)).toMatchObject({ state: 'not probed' })
    expect(narrowed(undefined, allPassed)).toMatchObject({ state: 'unsupported' })
  })

  test('are probed where answers show no sign of what is not declared, and tell the signs where they do', () => {
    const none = instead(
      checked('etag.stale-refused', { resource: 'cluster', verdict: 'skipped' }),
      checked('etag.stale-refused', { resource: 'secret', verdict: 'skipped' }),
      checked('etag.weak-hint', { verdict: 'skipped' }),
    )

    expect(stateOf('etag', none, trafficOf(['content-type'], 200))).toEqual(['unsupported', true])
    expect(stateOf('etag', none, trafficOf(['etag'], 412))).toEqual(['unsupported', true, 'etag', 'status 412'])
  })
})

describe('a vendor report', () => {
  test('tells what the vendor says of itself, and which of it nobody has said', () => {
    const subject = { organization: 'Example GmbH', version: '3.1.4', url: 'https://example.test', contact: ['api@example.test'] }

    expect(told(reportOf(), { subject }).subject).toEqual({ ...subject, project: 'Example Cloud', target: 'https://api.example.test', assumed: ['project'] })
    expect(told(reportOf(allPassed, { target: 'mock' })).subject).toMatchObject({
      organization: 'Clusterproof',
      assumed: ['organization', 'project', 'version'],
    })
  })

  test('tells deviations, budget, clean-up and configuration', () => {
    const deviating = checked('idem.replay', { verdict: 'failed', deviation: known, finding: finding() })
    const stale = {
      requirement: 'etag.weak-hint',
      subject: { provider: 'example' },
      fingerprint: 'fp-1',
      owner: 'api',
      expiry: '2026-01-01',
      is: 'expired',
      because: 'it was',
    } as const
    const report = reportOf(instead(deviating), {
      deviations: { known: 2, matched: 1, untested: 0, stale: [stale] },
      extent: { profile: 'core', budget: { creates: 5 } },
      cleanup: { created: 2, deleted: 1, handedOver: 0, left: ['/v1/clusters/cp-1'] },
    })
    const made = told(report, { configuration: { '--burst': true } })

    expect(made.deviations).toEqual({
      known: 2,
      matched: 1,
      untested: 0,
      stale: [stale],
      accepted: [{ requirement: 'idem.replay', check: 'idem.replay', fingerprint: 'fp-0123456789abcdef', ...known }],
    })
    expect(made).toMatchObject({
      budget: { allowed: { creates: 5 }, used: { requests: 40, creates: { cluster: 3 } } },
      cleanup: { complete: false },
      configuration: { '--burst': true },
    })
  })

  test('shows no character that a terminal, a browser or a parser would act on', () => {
    const hostile = '\u0000\u001b[31m\ud800\u202e]]>'
    const report = reportOf(instead(checked('idem.replay', { verdict: 'inconclusive', because: hostile })), {
      provider: { id: 'example', title: hostile },
      cleanup: { created: 1, deleted: 0, handedOver: 0, left: [hostile] },
      extent: { profile: 'full', only: [hostile] },
    })
    const made = told(report, { subject: { organization: hostile, contact: [hostile] }, configuration: { '--defect': hostile } })

    for (const notation of ['json', 'yaml'] as const) expect(holdsHidden(written(plain(made), notation))).toBe(false)
  })

  test.each(['json', 'yaml'] as const)('reads back as it was from %s, and is the same whatever the order of members in memory', (notation) => {
    const made = plain(told(reportOf()))
    const text = written(made, notation)
    const turned = Object.fromEntries(Object.entries(made as object).toReversed()) as typeof made

    expect(readVendorReport(text)).toEqual({ kind: 'vendor report', document: made, notation })
    expect(written(turned, notation)).toBe(text)
  })

  test.each(['json', 'yaml'] as const)('comes out of the golden events byte for byte: conformance.%s', async (notation) => {
    const where = new URL(`../golden/conformance.${notation}`, import.meta.url)
    const text = written(plain(told(foldReport(events))), notation)
    if (process.env['GOLDEN'] === 'write') await writeFile(where, text)

    expect(text).toBe(await readFile(where, 'utf8'))
  })

  test('holds every requirement of this suite where it is written as a format', async () => {
    expect(readVendorReport(await vendor({ report: foldReport(events) }, { notation: 'yaml' }))).toMatchObject({
      kind: 'vendor report',
      document: { result: 'not conformant' },
    })
  })
})

function finding(): NonNullable<CheckReport['finding']> {
  return { expected: '', actual: '', at: '', scenario: null, shrinks: 0, seed: 1, path: '0', leansOn: [], fingerprint: 'fp-0123456789abcdef', evidence: [] }
}
