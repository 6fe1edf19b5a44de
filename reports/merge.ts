import type { Verdict } from '../conformance/verdict.ts'
import type { DeviationsReport } from './deviations.ts'
import { byCheckThenResource, count, familiesIn } from './report.ts'
import type { CheckReport, Report } from './report.ts'

/** A report of one shard, and what messages call it. */
export interface Part {
  readonly name: string
  readonly report: Report
}

/**
 * One report of all shards of one run: what the whole run would have reported.
 *
 * A check is in one shard. A monitor is in each, where it judged that shard's own traffic: see `heavier`. Requests and clean-up are sums.
 * Throws a RangeError where the parts do not make up one run.
 */
export function mergeReports(parts: readonly Part[]): Report {
  const sorted = complete(parts)
  const reports = sorted.map(({ report }) => report)
  const [first] = reports
  if (first?.shard === undefined) throw new RangeError('Failed to merge: there is nothing to merge. Give the reports of all shards of one run.')
  const { shard, deviations: _, because: __, ...same } = first
  const checks = mergedChecks(reports)
  const cleanup = mergedCleanup(reports)
  const deviations = mergedDeviations(reports, checks)
  return {
    ...same,
    at: reports.map(({ at }) => at).toSorted()[0] ?? first.at,
    ...conclude(reports, checks),
    planned: shard.whole,
    requests: sum(reports, ({ requests }) => requests),
    ...mergedCreates(reports),
    counts: count(checks),
    families: familiesIn(checks),
    ...(cleanup && { cleanup }),
    ...(deviations && { deviations }),
    checks,
  }
}

/** The parts in order, where there is one of each and they are of one run. */
function complete(parts: readonly Part[]): readonly Part[] {
  const [first] = parts
  if (first === undefined) throw new RangeError('Failed to merge: no report was given. Give the reports of all shards of one run.')
  for (const part of parts) refuseStranger(first, part)
  const { of } = shardOf(first)
  const found = new Map<number, Part>()
  for (const part of parts) {
    const { index } = shardOf(part)
    const before = found.get(index)
    if (before !== undefined) throw new RangeError(`Failed to merge: ${before.name} and ${part.name} are both shard ${index}/${of}. Give one of them.`)
    found.set(index, part)
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !found.has(index))
  if (missing.length > 0)
    throw new RangeError(`Failed to merge: of ${of} shards, ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Give all of them.`)
  return parts.toSorted((a, b) => shardOf(a).index - shardOf(b).index)
}

function shardOf({ name, report: { shard } }: Part): NonNullable<Report['shard']> {
  if (shard === undefined) throw new RangeError(`Failed to merge: ${name} is about a whole run. Give reports of runs with --shard.`)
  return shard
}

/** What all shards of one run have in common, by the words that messages use. */
function commonOf(part: Part): Readonly<Record<string, string | number>> {
  const { report } = part
  const { of, whole, plan } = shardOf(part)
  return {
    provider: report.provider.id,
    target: report.target,
    'version of the suite': report.suite,
    contract: report.contract,
    wire: report.wire ?? 'rest',
    seed: report.seed,
    'number of shards': of,
    'selection of checks (--only, --resource, --runs, --profile, or the credentials given)': `${whole} checks, ${plan}`,
  }
}

function refuseStranger(first: Part, other: Part): void {
  const [one, two] = [commonOf(first), commonOf(other)]
  for (const [what, value] of Object.entries(one)) {
    if (value === two[what]) continue
    throw new RangeError(
      `Failed to merge: ${first.name} and ${other.name} are not of one run: the ${what} is ${value} in one and ${two[what]} in the other. Give shards of one run.`,
    )
  }
}

function mergedChecks(reports: readonly Report[]): readonly CheckReport[] {
  const merged = new Map<string, CheckReport>()
  for (const check of reports.flatMap(({ checks }) => checks)) {
    const key = JSON.stringify([check.check, check.resource])
    const before = merged.get(key)
    merged.set(key, before === undefined ? check : heavier(before, check))
  }
  return [...merged.values()].toSorted(byCheckThenResource)
}

/**
 * What weighs more where several shards speak of one check. A finding outweighs everything. That the suite itself failed outweighs that
 * the promise was kept elsewhere; that one shard saw nothing of a promise does not.
 */
const weight: Record<Verdict, number> = { failed: 6, observed: 5, errored: 4, passed: 3, inconclusive: 2, blocked: 1, skipped: 0 }

/** What is accounted for hides nothing that is not: no other finding, and no failure of the suite. */
function weightOf({ verdict, deviation }: CheckReport): number {
  return deviation === undefined ? weight[verdict] : (weight.errored + weight.passed) / 2
}

/** Two reports on one check from two shards, as one: the heavier verdict with its reasons, of equal ones the first. */
export function heavier(one: CheckReport, other: CheckReport): CheckReport {
  const heavy = weightOf(other) > weightOf(one) ? other : one
  return { ...heavy, scenarios: Math.max(one.scenarios, other.scenarios), requests: one.requests + other.requests }
}

function mergedCleanup(reports: readonly Report[]): Report['cleanup'] {
  const told = reports.flatMap(({ cleanup }) => cleanup ?? [])
  if (told.length === 0) return undefined
  return {
    created: sum(told, ({ created }) => created),
    deleted: sum(told, ({ deleted }) => deleted),
    handedOver: sum(told, ({ handedOver }) => handedOver),
    left: told.flatMap(({ left }) => left),
  }
}

function mergedCreates(reports: readonly Report[]): Pick<Report, 'creates'> {
  const told = reports.flatMap(({ creates }) => (creates === undefined ? [] : [creates]))
  const resources = [...new Set(told.flatMap((creates) => Object.keys(creates)))]
  return told.length === 0 ? {} : { creates: Object.fromEntries(resources.map((resource) => [resource, sum(told, (creates) => creates[resource] ?? 0)])) }
}

/** Reasons that follow from the verdicts of a shard alone: the whole has reasons of its own. */
export const ofVerdicts: ReadonlySet<string> = new Set([
  'the suite itself failed in a check',
  'no check was run',
  'no check passed',
  'No promise was put to the test.',
])

/** The same rule as that of a whole run: a failure decides, then what kept a shard from its end, then an error, then a pass. */
function conclude(reports: readonly Report[], checks: readonly CheckReport[]): Pick<Report, 'result' | 'because'> {
  const troubles = reports.flatMap(({ shard, because }) =>
    because === undefined || ofVerdicts.has(because) ? [] : [`shard ${shard?.index}/${shard?.of}: ${because}`],
  )
  const because = troubles.length === 0 ? {} : { because: troubles.join('; ') }
  const some = (verdict: Verdict) => checks.some((check) => check.verdict === verdict && check.deviation === undefined)
  if (some('failed')) return { result: 'not conformant', ...because }
  if (troubles.length > 0) return { result: 'undetermined', ...because }
  if (some('errored')) return { result: 'undetermined', because: 'the suite itself failed in a check' }
  if (some('passed')) return { result: 'conformant' }
  return { result: 'undetermined', because: checks.length === 0 ? 'no check was run' : 'no check passed' }
}

/** A deviation that matches in one shard is not out of date because another shard saw nothing of it. */
function mergedDeviations(reports: readonly Report[], checks: readonly CheckReport[]): DeviationsReport | undefined {
  const told = reports.flatMap(({ deviations }) => deviations ?? [])
  if (told.length === 0) return undefined
  const known = Math.max(...told.map((one) => one.known))
  const accounted = checks.filter(({ deviation }) => deviation !== undefined)
  const matching = new Set(accounted.flatMap(({ finding }) => finding?.fingerprint ?? []))
  const outdated = new Map(told.flatMap(({ stale }) => stale).map((one) => [JSON.stringify([one.requirement, one.subject, one.fingerprint]), one]))
  const stale = [...outdated.values()].filter(({ fingerprint }) => !matching.has(fingerprint))
  return { known, matched: accounted.length, untested: Math.max(0, known - stale.length - matching.size), stale }
}

function sum<T>(all: readonly T[], pick: (one: T) => number): number {
  return all.reduce((total, one) => total + pick(one), 0)
}
