import { events } from '../fixtures/events.ts'
import { withDeviations } from './deviations.ts'
import { count, familiesIn, foldReport } from './report.ts'
import type { CheckReport, Report } from './report.ts'

/** Runs of every kind that a format has to tell of, by what they are. */
export function reports(): Readonly<Record<string, Report>> {
  const whole = foldReport(events)
  const failed = whole.checks.find(({ verdict }) => verdict === 'failed')
  const known = { reason: 'Known since [March](https://example.test/1).', owner: 'platform', expiry: '2026-12-31' }
  const matching = { ...known, requirement: failed?.requirement.id ?? '', subject: {}, fingerprint: failed?.finding?.fingerprint ?? '' }
  const old = { ...matching, fingerprint: 'fp-0000000000000000', expiry: '2026-01-01' }
  const passed = whole.checks.filter(({ verdict }) => verdict === 'passed')
  return {
    'with every verdict': whole,
    'that did not finish': foldReport(events.slice(0, 6)),
    'that began and no more': foldReport(events.slice(0, 1)),
    'with a known deviation': withDeviations(whole, [matching]),
    'with a deviation out of date': withDeviations(whole, [old]),
    'of the mock, without a finding': { ...whole, target: 'mock', result: 'conformant', counts: count(passed), families: familiesIn(passed), checks: passed },
    'with a large finding': { ...whole, checks: whole.checks.map(large) },
  }
}

/** A finding of a million characters, each of which some format has to escape. */
function large(check: CheckReport): CheckReport {
  if (check.finding === undefined) return check
  const body = '"x\u0000\u2028'.repeat(250_000)
  const evidence = check.finding.evidence.map((exchange) => ({ ...exchange, request: { ...exchange.request, body } }))
  return { ...check, finding: { ...check.finding, actual: body, evidence } }
}
