import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Test } from './plan.ts'
import type { Subject } from './subject/subject.ts'

/** What a run is about, and how far it goes. */
export interface RunOptions {
  readonly contract: Contract
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly subject: Subject
  readonly checks: readonly Test[]
  /** 32-bit integer: the whole run follows from it. */
  readonly seed: number
  /** Ids of the checks to run, or of whole families; all when absent. */
  readonly only?: readonly string[]
  /** Put tests that go to each resource type to this one only. */
  readonly resource?: string
  /** fast-check's path to one scenario; only with a single check. */
  readonly path?: string
  /** Factor on the number of scenarios of each check. */
  readonly scale?: number
  /** Version of this suite, for the report. */
  readonly suite?: string
  /** What the report calls the subject; its origin when absent. */
  readonly target?: string
  /** Raised to stop the run; it then cleans up and finishes as undetermined. */
  readonly signal?: AbortSignal
}
