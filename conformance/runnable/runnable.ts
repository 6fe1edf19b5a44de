import { History } from '../history.ts'
import { asEvidence, asSent } from '../readable.ts'
import { assertionsOf } from './derive.ts'
import { originsOf } from './origins.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Exchange } from '../history.ts'
import type { Assertion } from './assertion.ts'
import type { Case } from './derive.ts'

/** What a finding takes to become a program of its own, besides its evidence. */
export interface Runnable {
  /** What has to be sent first, numbered from 1: creates whose resources the evidence uses, and what was waited for. */
  readonly before: readonly Exchange[]
  /** What the answers would have had to show, likeliest first: each by itself is enough, and none was so. Empty where it comes down to nothing so simple. */
  readonly asserts: readonly Assertion[]
  /** Present where some of the evidence was under way at the same time. */
  readonly together?: true
}

/** `trace`: all exchanges of the run so far. */
export function runnableOf(contract: Contract, found: Case, trace: readonly Exchange[]): Runnable {
  const before = originsOf(contract, found.history.exchanges, trace)
  return {
    before: before.map(asEvidence).map((exchange, index) => ({ ...exchange, number: index + 1 })),
    asserts: assertionsOf(contract, found, trace),
    ...(overlap(found.history.exchanges) && { together: true as const }),
  }
}

/** How a monitor judges, as a check does. */
export function ofTrace(judge: (trace: readonly Exchange[]) => ReturnType<Case['judge']>): Case['judge'] {
  return (history: History) => judge(history.exchanges.map(asSent))
}

function overlap(exchanges: readonly Exchange[]): boolean {
  return exchanges.some((one) => exchanges.some((other) => other !== one && other.sent < one.received && one.sent < other.received))
}
