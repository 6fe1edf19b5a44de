import type { CheckReport, Report } from './report.ts'

/** A discrepancy that is known: data that people write and date. `deviations.schema.json` is its schema. */
export interface Deviation {
  /** Id of the requirement that is not kept. */
  readonly requirement: string
  readonly subject: DeviationSubject
  /** Of the finding, as reports show it. */
  readonly fingerprint: string
  readonly reason: string
  readonly owner: string
  /** The last day on which it is accepted, `YYYY-MM-DD` in UTC. */
  readonly expiry: string
}

/** Where it is known; what is left out may be anything. */
export interface DeviationSubject {
  readonly provider?: string
  /** Name of a target, its origin, or `mock`. */
  readonly target?: string
  readonly resource?: string
  readonly check?: string
}

/** What a report says beside the verdict of a finding that is known. */
export type Deviates = Pick<Deviation, 'reason' | 'owner' | 'expiry'>

/** A deviation that has to be looked at: it fails the run. */
export interface Stale extends Pick<Deviation, 'requirement' | 'subject' | 'fingerprint' | 'owner' | 'expiry'> {
  readonly is: 'expired' | 'no longer fails' | 'matches nothing'
  readonly because: string
}

/** What became of the deviations that were given. */
export interface DeviationsReport {
  /** How many are about this subject. */
  readonly known: number
  /** Findings that they account for. */
  readonly matched: number
  /** How many could not be judged, because what they are about was not put to the test or came to no result. */
  readonly untested: number
  readonly stale: readonly Stale[]
}

/** What of a run a report does not tell. */
export interface Circumstances {
  /** What the target is called in the configuration. */
  readonly target?: string
  /** Selections of the run: where something was left out, its silence proves nothing. */
  readonly checks?: boolean
  readonly resources?: boolean
  readonly scenarios?: boolean
  /** Checks that judge what others send, where not all of it was sent: that they found nothing proves nothing. */
  readonly partial?: ReadonlySet<string>
}

/**
 * A report in which known discrepancies are told apart: same report, same deviations, same bytes.
 *
 * Verdicts stay as they are. The result is what it would be without the findings that are known; a deviation that has expired accounts
 * for none, and it is told with those that no longer fail or match nothing, although what they are about was put to the test.
 */
export function withDeviations(report: Report, deviations: readonly Deviation[], circumstances: Circumstances = {}): Report {
  const own = deviations.filter(({ subject }) => concerns(subject, report, circumstances))
  const judged = own.map((deviation) => ({ deviation, state: stateOf(deviation, report, circumstances) }))
  const valid = judged.flatMap(({ deviation, state }) => (state.is === 'valid' ? [deviation] : []))
  const checks = report.checks.map((check) => marked(check, valid))
  return {
    ...report,
    ...conclude(report, checks),
    deviations: {
      known: own.length,
      matched: checks.filter(({ deviation }) => deviation !== undefined).length,
      untested: judged.filter(({ state }) => state.is === 'untested').length,
      stale: judged.flatMap(({ deviation, state }) => ('because' in state ? [staleOf(deviation, state)] : [])),
    },
    checks,
  }
}

/** True for a finding that makes the subject non-conformant: it is held against it, and nobody has accounted for it. */
export function counts({ verdict, deviation }: CheckReport): boolean {
  return verdict === 'failed' && deviation === undefined
}

type State = { readonly is: 'valid' | 'untested' } | { readonly is: Stale['is']; readonly because: string }

function concerns({ provider, target }: DeviationSubject, report: Report, circumstances: Circumstances): boolean {
  const here = target === undefined || target === report.target || target === circumstances.target
  return here && (provider === undefined || provider === report.provider.id)
}

function stateOf(deviation: Deviation, report: Report, circumstances: Circumstances): State {
  const { expiry, subject } = deviation
  if (expiry < report.at.slice(0, 10)) return { is: 'expired', because: `it was accepted until ${expiry}` }
  const about = report.checks.filter((check) => isAbout(deviation, check))
  if (about.some((check) => matches(deviation, check))) return { is: 'valid' }
  const left = [circumstances.scenarios, circumstances.checks === true && subject.check === undefined, circumstances.resources === true && !subject.resource]
  const ran = about.filter(({ verdict }) => verdict === 'passed' || verdict === 'failed' || verdict === 'observed')
  const undecided = about.some(({ verdict }) => verdict === 'blocked' || verdict === 'inconclusive' || verdict === 'errored')
  const partial = ran.some(({ check }) => circumstances.partial?.has(check) === true)
  if (ran.length === 0 || undecided || partial || left.includes(true)) return { is: 'untested' }
  return gone(ran)
}

/** What was found instead, where its checks did run. */
function gone(ran: readonly CheckReport[]): State {
  const others = ran.flatMap(({ finding }) => finding?.fingerprint ?? [])
  if (others.length > 0) return { is: 'matches nothing', because: `what is found now has the fingerprint ${others.join(', ')}` }
  return {
    is: 'no longer fails',
    because: `${ran.map(({ check, resource }) => (resource === undefined ? check : `${check} on ${resource}`)).join(', ')} passed`,
  }
}

function isAbout({ requirement, subject }: Deviation, check: CheckReport): boolean {
  if (check.requirement.id !== requirement) return false
  return (subject.check === undefined || subject.check === check.check) && (subject.resource === undefined || subject.resource === check.resource)
}

function matches(deviation: Deviation, check: CheckReport): boolean {
  return check.finding?.fingerprint === deviation.fingerprint && isAbout(deviation, check)
}

function marked(check: CheckReport, valid: readonly Deviation[]): CheckReport {
  const found = valid.find((deviation) => matches(deviation, check))
  if (found === undefined) return check
  const { reason, owner, expiry } = found
  return { ...check, deviation: { reason, owner, expiry } }
}

function staleOf({ requirement, subject, fingerprint, owner, expiry }: Deviation, state: { readonly is: Stale['is']; readonly because: string }): Stale {
  return { requirement, subject, fingerprint, owner, expiry, is: state.is, because: state.because }
}

/** What the run comes to without the findings that are known. What else went wrong with it still counts. */
function conclude({ result, because, counts: all }: Report, checks: readonly CheckReport[]): Pick<Report, 'result' | 'because'> {
  if (result !== 'not conformant' || checks.some(counts)) return { result, ...(because !== undefined && { because }) }
  if (because !== undefined) return { result: 'undetermined', because }
  if (all.errored > 0) return { result: 'undetermined', because: 'the suite itself failed in a check' }
  if (all.passed > 0) return { result: 'conformant' }
  return { result: 'undetermined', because: 'no check passed' }
}
