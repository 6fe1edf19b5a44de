import type { CheckFinished, CleanupFinished, Event, Extent, Finding, RequirementRef, RunFinished, RunStarted, Shard } from '../conformance/events.ts'
import type { Lack } from '../conformance/lack.ts'
import type { Result, Verdict } from '../conformance/verdict.ts'
import type { Runnable } from '../conformance/runnable/runnable.ts'
import type { Json } from '../specs/json.ts'
import type { Basis } from '../specs/statement.ts'
import type { Deviates, DeviationsReport } from './deviations.ts'
import { printed } from './evidence.ts'
import type { Printed } from './evidence.ts'
import { fingerprint } from './fingerprint.ts'

export type Counts = Readonly<Record<Verdict, number>>

/** What a run found, as plain data. `report.schema.json` is its published schema; `report` is the schema's version. */
export interface Report {
  readonly report: 1
  readonly suite: string
  readonly provider: { readonly id: string; readonly title: string }
  /** SHA-256 of the contract, hex. */
  readonly contract: string
  /** Origin that was checked, or `mock`. */
  readonly target: string
  /** Present where the run went over the Connect protocol. */
  readonly wire?: 'connect'
  readonly seed: number
  /** RFC 3339 instant at which the run began: the one field that differs between two runs of one seed. */
  readonly at: string
  readonly result: Result
  readonly because?: string
  /** Present where several runs shared the work and this is one of them. */
  readonly shard?: Shard
  /** How far the run was to go; absent in reports of older versions. */
  readonly extent?: Extent
  /** Checks that the run set out to finish. */
  readonly planned: number
  readonly requests: number
  /** How many resources of each type that costs something were made, or may have been. */
  readonly creates?: Readonly<Record<string, number>>
  readonly counts: Counts
  readonly families: readonly { readonly family: string; readonly counts: Counts }[]
  readonly cleanup?: { readonly created: number; readonly deleted: number; readonly handedOver: number; readonly left: readonly string[] }
  /** Present where known discrepancies were given. */
  readonly deviations?: DeviationsReport
  /** Sorted by check, then by resource. */
  readonly checks: readonly CheckReport[]
}

export interface CheckReport {
  readonly check: string
  readonly family: string
  readonly resource?: string
  readonly requirement: RequirementRef
  readonly basis: Basis
  readonly verdict: Verdict
  readonly because?: string
  /** Of a skipped one: what the run went without. Absent where the contract does not call for it. */
  readonly lacks?: Lack
  /** Present where the finding is a known discrepancy: the verdict stands, and does not decide the result. */
  readonly deviation?: Deviates
  readonly finding?: FindingReport
  readonly scenarios: number
  readonly requests: number
}

export interface FindingReport {
  readonly expected: string
  readonly actual: string
  readonly at: string
  readonly scenario: Json
  readonly shrinks: number
  readonly seed: number
  readonly path: string
  readonly leansOn: readonly string[]
  readonly needed?: readonly number[]
  readonly program?: readonly string[]
  /** Tells the finding again in another run: `fp-` and 16 hexadecimal digits. */
  readonly fingerprint: string
  /** What it takes to become a program of its own; present where the run was asked for it. */
  readonly runnable?: Omit<Runnable, 'before'> & { readonly before: readonly Printed[] }
  readonly evidence: readonly Printed[]
}

/**
 * Folds what happened into a report: same events, same report.
 *
 * A run that did not finish, or that put nothing to the test, is `undetermined`; one with a failed check is never
 * `conformant`, whatever its last event says. Throws when no run began.
 */
export function foldReport(events: Iterable<Event>): Report {
  const seen = gather(events)
  const { started, finished, cleanup } = seen
  if (started === undefined) throw new Error('Failed to make a report: found no run.started. Give all events of one run.')
  const checks = seen.checks.map(checkReport).sort(byCheckThenResource)
  const counts = count(checks)
  return {
    report: 1,
    suite: started.suite,
    provider: { id: started.provider.id, title: started.provider.title },
    contract: started.contract,
    target: started.target,
    ...(started.wire && { wire: started.wire }),
    seed: started.seed,
    at: started.at,
    ...conclude(finished, counts),
    ...(started.shard && { shard: started.shard }),
    ...(started.extent && { extent: started.extent }),
    planned: started.checks,
    requests: finished?.requests ?? checks.reduce((sum, check) => sum + check.requests, 0),
    ...(finished?.creates && { creates: finished.creates }),
    counts,
    families: familiesIn(checks),
    ...(cleanup && { cleanup: { created: cleanup.created, deleted: cleanup.deleted, handedOver: cleanup.handedOver, left: cleanup.left } }),
    checks,
  }
}

/** One finished check as a report shows it. */
export function checkReport(event: CheckFinished): CheckReport {
  const { id, level, sentence, source } = event.requirement
  return {
    check: event.check,
    family: event.family,
    ...(event.resource !== undefined && { resource: event.resource }),
    requirement: { id, level, sentence, source },
    basis: event.basis,
    verdict: event.verdict,
    ...(event.because !== undefined && { because: event.because }),
    ...(event.lacks && { lacks: event.lacks }),
    ...(event.finding && { finding: findingReport(event.finding, event) }),
    scenarios: event.scenarios,
    requests: event.requests,
  }
}

function findingReport(finding: Finding, { requirement, resource }: CheckFinished): FindingReport {
  const { expected, actual, at, scenario, shrinks, seed, path, leansOn } = finding
  const told = {
    expected,
    actual,
    at,
    scenario,
    shrinks,
    seed,
    path,
    leansOn,
    ...(finding.needed && { needed: finding.needed }),
    ...(finding.program && { program: finding.program }),
    ...(finding.runnable && { runnable: { ...finding.runnable, before: printed(finding.runnable.before) } }),
  }
  return { ...told, fingerprint: fingerprint({ requirement: requirement.id, resource, expected, actual, scenario }), evidence: printed(finding.evidence) }
}

interface Seen {
  started?: RunStarted
  finished?: RunFinished
  cleanup?: CleanupFinished
  readonly checks: CheckFinished[]
}

function gather(events: Iterable<Event>): Seen {
  const seen: Seen = { checks: [] }
  for (const event of events) {
    switch (event.type) {
      case 'run.started':
        seen.started = event
        break
      case 'check.started':
        break
      case 'check.finished':
        seen.checks.push(event)
        break
      case 'cleanup.finished':
        seen.cleanup = event
        break
      case 'run.finished':
        seen.finished = event
        break
      default:
        event satisfies never
    }
  }
  return seen
}

function conclude(finished: RunFinished | undefined, counts: Counts): { result: Result; because?: string } {
  if (finished === undefined) return { result: 'undetermined', because: 'The run did not finish.' }
  if (counts.passed + counts.failed + counts.observed === 0) {
    return { result: 'undetermined', because: finished.because ?? 'No promise was put to the test.' }
  }
  const result = counts.failed > 0 && finished.result === 'conformant' ? 'not conformant' : finished.result
  return { result, ...(finished.because !== undefined && { because: finished.because }) }
}

export function familiesIn(checks: readonly CheckReport[]): Report['families'] {
  const names = [...new Set(checks.map((check) => check.family))].sort(compare)
  return names.map((family) => ({ family, counts: count(checks.filter((check) => check.family === family)) }))
}

export function count(checks: readonly CheckReport[]): Counts {
  const counts = { passed: 0, failed: 0, observed: 0, skipped: 0, blocked: 0, inconclusive: 0, errored: 0 }
  for (const check of checks) counts[check.verdict] += 1
  return counts
}

export function byCheckThenResource(a: CheckReport, b: CheckReport): number {
  return compare(a.check, b.check) || compare(a.resource ?? '', b.resource ?? '')
}

/** By code units: the order must not depend on a machine's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
