import { answerOf, header, History } from '../history.ts'
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
  /** Present where time was let pass: the seconds before exchanges of the evidence, by their numbers. */
  readonly waits?: readonly Wait[]
  /** Present where some of the evidence was under way at the same time. */
  readonly together?: true
}

export interface Wait {
  readonly before: number
  readonly seconds: number
}

/** A pause between two requests, in seconds, that is meant. */
const shortest = 30

/** `trace`: all exchanges of the run so far. */
export function runnableOf(contract: Contract, found: Case, trace: readonly Exchange[]): Runnable {
  const before = originsOf(contract, found.history.exchanges, trace)
  const waits = waitsIn(found.history.exchanges)
  return {
    before: before.map(asEvidence).map((exchange, index) => ({ ...exchange, number: index + 1 })),
    asserts: assertionsOf(contract, found, trace),
    ...(waits.length > 0 && { waits }),
    ...(overlap(found.history.exchanges) && { together: true as const }),
  }
}

/** How a monitor judges, as a check does. */
export function ofTrace(judge: (trace: readonly Exchange[]) => ReturnType<Case['judge']>): Case['judge'] {
  return (history: History) => judge(history.exchanges.map(asSent))
}

/** What passed on the clock that the answers tell (RFC 9110 section 6.6.1), where it was not spent looking at one thing again and again. */
function waitsIn(exchanges: readonly Exchange[]): readonly Wait[] {
  return exchanges.flatMap((exchange, index) => {
    const previous = exchanges[index - 1]
    const seconds = ((timeOf(exchange) ?? NaN) - (timeOf(previous) ?? NaN)) / 1000
    const isLook = previous?.request.method === 'GET' && exchange.request.method === 'GET' && previous.request.target === exchange.request.target
    return seconds >= shortest && !(isLook && previous.label === exchange.label) ? [{ before: index + 1, seconds }] : []
  })
}

function timeOf(exchange: Exchange | undefined): number | undefined {
  const date = header(answerOf(exchange), 'date')
  const time = date === undefined ? NaN : Date.parse(date)
  return Number.isNaN(time) ? undefined : time
}

function overlap(exchanges: readonly Exchange[]): boolean {
  return exchanges.some((one) => exchanges.some((other) => other !== one && other.sent < one.received && one.sent < other.received))
}
