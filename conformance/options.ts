import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { EvidenceRecord } from './evidence.ts'
import type { LedgerJournal } from './ledger.ts'
import type { Test } from './plan.ts'
import type { Profile } from './profile.ts'
import type { Subject } from './subject/subject.ts'
import type { Vault } from './subject/vault.ts'

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
  /** What the report says of when the run began, RFC 3339; the clock's instant when absent. */
  readonly at?: string
  /** How far the run goes; `full` when absent. */
  readonly profile?: Profile
  /** Only every `of`-th of what is planned, from the `index`-th on (1 to `of`), so that several runs share the work. */
  readonly shard?: { readonly index: number; readonly of: number }
  /** Marks the names of what this run makes, beside the seed: lower-case letters and digits. For endpoints that others use too. */
  readonly runId?: string
  /** Told of everything that makes or removes something, before it is sent and after. */
  readonly journal?: LedgerJournal
  /**
   * Finds, without sending anything to the subject, the path of a smaller scenario over which it may fail as well; asked instead of
   * making counterexamples smaller by sending.
   */
  readonly minimise?: (found: Counterexample) => Promise<string | undefined>
  /** True where findings tell what they take to become programs of their own: each costs some thousand judgements, and no request. */
  readonly runnable?: boolean
  /** Told of all that is needed to judge the run again without a network. */
  readonly record?: (record: EvidenceRecord) => void
  /** What knows the secrets of the run, so that whoever writes down what came of it can look for them too (`vaultFor`, `guarded`). */
  readonly secrets?: Vault
  /** Raised to stop the run; it then cleans up and finishes as undetermined. */
  readonly signal?: AbortSignal
}

/** A scenario over which a subject failed. */
export interface Counterexample {
  readonly check: string
  /** The resource type it was put to. */
  readonly resource: string
  readonly requirement: string
  /** fast-check's path to it, under the seed of the run. */
  readonly path: string
}
