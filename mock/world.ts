import type { Contract } from '../specs/contract.ts'
import type { Call, Reply, Respond } from './call.ts'
import { Clock, httpDate, type ClockStart } from './clock.ts'
import type { Defect } from './defect.ts'
import { fingerprint, numbered } from './ids.ts'
import { Journal } from './journal.ts'
import { stands, type Moment } from './moment.ts'
import { Limiter } from './rate-limit.ts'
import { respond } from './respond.ts'
import { seeded } from './seed.ts'
import type { Settings } from './settings.ts'
import { Store } from './store.ts'

export interface WorldStart {
  readonly name: string
  readonly seed: number
  readonly clock: ClockStart
  readonly settings: Settings
  readonly journalSize: number
  readonly defects: readonly Defect[]
}

/** An isolated state with its own clock, seed, settings, limits and journal. Worlds of one server never see each other. */
export class World {
  readonly name: string
  readonly clock: Clock
  readonly journal: Journal
  readonly limiter = new Limiter()
  readonly #start: WorldStart
  readonly #stores = new Map<Contract, Store>()
  readonly #responders = new Map<string, Respond>()
  #settings: Settings
  readonly #requestId: (count: number) => string
  #answered = 0

  constructor(start: WorldStart) {
    this.name = start.name
    this.#start = start
    this.#settings = start.settings
    this.#requestId = numbered(start.seed, 1)
    this.clock = new Clock(start.clock)
    this.journal = new Journal(start.journalSize)
  }

  get seed(): number {
    return this.#start.seed
  }

  get settings(): Settings {
    return this.#settings
  }

  /** Changes some settings; unknown defects are refused. */
  set(changes: Partial<Settings>): void {
    const unknown = changes.defects?.find((id) => !this.#start.defects.some((defect) => defect.id === id))
    if (unknown !== undefined) {
      throw new RangeError(`Failed to switch on a defect: "${unknown}" is not one. \`clusterproof list defects\` names them all.`)
    }
    if (changes.pace !== undefined) this.#keepPhases()
    this.#settings = { ...this.#settings, ...changes }
    this.#responders.clear()
  }

  /** Notes how far each lifecycle has come, so that it goes on from there at another pace, and never back. */
  #keepPhases(): void {
    const now = this.clock.now()
    for (const [contract, store] of this.#stores) {
      const moment: Moment = { view: store, contract, settings: this.#settings, now, seed: this.seed }
      for (const resource of store.all()) {
        const { progress } = resource
        if (progress === undefined) continue
        const moved = Math.max(progress.moved, stands(moment, resource).step)
        store.commit([{ kind: 'note', resource: { ...resource, progress: { ...progress, moved } } }])
      }
    }
  }

  /** Back to the first state: resources, clock, settings, limits, journal. */
  reset(): void {
    this.#stores.clear()
    this.#responders.clear()
    this.#settings = this.#start.settings
    this.#answered = 0
    this.clock.reset()
    this.limiter.reset()
    this.journal.restart()
  }

  /** The state of one provider in this world, made on first use. */
  store(contract: Contract): Store {
    let store = this.#stores.get(contract)
    if (store === undefined) {
      store = seeded(contract, { seed: this.seed, now: this.clock.now() })
      this.#stores.set(contract, store)
    }
    return store
  }

  /** Answers one call and commits what it changes. Nothing can come between the two: both happen in one tick. */
  handle(call: Call, source: string): Reply {
    const now = this.clock.now()
    const store = this.store(call.contract)
    const wait = this.#wait(call, { source, now })
    const throttled = wait === undefined ? call : { ...call, throttled: { retryAfterSeconds: wait } }
    const { reply, changes } = this.#responder(call.contract)(throttled, { view: store, settings: this.#settings, now, seed: this.seed })
    if (changes.length > 0) store.commit(changes)
    this.#record(call, reply, now)
    return this.#signed(call.contract, reply, now)
  }

  #wait(call: Call, from: { source: string; now: number }): number | undefined {
    const { rateLimit } = call.contract.behaviour
    const { limits } = this.#settings
    const policy = limits === false ? undefined : limits === true ? rateLimit : limits
    if (call.route.kind !== 'found' || (call.route.operation.open && rateLimit?.publicToo === false)) return undefined
    const key = rateLimit?.key === 'credential' ? fingerprint(call.header('authorization') ?? from.source) : from.source
    return this.limiter.take(key, from.now, policy)
  }

  #responder(contract: Contract): Respond {
    let found = this.#responders.get(contract.id)
    if (found === undefined) {
      const active = this.#start.defects.filter(({ id }) => this.#settings.defects.includes(id))
      found = active.reduce((inner, defect) => defect.wrap(inner, contract), respond)
      this.#responders.set(contract.id, found)
    }
    return found
  }

  #record(call: Call, reply: Reply, now: number): void {
    const ifMatch = call.header('if-match')
    this.journal.add({
      number: this.journal.next,
      at: now,
      provider: call.contract.id,
      method: call.method,
      target: call.target,
      status: reply.status,
      ...(call.route.kind === 'found' ? { operation: call.route.operation.id } : {}),
      ...(reply.refusal === undefined ? {} : { refusal: reply.refusal }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    })
  }

  /** The answer with the headers that every answer has: the clock's `Date`, and a request id where the vendor sends one. */
  #signed(contract: Contract, reply: Reply, now: number): Reply {
    this.#answered += 1
    const { requestId } = contract.behaviour.content
    const id = requestId === undefined ? {} : { [requestId.header.toLowerCase()]: this.#requestId(this.#answered) }
    return { ...reply, headers: { date: httpDate(now), ...id, ...reply.headers } }
  }
}
