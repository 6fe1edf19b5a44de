import { readFile } from 'node:fs/promises'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import type { CheckFinished, Event } from '../conformance/events.ts'
import type { Verdict } from '../conformance/verdict.ts'
import { events } from '../fixtures/events.ts'
import { draftDeviations } from './deviations-draft.ts'
import { withDeviations, type Circumstances, type Deviation } from './deviations.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { foldReport, type Report } from './report.ts'

const requirement = 'etag.if-match-stale-not-performed'
const whole = foldReport(events)
const print = whole.checks.find(({ verdict }) => verdict === 'failed')?.finding?.fingerprint ?? ''

function deviation(changes: Partial<Deviation> = {}): Deviation {
  return { requirement, subject: { resource: 'cluster' }, fingerprint: print, reason: 'known since May', owner: 'team-api', expiry: '2026-03-02', ...changes }
}

/** The golden run with other verdicts for the check that failed in it, by resource type. */
function reportOf(verdicts: Readonly<Record<string, Verdict>> = {}, without: readonly Verdict[] = ['errored']): Report {
  const changed = events.flatMap((event): readonly Event[] => {
    if (event.type !== 'check.finished') return [event]
    if (without.includes(event.verdict)) return []
    const verdict = event.requirement.id === requirement ? verdicts[event.resource ?? ''] : undefined
    return [verdict === undefined ? event : { ...withoutFinding(event, verdict), verdict }]
  })
  return foldReport(changed.map((event) => (event.type === 'run.finished' && verdicts['cluster'] ? { ...event, result: 'conformant' } : event)))
}

function withoutFinding(event: CheckFinished, verdict: Verdict): CheckFinished {
  if (verdict === 'failed' || verdict === 'observed') return event
  const { finding: _, ...rest } = event
  return rest
}

test('leaves the verdict as it is, and takes the finding out of the result', () => {
  const report = withDeviations(reportOf(), [deviation()])

  expect(report).toMatchObject({ result: 'conformant', counts: { failed: 1 }, deviations: { known: 1, matched: 1, untested: 0, stale: [] } })
  expect(report.checks.find(({ verdict }) => verdict === 'failed')?.deviation).toEqual({ reason: 'known since May', owner: 'team-api', expiry: '2026-03-02' })
})

test('leaves what else went wrong to count', () => {
  const trouble = events.map((event) => (event.type === 'run.finished' ? { ...event, because: 'the run was interrupted' } : event))

  expect(withDeviations(whole, [deviation()])).toMatchObject({ result: 'undetermined', because: 'the suite itself failed in a check' })
  expect(withDeviations(foldReport(trouble), [deviation()])).toMatchObject({ result: 'undetermined', because: 'the run was interrupted' })
  expect(withDeviations(reportOf({}, ['errored', 'passed']), [deviation()])).toMatchObject({ result: 'undetermined', because: 'no check passed' })
})

test('makes nothing of a report for which there are none but that it says so', () => {
  expect(withDeviations(whole, [])).toEqual({ ...whole, deviations: { known: 0, matched: 0, untested: 0, stale: [] } })
})

const anywhere = { subject: { provider: 'example' } }
const exact = { subject: { resource: 'cluster', check: requirement } }
const passed = { cluster: 'passed', secret: 'passed' } as const

test.each<[string, Partial<Deviation>, Report, Circumstances, string]>([
  ['matches', {}, reportOf(), {}, 'valid'],
  ['matches an observation', { subject: { resource: 'secret' }, fingerprint: 'secret' }, reportOf(), {}, 'valid'],
  ['matches on its last day', { expiry: '2026-03-02' }, reportOf(), {}, 'valid'],
  ['ended the day before', { expiry: '2026-03-01' }, reportOf(), {}, 'expired'],
  ['ended before it no longer fails', { expiry: '2026-03-01' }, reportOf(passed), {}, 'expired'],
  ['is about what passed', {}, reportOf(passed), {}, 'no longer fails'],
  ['is about what passed for every type', anywhere, reportOf(passed), {}, 'no longer fails'],
  ['is about another finding', { fingerprint: 'fp-0000000000000000' }, reportOf(), {}, 'matches nothing'],
  ['is about what was skipped', {}, reportOf({ cluster: 'skipped' }), {}, 'untested'],
  ['is about what came to no result', {}, reportOf({ cluster: 'inconclusive' }), {}, 'untested'],
  ['is about what came to no result for one of its types', anywhere, reportOf({ cluster: 'passed', secret: 'blocked' }), {}, 'untested'],
  ['is about what was not run', { requirement: 'etag.syntax' }, reportOf(), {}, 'untested'],
  ['was looked for with one scenario alone', {}, reportOf(passed), { scenarios: true }, 'untested'],
  ['was looked for in some checks', {}, reportOf(passed), { checks: true }, 'untested'],
  ['was looked for in its own check', exact, reportOf(passed), { checks: true }, 'no longer fails'],
  ['was looked for in some types', anywhere, reportOf(passed), { resources: true }, 'untested'],
  ['was looked for in its own type', exact, reportOf(passed), { resources: true }, 'no longer fails'],
  ['is found by watching what was sent in part', exact, reportOf(passed), { partial: new Set([requirement]) }, 'untested'],
  ['is of another provider', { subject: { provider: 'other' } }, reportOf(passed), {}, 'elsewhere'],
  ['is of another target', { subject: { target: 'staging' } }, reportOf(passed), {}, 'elsewhere'],
  ['is of this target by name', { subject: { target: 'staging' } }, reportOf(passed), { target: 'staging' }, 'no longer fails'],
  ['is of this target by its origin', { subject: { target: 'https://api.example.test' } }, reportOf(passed), {}, 'no longer fails'],
])('judges a deviation that %s', (_, changes, report, circumstances, expected) => {
  const prints = new Map(report.checks.flatMap(({ resource = '', finding }) => (finding === undefined ? [] : [[resource, finding.fingerprint]])))
  const known = changes.fingerprint === undefined ? {} : { fingerprint: prints.get(changes.fingerprint) ?? changes.fingerprint }
  const { deviations } = withDeviations(report, [deviation({ ...changes, ...known })], circumstances)
  const told = { known: 0, matched: 0, untested: 0, stale: [], ...deviations }
  const kind = told.known === 0 ? 'elsewhere' : told.matched > 0 ? 'valid' : told.untested > 0 ? 'untested' : told.stale[0]?.is

  expect(kind).toBe(expected)
})

test('holds an expired deviation for nothing', () => {
  const report = withDeviations(reportOf(), [deviation({ expiry: '2026-03-01' })])

  expect(report.result).toBe('not conformant')
  expect(report.checks.every((check) => check.deviation === undefined)).toBe(true)
})

test('is shown in every format: a skipped case and a failing one in JUnit, sections of their own in Markdown', () => {
  const stale = deviation({ fingerprint: 'fp-0000000000000000', owner: 'team <b>' })
  const report = withDeviations(reportOf(), [deviation(), stale])

  expect(junit(report)).toContain('<skipped message="deviates, accepted until 2026-03-02 (team-api): known since May"/>')
  expect(junit(report)).toContain('<testsuite name="deviations" tests="1" failures="1" errors="0" skipped="0"')
  expect(junit(report)).toMatch(/<testsuites name="clusterproof example" tests="9" failures="1" errors="0"/)
  expect(markdown(report)).toContain('### Deviates: broken promises that are known and accepted for now')
  expect(markdown(report)).toContain(
    '### Deviations to look at: they fail the run\n\n- etag.if-match-stale-not-performed (cluster; fp-0000000000000000; team &lt;b&gt;) matches nothing',
  )
  expect(markdown(report)).not.toContain('### Failed')
})

test('fits the schema of reports, in which a failure that nobody accounts for makes no report conformant', async () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false })
  addFormats.default(ajv)
  const validates = ajv.compile(JSON.parse(await readFile(new URL('report.schema.json', import.meta.url), 'utf8')))
  const report = withDeviations(reportOf(), [deviation(), deviation({ fingerprint: 'fp-0000000000000000' })])

  expect([report.result, validates(report)]).toEqual(['conformant', true])
  expect(validates({ ...withDeviations(reportOf(), []), result: 'conformant' })).toBe(false)
})

test('is drafted from what fails, with what is known already said again, in YAML that cannot be broken out of', () => {
  const report = withDeviations(reportOf(), [deviation({ reason: 'a "quoted"\n# reason' })])
  const fresh: unknown = load(draftDeviations(whole))
  const known: unknown = load(draftDeviations(report, 'staging'))

  const entry = {
    requirement,
    fingerprint: print,
    subject: { provider: 'example', target: 'https://api.example.test', resource: 'cluster', check: requirement },
  }
  expect(fresh).toEqual({ deviations: [{ ...entry, reason: '', owner: '', expiry: '2026-05-31' }] })
  expect(known).toMatchObject({ deviations: [{ subject: { target: 'staging' }, reason: 'a "quoted"\n# reason', owner: 'team-api', expiry: '2026-03-02' }] })
  expect(load(draftDeviations(reportOf(passed)))).toEqual({ deviations: [] })
})
