import type { Extent, Shard } from '../../conformance/events.ts'
import type { Lack } from '../../conformance/lack.ts'
import type { Verdict } from '../../conformance/verdict.ts'
import type { Level, Standing } from '../../specs/requirements.ts'
import type { Basis } from '../../specs/statement.ts'
import type { Deviates, DeviationsReport } from '../deviations.ts'
import type { SubjectInfo } from '../told.ts'
import type { Quality } from './quality.ts'

/**
 * What a vendor publishes of one run: whose implementation it was, what was promised, what held, what was not looked at, and how good
 * the suite is that says so. `vendor.schema.json` is its published schema; `vendorReport` is the schema's version.
 */
export interface VendorReport {
  readonly vendorReport: 1
  readonly kind: 'VendorConformanceReport'
  /** Version of the suite. */
  readonly suite: string
  readonly subject: Subject
  readonly contract: { readonly provider: string; readonly title: string; readonly sha256: string }
  readonly run: Run
  readonly result: VendorResult
  /** Why the result is not simply conformant. One sentence. */
  readonly because?: string
  readonly counts: VendorCounts
  readonly features: readonly Feature[]
  /** In the order of their ids. */
  readonly requirements: readonly RequirementResult[]
  readonly deviations: Omit<DeviationsReport, 'stale'> & { readonly stale: readonly StaleDeviation[]; readonly accepted: readonly Accepted[] }
  readonly budget: { readonly allowed: Readonly<Record<string, number>>; readonly used: Used }
  /** Absent where the run did not come so far. */
  readonly cleanup?: Cleanup
  /** What else the run was told, by the names of flags; values that could be secret are not shown. */
  readonly configuration: Readonly<Record<string, string | number | boolean>>
  readonly quality: Quality
  /** `sha256:` and the SHA-256 of this document without this member, as JSON with sorted keys and no white space (RFC 8785). */
  readonly digest: string
}

export interface Subject extends SubjectInfo {
  /** Origin that was checked, or `mock`. */
  readonly target: string
  /** Members above that nobody has told: the suite has filled them in. */
  readonly assumed?: readonly string[]
}

export interface Run extends Omit<Extent, 'budget'> {
  /** False where the run did not tell how far it was to go (older versions). */
  readonly told: boolean
  readonly wire: 'rest' | 'connect'
  readonly seed: number
  /** RFC 3339. */
  readonly at: string
  readonly shard?: Pick<Shard, 'index' | 'of'>
  /** Checks that the run set out to finish, and those that it did. */
  readonly planned: number
  readonly finished: number
}

/**
 * - `conformant`: every documented promise that the contract calls for was put to the test and kept.
 * - `partial`: none was broken, and at least one was not decided, or is broken as a known deviation says.
 * - `not conformant`: a documented promise was broken.
 * - `undetermined`: the run came to no end, the suite failed, or too little could be put to the test.
 */
export type VendorResult = 'conformant' | 'partial' | 'not conformant' | 'undetermined'

/** What a promise came to: the verdicts of a run, with `skipped` kept for what the contract calls for and the run did not do. */
export type Outcome = Verdict | 'not applicable'

export type OutcomeCounts = Readonly<Record<Outcome, number>>

export interface VendorCounts {
  /** Of checks, each put to one resource type or to the API as a whole. */
  readonly all: OutcomeCounts
  readonly byLevel: Readonly<Record<Level, OutcomeCounts>>
  /** Of those that apply, by the weakest basis that each leans on. */
  readonly byBasis: Readonly<Record<Basis, OutcomeCounts>>
}

/** Why a check that decides did not decide. */
export type Undecided = Lack | 'blocked' | 'inconclusive' | 'errored' | 'deviation' | 'unknown' | 'not run'

export interface RequirementResult {
  readonly id: string
  readonly level: Level
  readonly standing: Standing
  /** How much it counts: see `weightOf`. 0 where it does not apply. */
  readonly weight: number
  /** The strongest basis of its checks; absent where none applies. */
  readonly basis?: Basis
  /** The worst of its checks. */
  readonly verdict: Outcome | 'not run'
  /** Why, for every verdict but `passed`: the reason of the first check that came to it. */
  readonly because?: string
  /** Its checks by outcome; what there is none of is left out. */
  readonly checks: Readonly<Partial<Record<Outcome, number>>>
  /** Failures that no known deviation accounts for, of checks that decide. */
  readonly broken?: number
  /** Checks that decide and did not, by the reason. */
  readonly undecided?: Readonly<Partial<Record<Undecided, number>>>
}

/**
 * - `supported`: a documented promise of it held, and none was broken.
 * - `assumed`: what held leans on clients or on assumptions: no document promises it.
 * - `broken`: a documented promise of it was broken.
 * - `unsupported`: the contract does not declare it.
 * - `not probed`: nothing of it was decided, or the run did not come to it.
 */
export type FeatureState = 'supported' | 'assumed' | 'broken' | 'unsupported' | 'not probed'

export interface Feature {
  readonly feature: string
  readonly title: string
  readonly state: FeatureState
  /** True where the state rests on what was seen: verdicts, or, of what is not declared, answers that show no sign of it. */
  readonly probed: boolean
  /** Signs of it in the answers of a subject that does not declare it. */
  readonly signs?: readonly string[]
}

export interface Accepted extends Deviates {
  readonly requirement: string
  readonly check: string
  readonly resource?: string
  readonly fingerprint: string
}

export type StaleDeviation = Omit<DeviationsReport['stale'][number], 'subject'> & { readonly subject: Readonly<Record<string, string>> }

export interface Used {
  readonly requests: number
  /** Resources of each type that costs something; absent where the run did not tell. */
  readonly creates?: Readonly<Record<string, number>>
}

export interface Cleanup {
  readonly created: number
  readonly deleted: number
  readonly handedOver: number
  readonly left: readonly string[]
  /** True where nothing was left behind. */
  readonly complete: boolean
}
