import { describe, expect, test } from 'vitest'
import { resultOf } from '../conformance/result.ts'
import { verdicts, type Verdict } from '../conformance/verdict.ts'
import { events } from '../fixtures/events.ts'
import { heavier, mergeReports, ofVerdicts } from './merge.ts'
import { reportIn } from './reading.ts'
import { foldReport } from './report.ts'
import type { CheckReport, Report } from './report.ts'

const whole = foldReport(events)
const plan = '0123456789abcdef'

/** A report of one shard, made of some checks. */
function shard(index: number, of: number, changes: Partial<Report> & { readonly checks: readonly CheckReport[] }): Report {
  return { ...whole, result: 'conformant', requests: 10, planned: changes.checks.length, shard: { index, of, whole: whole.checks.length, plan }, ...changes }
}

function parts(...reports: readonly Report[]): Parameters<typeof mergeReports>[0] {
  return reports.map((report, at) => ({ name: `shard-${at + 1}.json`, report }))
}

function checkOf(verdict: Verdict, changes: Partial<CheckReport> = {}): CheckReport {
  const [first] = whole.checks
  if (first === undefined) throw new Error('the fixture has checks')
  return { ...first, verdict, because: `because of ${verdict}`, ...changes }
}

/** A report of two shards whose one monitor says this and that. */
function merged(one: Verdict, other: Verdict, changes: Partial<Report> = {}): Report {
  return mergeReports(parts(shard(1, 2, { checks: [checkOf(one)], ...changes }), shard(2, 2, { checks: [checkOf(other)] })))
}

describe('what two shards say of one check', () => {
  const heavy: readonly Verdict[] = ['failed', 'observed', 'errored', 'passed', 'inconclusive', 'blocked', 'skipped']

  test.each(heavy.flatMap((one, at) => heavy.slice(at).map((other) => [one, other] as const)))(
    'is, of %s and %s, the former, in either order',
    (one, other) => {
      expect(heavier(checkOf(one), checkOf(other))).toMatchObject({ verdict: one, because: `because of ${one}` })
      expect(heavier(checkOf(other), checkOf(one))).toMatchObject({ verdict: one, because: `because of ${one}` })
    },
  )

  test('covers every verdict there is', () => {
    expect(heavy.toSorted()).toEqual([...verdicts].sort())
  })

  test('adds up what was sent, and counts one judgement once', () => {
    const one = checkOf('passed', { requests: 3, scenarios: 1 })

    expect(heavier(one, checkOf('passed', { requests: 4, scenarios: 1 }))).toMatchObject({ requests: 7, scenarios: 1 })
  })
})

describe('what a merged run comes to', () => {
  test.each<[Verdict, Verdict, Report['result'], string | undefined]>([
    ['passed', 'failed', 'not conformant', undefined],
    ['errored', 'failed', 'not conformant', undefined],
    ['passed', 'errored', 'undetermined', 'the suite itself failed in a check'],
    ['passed', 'observed', 'undetermined', 'no check passed'],
    ['passed', 'skipped', 'conformant', undefined],
    ['passed', 'inconclusive', 'conformant', undefined],
    ['skipped', 'blocked', 'undetermined', 'no check passed'],
  ])('of %s and %s in one check: %s', (one, other, result, because) => {
    const { result: found, because: why } = merged(one, other)

    expect([found, why]).toEqual([result, because])
  })

  test('names the shard that did not come to its end, and is undetermined for it', () => {
    expect(merged('passed', 'passed', { result: 'undetermined', because: 'the run was interrupted' })).toMatchObject({
      result: 'undetermined',
      because: 'shard 1/2: the run was interrupted',
    })
  })

  test('is not held up by a shard that had nothing to put to the test', () => {
    expect(merged('skipped', 'passed', { result: 'undetermined', because: 'no check passed' })).toMatchObject({ result: 'conformant' })
  })

  test('knows every reason that follows from verdicts alone, as a run words it', () => {
    const reasons = [resultOf([], undefined), resultOf([{ verdict: 'skipped' }], undefined), resultOf([{ verdict: 'errored' }], undefined)]
    const folded = foldReport([...events.filter(({ type }) => type === 'run.started'), { type: 'run.finished', result: 'conformant', requests: 0 }])

    for (const { because } of [...reasons, folded]) expect(ofVerdicts.has(because ?? '')).toBe(true)
  })

  test('leaves a failure out that is a known deviation', () => {
    const deviation = { reason: 'being mended', owner: 'yard', expiry: '2026-12-31' }
    const one = shard(1, 2, { checks: [checkOf('failed', { deviation })], deviations: { known: 2, matched: 1, untested: 1, stale: [] } })
    const other = shard(2, 2, { checks: [checkOf('passed', { check: 'z.other' })], deviations: { known: 2, matched: 0, untested: 2, stale: [] } })

    expect(mergeReports(parts(one, other))).toMatchObject({ result: 'conformant', deviations: { known: 2, matched: 1, stale: [] } })
  })
})

test.each<[Verdict, Report['result']]>([
  ['failed', 'not conformant'],
  ['errored', 'undetermined'],
])('what is accounted for in one shard does not hide that the same check %s in another', (verdict, result) => {
  const known = { deviation: { reason: 'being mended', owner: 'yard', expiry: '2026-12-31' } }
  const passed = checkOf('passed', { check: 'z.other' })

  for (const checks of [
    [checkOf('failed', known), checkOf(verdict)],
    [checkOf(verdict), checkOf('failed', known)],
  ] as const)
    expect(mergeReports(parts(shard(1, 2, { checks: [checks[0], passed] }), shard(2, 2, { checks: [checks[1]] })))).toMatchObject({ result })
})

test('adds up requests and clean-up, and takes the earliest beginning', () => {
  const cleanup = (created: number, left: readonly string[]) => ({ created, deleted: created - left.length, handedOver: 0, left })
  const report = mergeReports(
    parts(
      shard(2, 2, { checks: whole.checks.slice(4), requests: 30, at: '2026-03-02T10:00:05Z', cleanup: cleanup(3, []) }),
      shard(1, 2, { checks: whole.checks.slice(0, 4), requests: 12, at: '2026-03-02T10:00:01Z', cleanup: cleanup(4, ['/v1/boats/1']) }),
    ),
  )

  expect(report).toMatchObject({
    requests: 42,
    at: '2026-03-02T10:00:01Z',
    planned: whole.checks.length,
    cleanup: { created: 7, deleted: 6, left: ['/v1/boats/1'] },
    counts: whole.counts,
    families: whole.families,
  })
  expect(report.checks).toEqual(whole.checks)
  expect(report).not.toHaveProperty('shard')
})

describe('refuses', () => {
  const one = shard(1, 3, { checks: whole.checks.slice(0, 3) })
  const two = shard(2, 3, { checks: whole.checks.slice(3, 6) })
  const three = shard(3, 3, { checks: whole.checks.slice(6) })

  test.each<[string, readonly Report[], string]>([
    ['nothing', [], 'no report was given'],
    ['a report of a whole run', [whole], 'shard-1.json is about a whole run'],
    ['shards that are missing', [two], 'of 3 shards, 1, 3 are missing'],
    ['a shard given twice', [one, two, two, three], 'shard-2.json and shard-3.json are both shard 2/3'],
    ['another seed', [one, { ...two, seed: 7 }, three], 'the seed is 42 in one and 7 in the other'],
    ['another contract', [one, two, { ...three, contract: 'f00' }], 'shard-1.json and shard-3.json are not of one run: the contract is'],
    ['another suite', [one, { ...two, suite: '9.9.9' }, three], 'the version of the suite is 0.1.0 in one and 9.9.9 in the other'],
    ['another target', [one, { ...two, target: 'mock' }, three], 'the target is https://api.example.test in one and mock in the other'],
    ['another wire', [one, { ...two, wire: 'connect' }, three], 'the wire is rest in one and connect in the other'],
    ['another provider', [one, { ...two, provider: { id: 'other', title: 'Other' } }, three], 'the provider is example in one and other in the other'],
    ['another number of shards', [one, { ...two, shard: { index: 2, of: 2, whole: 9, plan } }], 'the number of shards is 3 in one and 2 in the other'],
    ['another selection', [one, { ...two, shard: { index: 2, of: 3, whole: 9, plan: 'other' } }, three], 'the selection of checks'],
  ])('%s', (_, reports, message) => {
    expect(() => mergeReports(parts(...reports))).toThrow(message)
  })

  test('what is no report', () => {
    expect(reportIn(JSON.parse(JSON.stringify(one)))).toEqual(one)
    for (const other of [null, 7, [], {}, { ...one, report: 2 }, { ...one, checks: [{}] }, { ...one, seed: '1' }, { ...one, shard: { index: 1 } }])
      expect(reportIn(other)).toBeUndefined()
  })
})
