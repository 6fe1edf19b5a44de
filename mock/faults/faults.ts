import type { Call } from '../call.ts'
import type { Moment } from '../moment.ts'
import type { Noting } from '../state/fact.ts'
import type { Change, View } from '../store.ts'
import { addressedPhases } from './addressed.ts'
import { drawn, millisecondsOf } from './draw.ts'
import { Past } from './past.ts'
import type { Deed, Fault, Plan, When } from './plan.ts'
import { wish } from './prefer.ts'
import type { Ticket, Touched } from './ticket.ts'

export interface FaultCount {
  readonly id: string
  /** Requests that fitted. */
  readonly matched: number
  /** Requests that it touched. */
  readonly fired: number
}

/**
 * The faults of one world. The plan is part of the world's state; the counters belong to this process: of several replicas, each
 * counts the requests that it answers itself, so that `every: 3` is every third one of each, and `nth: 1` strikes once in each.
 */
export class Faults {
  readonly #seed: number
  readonly #first: Plan
  readonly #note: Noting | undefined
  #plan: Plan
  readonly #counts = new Map<string, { matched: number; fired: number }>()
  readonly #tickets = new WeakMap<Call, Ticket | undefined>()
  /** Only while a fault shows former states. */
  #past: Past | undefined

  constructor(seed: number, first: Plan = [], note?: Noting) {
    this.#seed = seed
    this.#first = first
    this.#note = note
    this.#plan = first
    this.#begin()
  }

  get plan(): Plan {
    return this.#plan
  }

  /** Another plan; all counts begin anew. */
  set(plan: Plan): void {
    this.#note?.(['faults'], this.#plan, plan)
    this.#plan = plan
    this.#begin()
  }

  reset(): void {
    this.set(this.#first)
  }

  counts(): readonly FaultCount[] {
    return this.#plan.map(({ id }) => ({ id, ...(this.#counts.get(id) ?? { matched: 0, fired: 0 }) }))
  }

  /** Ids of those that have touched nothing so far. */
  neverFired(): readonly string[] {
    return this.counts().flatMap(({ id, fired }) => (fired === 0 ? [id] : []))
  }

  /** False where nothing is planned, and nothing wished for. */
  concern(call: Call): boolean {
    return this.#plan.length > 0 || call.header('prefer') !== undefined
  }

  /** What is planned for a request; undefined where nothing is. It is counted once, however often it is asked for. */
  ticket(call: Call, moment: Moment, client: () => string): Ticket | undefined {
    if (!this.#tickets.has(call)) this.#tickets.set(call, this.#drawn(call, moment, client))
    return this.#tickets.get(call)
  }

  #drawn(call: Call, moment: Moment, client: () => string): Ticket | undefined {
    const wished = wish(call)
    if (wished !== undefined) return wished
    if (this.#plan.length === 0) return undefined
    const struck: Fault[] = []
    const failing: Fault[] = []
    for (const fault of this.#plan) {
      if (isLast(fault.do) && struck.some((other) => isLast(other.do))) continue
      if (!fits(fault, call, moment)) continue
      if ('lifecycle' in fault.do) failing.push(fault)
      else if (this.#strikes(fault)) struck.push(fault)
    }
    if (struck.length === 0 && failing.length === 0 && this.#past === undefined) return undefined
    const decided = new Map<Fault, boolean>()
    const fails = (fault: Fault): boolean => {
      const known = decided.get(fault) ?? this.#strikes(fault)
      decided.set(fault, known)
      return known
    }
    this.#past?.begin(moment.now)
    return { struck, failing, delayMs: this.#delay(struck), fails, decided, client, ...(this.#past && { past: this.#past }) }
  }

  /** Notes what came of a ticket: a fault that struck and shows nowhere has not fired. */
  settle({ ticket, ids, saw, wrote }: Touched): void {
    for (const { id } of [...ticket.struck, ...ticket.failing.filter((fault) => ticket.decided.get(fault) === true)]) {
      const count = this.#counts.get(id)
      if (count !== undefined && !ids.includes(id)) count.fired -= 1
    }
    if (saw !== undefined) ticket.past?.saw(saw)
    if (wrote !== undefined) ticket.past?.wrote(wrote)
  }

  /** Notes what changes are going to overwrite, while a fault shows former states. */
  remember(provider: string, view: View, written: { readonly changes: readonly Change[]; readonly now: number }): void {
    this.#past?.note(provider, view, written)
  }

  #begin(): void {
    this.#counts.clear()
    const stale = this.#plan.flatMap(({ do: deed }) => ('stale' in deed ? deed.stale : []))
    this.#past = stale.length === 0 ? undefined : new Past(stale.some(({ ownWrites }) => ownWrites === true))
  }

  #strikes({ id, when = {} }: Fault): boolean {
    const count = this.#counts.get(id) ?? { matched: 0, fired: 0 }
    this.#counts.set(id, count)
    count.matched += 1
    if (!isTurn(when, count) || (when.probability !== undefined && drawn(this.#seed, 'fault', id, count.matched) >= when.probability)) return false
    count.fired += 1
    return true
  }

  #delay(struck: readonly Fault[]): number {
    return struck.reduce((sum, { id, do: deed }) => {
      if (!('latency' in deed)) return sum
      const { matched = 0 } = this.#counts.get(id) ?? {}
      return sum + millisecondsOf(deed.latency, (lane) => drawn(this.#seed, 'latency', id, matched, lane))
    }, 0)
  }
}

function isTurn({ every, nth, times }: When, { matched, fired }: { matched: number; fired: number }): boolean {
  return (every === undefined || matched % every === 0) && (nth === undefined || matched === nth) && (times === undefined || fired < times)
}

/** What refuses a request or breaks its connection: nothing can come after it. */
export function isLast(deed: Deed): boolean {
  return 'status' in deed || 'reset' in deed || 'empty' in deed
}

function fits({ when = {}, do: deed }: Fault, call: Call, moment: Moment): boolean {
  const operation = call.route.kind === 'found' ? call.route.operation : undefined
  if (when.provider !== undefined && when.provider !== call.contract.id) return false
  if (when.method !== undefined && when.method !== call.method) return false
  if (when.operation !== undefined && (operation === undefined || !several(when.operation).includes(operation.id))) return false
  // A lifecycle may be that of another resource than the one that the operation is about.
  if (when.resource !== undefined && !('lifecycle' in deed) && operation?.behaviour?.resource !== when.resource) return false
  if (when.phase === undefined) return true
  const phases = several(when.phase)
  return addressedPhases(call, moment).some((phase) => phases.includes(phase))
}

export function several(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
