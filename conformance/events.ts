import type { Basis } from '../specs/statement.ts'
import type { Json } from '../specs/json.ts'
import type { Exchange } from './history.ts'
import type { Lack } from './lack.ts'
import type { Profile } from './profile.ts'
import type { Runnable } from './runnable/runnable.ts'
import type { Budget } from './subject/subject.ts'
import type { Result, Verdict } from './verdict.ts'

/** What happened, in order. `run()` yields these; it never prints and never throws. */
export type Event = RunStarted | CheckStarted | CheckFinished | CleanupFinished | RunFinished

export interface RunStarted {
  readonly type: 'run.started'
  /** Version of this suite. */
  readonly suite: string
  readonly provider: { readonly id: string; readonly title: string }
  /** SHA-256 of the contract's two files, hex. */
  readonly contract: string
  /** Origin that was checked; never with credentials. For the suite's own mock: `mock`. */
  readonly target: string
  /** Present where the run did not go over the wire that the document describes. */
  readonly wire?: 'connect'
  readonly seed: number
  /** RFC 3339 instant at which the run began. The only field that differs between two runs of one seed. */
  readonly at: string
  /** `check.finished` events to come, skipped ones included, unless the run is interrupted. */
  readonly checks: number
  /** Present where several runs share the work. */
  readonly shard?: Shard
  /** How far the run was to go; runs of older versions do not tell. */
  readonly extent?: Extent
}

/** How far a run was to go. */
export interface Extent {
  readonly profile: Profile
  /** Ids of the checks or families that alone were asked for. */
  readonly only?: readonly string[]
  /** The one resource type that was asked for. */
  readonly resource?: string
  /** The one scenario that was asked for. */
  readonly path?: string
  /** Factor on the number of scenarios, where it is not 1. */
  readonly scale?: number
  /** What it might cost at most. */
  readonly budget?: Budget
}

/** One part of a run that several share: each has every `of`-th check, from the `index`-th on, and all monitors. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number
  readonly of: number
  /** Checks of the whole run. */
  readonly whole: number
  /** The same for all parts of one run: made from its checks, and from how far it goes. */
  readonly plan: string
}

export interface CheckStarted {
  readonly type: 'check.started'
  readonly check: string
  readonly resource?: string
}

export interface CheckFinished {
  readonly type: 'check.finished'
  /** Check id, equal to the requirement's id unless one requirement has several checks. */
  readonly check: string
  readonly family: string
  /** Resource type it was put to, for checks that run once per resource type. */
  readonly resource?: string
  readonly requirement: RequirementRef
  /** Weakest basis of all that the verdict leans on. */
  readonly basis: Basis
  readonly verdict: Verdict
  /** Why, for every verdict but `passed`. One sentence. */
  readonly because?: string
  /** Of a `skipped` one: what the run went without. Absent where the contract does not call for this check. */
  readonly lacks?: Lack
  readonly finding?: Finding
  readonly scenarios: number
  readonly requests: number
}

export interface RequirementRef {
  readonly id: string
  readonly level: 'MUST' | 'SHOULD' | 'MAY' | 'PRACTICE'
  readonly sentence: string
  readonly source: string
}

/** A broken promise, with all that a person needs to see it again. */
export interface Finding {
  readonly expected: string
  readonly actual: string
  /** Label of the exchange that shows it. */
  readonly at: string
  /** The smallest scenario found, as data. */
  readonly scenario: Json
  /** How often it was made smaller. */
  readonly shrinks: number
  readonly seed: number
  /** fast-check's path: with the seed it leads straight back to this scenario. */
  readonly path: string
  /** Sources of the contract statements the verdict leans on. */
  readonly leansOn: readonly string[]
  /** The scenario as the steps that a person would take, where it is a sequence of commands. */
  readonly program?: readonly string[]
  /** Positions in the evidence of the exchanges that show it by themselves; the others only kept things going. */
  readonly needed?: readonly number[]
  /** What it takes to become a program of its own; present where the run was asked for it. */
  readonly runnable?: Runnable
  /** The exchanges of the smallest scenario, redacted. */
  readonly evidence: readonly Exchange[]
}

export interface CleanupFinished {
  readonly type: 'cleanup.finished'
  /** All that was made, or may have been: the sum of what follows. */
  readonly created: number
  readonly deleted: number
  /** What nothing deletes by itself, and what went with what it lay in. */
  readonly handedOver: number
  /** Paths of resources that are still there; where the subject never told, what to look for. */
  readonly left: readonly string[]
}

export interface RunFinished {
  readonly type: 'run.finished'
  readonly result: Result
  /** Why the result is not simply the checks' sum: interrupted, unreachable, no checks. */
  readonly because?: string
  readonly requests: number
  /** How many resources of each type that costs something were made, or may have been. */
  readonly creates?: Readonly<Record<string, number>>
}
