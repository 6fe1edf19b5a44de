import type { Refusal } from '../specs/behaviour.ts'
import type { Violation } from './violations.ts'

/** One request of the suite, and what Prism and the mock said of it. Plain data. */
export interface Passage {
  /** Position in the traffic, from 1. */
  readonly number: number
  readonly method: string
  /** Path and query as they came, without the prefix of a world. */
  readonly target: string
  /** First word of the Authorization header, as written; empty where there is none. Never the token. */
  readonly scheme: string
  /** The beginning of the request's body, for people. */
  readonly body: string
  readonly mock: Mocked
  readonly prism: Told
}

/** What the mock did with it. */
export interface Mocked {
  readonly status: number
  /** operationId; absent where the request led to none. */
  readonly operation?: string
  readonly refusal?: Refusal
  /** The beginning of the answer's body. */
  readonly says: string
}

/**
 * What Prism said of it:
 *
 * - `judged`: it looked at request and answer.
 * - `unrouted`: its document has no such operation, so it let both through unseen.
 * - `aside`: it was never asked, because the path is not below that of the document's server.
 * - `refused`: it could not take the request in, and answered by itself before the mock was asked.
 * - `lost`: the mock had answered, but Prism answered something else.
 */
export type Told =
  | { readonly kind: 'judged'; readonly violations: readonly Violation[]; readonly cut: boolean }
  | { readonly kind: 'unrouted' }
  | { readonly kind: 'aside' }
  | { readonly kind: 'refused' | 'lost'; readonly status: number; readonly says: string }
