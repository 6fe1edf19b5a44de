import type { Refusal } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import type { Trace } from './explain/trace.ts'
import type { Ticket, Touched } from './faults/ticket.ts'
import type { Resource } from './record.ts'
import type { Settings } from './settings.ts'
import type { Change, View } from './store.ts'

/** A request, free of HTTP libraries. */
export interface Call {
  readonly contract: Contract
  /** Where it leads; a call that leads nowhere is answered too, in the vendor's own words. */
  readonly route: Route
  readonly method: string
  /** Path and query as they came. */
  readonly target: string
  /** A header's value by lower-case name; several lines are joined by `, ` (RFC 9110 section 5.3). */
  readonly header: (name: string) => string | undefined
  /** Header lines as they came, in their own letter case; absent where the call did not come over a socket. */
  readonly lines?: () => readonly (readonly [name: string, value: string])[]
  readonly body: Body
  /** When it came, where that was before now: milliseconds since 1970. */
  readonly arrived?: number
  /** What is left of a limit that is in force and told in header fields. `ends` in milliseconds since 1970. */
  readonly budget?: { readonly limit: number; readonly remaining: number; readonly ends: number }
  /** Set when the rate limit is exhausted. */
  readonly throttled?: { readonly retryAfterSeconds: number }
  /** Set where a fault is planned for it. */
  readonly ticket?: Ticket
}

export type Route =
  | { readonly kind: 'found'; readonly operation: Operation; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'none' }

export type Body = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'too-large'; readonly limit: number }

/** An answer, free of HTTP libraries. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Json
  /** JSON pointer of the representation in the body, where it is only a part of it. */
  readonly representation?: string
  /** The body as it stands on the wire, in place of `body`; for defects that no JSON value can show. */
  readonly text?: string
  /** Why the call was refused, if it was. */
  readonly refusal?: Refusal
  /** What faults have made of it. Never sent. */
  readonly touched?: Touched
}

export interface Outcome {
  readonly reply: Reply
  readonly changes: readonly Change[]
  /** The resource that the reply shows, where it shows one that was made or changed. */
  readonly about?: Resource
  /** The reply may wait: it is asked for again at this instant (milliseconds since 1970), or as soon as anything changes. */
  readonly until?: number
  /** What the call met on its way, for whoever asks later. */
  readonly trace?: Trace
  /** Only defects: the rest comes after so many real milliseconds, whatever the clock says, and in a world that others have changed meanwhile. */
  readonly later?: { readonly afterMs: number; readonly finish: (around: Surroundings) => Outcome }
}

/** What surrounds one call: the world's state, its settings, the instant. */
export interface Surroundings {
  readonly view: View
  readonly settings: Settings
  readonly now: number
  readonly seed: number
}

/** The whole mock as one pure function. It changes nothing; the world commits the changes. */
export type Respond = (call: Call, around: Surroundings) => Outcome
