import type { Call, Outcome } from './call.ts'
import { elapse } from './clock.ts'

/** An answer, or that it waits. What it changes has been committed. `now` is when it was looked at, in milliseconds since 1970. */
export interface Attempt {
  /** `waits`: ask again at the outcome's `until`, or as soon as something has changed. `halfway`: finish after some real time. */
  readonly kind: 'told' | 'waits' | 'halfway'
  /** With what the limit had to say of it, when it came. */
  readonly call: Call
  readonly outcome: Outcome
  readonly now: number
  /** Whether all that it was made of is as it was, so that only time makes another one of it. */
  readonly isSame?: () => boolean
}

export function attemptOf(call: Call, outcome: Outcome, now: number): Attempt {
  return { kind: outcome.later !== undefined ? 'halfway' : outcome.until !== undefined ? 'waits' : 'told', call, outcome, now }
}

/** How to go on with an attempt that is no answer yet. */
export interface Going {
  readonly again: (attempt: Attempt) => Attempt | Promise<Attempt>
  /** Resolves at the instant until which it waits, or as soon as something may have changed. */
  readonly until: (attempt: Attempt, stop: AbortSignal) => Promise<void>
  /** Whether nobody is to wait now: then the answer is what there is. */
  readonly hurries: () => boolean
}

/** Tries again until there is an answer, or until nobody wants it any more. */
export async function finished(first: Attempt, { again, until, hurries }: Going, gone: AbortSignal): Promise<Attempt> {
  let attempt = first
  while (attempt.kind !== 'told') {
    if (attempt.kind === 'waits' && hurries()) return attempt
    if (attempt.kind === 'halfway') await elapse(attempt.outcome.later?.afterMs ?? 0)
    else await until(attempt, gone)
    attempt = await again(attempt)
    if (gone.aborted) return attempt
  }
  return attempt
}
