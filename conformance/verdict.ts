import type { Sourced } from '../specs/statement.ts'

/**
 * What can be said of a check when it is over. Closed, and no word is a neutral element:
 *
 * - `passed`: the promise was put to the test and kept.
 * - `failed`: a documented promise, or a MUST of a standard, was broken.
 * - `observed`: the same finding, where the promise is weaker: a SHOULD, a practice, a client's or our own assumption.
 * - `skipped`: the contract, the credentials or the consent given do not call for this check.
 * - `blocked`: something that the check needs first did not happen, e.g. no resource could be made.
 * - `inconclusive`: throttled, out of budget, no positive control, or an unknown outcome.
 * - `errored`: this suite failed, or could not reach the subject.
 */
export const verdicts = ['passed', 'failed', 'observed', 'skipped', 'blocked', 'inconclusive', 'errored'] as const
export type Verdict = (typeof verdicts)[number]

/** What a judge says of one scenario's history. */
export type Judgement = { readonly kind: 'kept' } | Broken | { readonly kind: 'unclear'; readonly because: string }

export interface Broken {
  readonly kind: 'broken'
  readonly expected: string
  readonly actual: string
  /** Label of the exchange that shows it. */
  readonly at: string
  /** Numbers of the exchanges that show it, where the whole history would be too much (monitors). */
  readonly shown?: readonly number[]
  /** Statements that this finding leans on besides those that the whole check leans on, e.g. the one rule among many that was broken. */
  readonly leansOn?: readonly Sourced[]
}

export const kept: Judgement = { kind: 'kept' }

/** The promise was broken: what was expected, what came, and the label of the exchange that shows it. */
export function broken(expected: string, actual: string, at: string): Broken {
  return { kind: 'broken', expected, actual, at }
}

/** Nothing can be concluded: never a pass, never a failure. */
export function unclear(because: string): { readonly kind: 'unclear'; readonly because: string } {
  return { kind: 'unclear', because }
}

/** What a whole run says of its subject. */
export type Result = 'conformant' | 'not conformant' | 'undetermined'
