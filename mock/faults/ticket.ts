import type { Reply } from '../call.ts'
import type { Wire } from './wire.ts'
import type { Fault } from './plan.ts'
import type { Past, Sight } from './past.ts'

/** What is planned for one request. Made once for it, however often the request is tried. */
export interface Ticket {
  /** What strikes it, in the plan's order. At most one of them refuses it or breaks the connection. */
  readonly struck: readonly Fault[]
  /** Faults of lifecycles: whether they strike is known once a transition has begun. */
  readonly failing: readonly Fault[]
  /** An answer of the mock's own, in place of any other. */
  readonly own?: Reply
  /** What is told as `Preference-Applied`. */
  readonly applied?: string
  /** Who asks, as far as the mock can tell one from another. */
  readonly client: () => string
  /** Milliseconds that the answer is held up. */
  readonly delayMs: number
  /** Decides about one of `failing`; the same answer each time. */
  readonly fails: (fault: Fault) => boolean
  /** Those of `failing` that were decided about. */
  readonly decided: ReadonlyMap<Fault, boolean>
  /** Present while former states are shown, also to requests that are not struck. */
  readonly past?: Past
}

/** What came of a ticket. */
export interface Touched {
  readonly ticket: Ticket
  /** Ids of the faults that the answer shows. */
  readonly ids: readonly string[]
  readonly wire?: Wire
  readonly saw?: Sight
  /** Present where the call has written while former states are shown. */
  readonly wrote?: Pick<Sight, 'provider' | 'client' | 'at'>
}

/** Header that names the faults that touched an answer. */
export const FAULT_HEADER = 'x-mock-fault'
