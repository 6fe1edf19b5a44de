import type { Contract } from '../specs/contract.ts'
import type { Exchange } from './history.ts'
import type { LedgerJournal } from './ledger.ts'
import type { Offer } from './offer.ts'
import type { Spending } from './spending.ts'
import type { Endpoint, Subject } from './subject/subject.ts'
import type { Vault } from './subject/vault.ts'

/** What a session is about, and who is told of what it sends. */
export interface SessionOptions {
  readonly contract: Contract
  readonly subject: Subject
  readonly offer: Offer
  readonly seed: number
  readonly signal: AbortSignal | undefined
  /** Marks the names and keys of what the run makes. */
  readonly runId?: string | undefined
  /** Told of everything that makes or removes something. */
  readonly journal?: LedgerJournal | undefined
  /** Told of every exchange when it is over. */
  readonly sent?: (exchange: Exchange) => void
  /** What the run may do and can pay for; anything where absent. */
  readonly spending?: Spending
  /** What knows the secrets of the run; one of its own when absent. */
  readonly secrets?: Vault | undefined
  /** Where to send requests, when it is not the subject's own address. */
  readonly endpoint?: Endpoint
  /** Number of the first exchange: the exchanges of two sessions of one run must not share numbers. */
  readonly firstNumber?: number
}
