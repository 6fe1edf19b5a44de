import type { Exchange } from './history.ts'
import type { Cost } from './cost.ts'
import type { CleanupFinished, RunFinished, RunStarted } from './events.ts'
import type { Trouble } from './scenario.ts'
import type { Json } from '../specs/json.ts'

/**
 * All that is needed to judge a run again without a network, in the order in which it came about. Redacted as it was captured:
 * what was a secret is a placeholder.
 */
export type EvidenceRecord = Began | Knew | Sent | Driven | Ended | Over

/** Version of these records. */
export const EVIDENCE = 1

export interface Began {
  readonly kind: 'began'
  readonly evidence: typeof EVIDENCE
  readonly started: RunStarted
  readonly selection: Selection
  readonly offer: Offered
}

/** Which of the checks were chosen. */
export interface Selection {
  readonly only?: readonly string[]
  readonly resource?: string
  readonly shard?: { readonly index: number; readonly of: number }
}

/** What the subject brought along, as far as it decides which checks apply. */
export interface Offered {
  readonly principals: readonly string[]
  readonly costs: readonly Cost[]
  readonly params: Readonly<Record<string, string>>
  readonly otherParams: Readonly<Record<string, string>>
  readonly mayChangeGiven: boolean
  readonly movesClock: boolean
  readonly isFrugal?: boolean
  readonly kubeconfig?: string
}

/** What was found at first contact: identifiers and representations of what request bodies refer to. */
export interface Knew {
  readonly kind: 'knew'
  readonly known: Readonly<Record<string, string>>
  readonly othersKnown: Readonly<Record<string, string>>
  readonly shown: Readonly<Record<string, Json>>
  readonly othersShown: Readonly<Record<string, Json>>
}

/** One exchange, when it was over. */
export interface Sent {
  readonly kind: 'sent'
  readonly exchange: Exchange
}

/** One scenario of a check: what was drawn, and what its judge is given. */
export interface Driven {
  readonly kind: 'driven'
  readonly check: string
  readonly resource: string
  readonly scenario: Json
  /** True where a counterexample was sent once more. */
  readonly again: boolean
  /** Numbers of exchanges that were sent; whole ones where they were joined or renamed for the judge. */
  readonly history: readonly (number | Exchange)[]
  readonly trouble?: Trouble
}

/** A check or a monitor that is over. */
export interface Ended {
  readonly kind: 'ended'
  readonly check: string
  readonly resource: string
  readonly requests: number
  /** Where a counterexample was found: how often it was made smaller, and fast-check's path to it. */
  readonly found?: { readonly shrinks: number; readonly path: string }
  /** What kept it from an end, beside its scenarios. */
  readonly trouble?: Trouble
  /** True where it never began. */
  readonly notRun?: true
}

export interface Over {
  readonly kind: 'over'
  readonly cleanup?: CleanupFinished
  readonly finished?: RunFinished
  /** What kept the whole run from an end, whatever its checks said. */
  readonly trouble?: string
}
