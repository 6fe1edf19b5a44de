import type { Json, JsonObject } from '../json.ts'
import type { Sourced, Statement } from '../statement.ts'

/** Why a request was refused, in words no vendor owns. The contract turns each into a status and a body. */
export const refusals = [
  'not-routable',
  'method-not-allowed',
  'not-modelled',
  'rate-limited',
  'unauthenticated',
  'invalid-parameter',
  'not-member',
  'missing-role',
  'unsupported-media-type',
  'too-large',
  'malformed-body',
  'invalid-body',
  'unknown-field',
  'empty-change',
  'immutable-field',
  'absent',
  'parent-absent',
  'stale-tag',
  'missing-tag',
  'malformed-tag',
  'name-taken',
  'still-deleting',
  'not-ready',
  'self-removal',
  'limit-reached',
  'missing-context',
  'missing-key',
  'malformed-key',
  'key-reused',
  'unknown-reference',
  'unusable-kubeconfig',
  'wrong-phase',
  'already-done',
  'in-use',
  'malformed-cursor',
  'rule-broken',
  'deadline-exceeded',
  'internal',
] as const
export type Refusal = (typeof refusals)[number]

export interface Errors {
  /**
   * `{message}`, `{code}`, `{status}` and `{detail}` are filled in, wherever they stand in a string. A member that is nothing but
   * `{path}` (a list of texts: where the fault lies), `{metadata}` (a map of texts) or `{details}` is left out where there is nothing to tell.
   */
  readonly envelope: Statement<{ readonly mediaType: string; readonly schema: string; readonly body: Json }>
  /** What the statuses rest on, where it is less than that something is refused at all. */
  readonly statuses?: Sourced
  readonly refusals: Readonly<Partial<Record<Refusal, RefusalReply>>>
}

export type RefusalReply = Statement<{
  readonly status: number
  /** Other statuses that nobody's documents rule out; the suite tolerates them. */
  readonly tolerated?: readonly number[]
  /** A text that is nothing but digits becomes a number where the envelope says `{code}` and no more. */
  readonly code?: string
  /** May hold `{detail}`. */
  readonly message: string
  /** For the envelope's `{metadata}`; `{tag}`, `{limit}`, `{usage}`, `{quota}` and `{blocker}` are filled in where they are known. */
  readonly metadata?: Readonly<Record<string, string>>
  /** For the envelope's `{details}`: JSON with `{detail}`, `{field}` (where the fault lies, in dots), `{resource}` (its title) and `{id}` filled in. An object with a word that is not known is left out. */
  readonly details?: readonly JsonObject[]
  readonly headers?: Readonly<Record<string, string>>
}>
