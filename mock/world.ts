import type { Contract } from '../specs/contract.ts'
import { tokenIn } from './auth.ts'
import { Bell } from './bell.ts'
import type { Call, Outcome, Reply, Respond } from './call.ts'
import { Clock, elapse, httpDate, type ClockStart } from './clock.ts'
import type { Defect } from './defect.ts'
import { fingerprint, numbered } from './ids.ts'
import { Journal } from './journal.ts'
import { concluded } from './long-running.ts'
import { stands, type Moment } from './moment.ts'
import { Limiter } from './rate-limit.ts'
import { respond } from './respond.ts'
import { seeded } from './seed.ts'
import type { Settings } from './settings.ts'
import { Store, type Change } from './store.ts'

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
  readonly #changed = new Bell()
  readonly #start: WorldStart
  /** By the contract's id: all wires of a provider show one state. */
  readonly #stores = new Map<string, { readonly contract: Contract; readonly store: Store }>()
  /** One for each wire of a contract. */
  readonly #responders = new Map<Contract, Respond>()
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

  /** How many calls wait for something to change. */
  get waiting(): number {
    return this.#changed.waiting
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
    this.#changed.ring()
  }

  /** Notes how far each lifecycle has come, so that it goes on from there at another pace, and never back. */
  #keepPhases(): void {
    const now = this.clock.now()
    for (const { contract, store } of this.#stores.values()) {
      const moment: Moment = { view: store, contract, settings: this.#settings, now, seed: this.seed }
      for (const resource of store.all()) {
        const { progress } = resource
        if (progress === undefined) continue
        const moved = Math.max(progress.moved, stands(moment, resource).step)
        store.commit(concluded(moment, [{ kind: 'note', resource: { ...resource, progress: { ...progress, moved } } }]))
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
    this.#changed.ring()
  }

  /** The state of one provider in this world, made on first use. */
  store(contract: Contract): Store {
    const known = this.#stores.get(contract.id)
    if (known !== undefined) return known.store
    const store = seeded(contract, { seed: this.seed, now: this.clock.now() })
    this.#stores.set(contract.id, { contract, store })
    return store
  }

  /**
   * Answers one call and commits what it changes. Nothing can come between the two: both happen in one tick. A promise only
   * where the answer waits for something to change; `gone` is raised when nobody wants it any more.
   */
  handle(call: Call, source: string, gone?: () => AbortSignal): Reply | Promise<Reply> {
    const now = this.clock.now()
    const limited = this.#limited(call, { source, now })
    const outcome = this.#answer(limited, now)
    if (outcome.later !== undefined) return this.#afterwards(limited, outcome.later)
    if (outcome.until === undefined) return this.#told(call, outcome.reply, now)
    return this.#later({ ...limited, arrived: now }, { until: outcome.until, gone: gone?.() ?? new AbortController().signal })
  }

  /** Makes changes by another way than a call, e.g. by the management interface. */
  commit(contract: Contract, changes: readonly Change[], now = this.clock.now()): void {
    const store = this.store(contract)
    const moment: Moment = { view: store, contract, settings: this.#settings, now, seed: this.seed }
    store.commit(concluded(moment, changes))
    this.#changed.ring()
  }

  #answer(call: Call, now: number, respond: Respond = this.#responder(call.contract)): Outcome {
    const around = { view: this.store(call.contract), settings: this.#settings, now, seed: this.seed }
    const outcome = respond(call, around)
    if (outcome.changes.length > 0) this.commit(call.contract, outcome.changes, now)
    return outcome
  }

  /** Asks again whenever the world or its clock has changed, until there is an answer. */
  async #later(call: Call, wait: { until: number; gone: AbortSignal }): Promise<Reply> {
    let { until } = wait
    for (;;) {
      const heard = new AbortController()
      const stop = AbortSignal.any([wait.gone, heard.signal])
      await Promise.race([this.clock.reach(until, stop), this.#changed.next(stop)])
      heard.abort()
      const now = this.clock.now()
      const outcome = this.#answer(call, now)
      if (outcome.until === undefined || wait.gone.aborted) return this.#told(call, outcome.reply, now)
      until = outcome.until
    }
  }

  /** Lets others in between the two halves of an answer. */
  async #afterwards(call: Call, { afterMs, finish }: NonNullable<Outcome['later']>): Promise<Reply> {
    await elapse(afterMs)
    const now = this.clock.now()
    return this.#told(call, this.#answer(call, now, (_, around) => finish(around)).reply, now)
  }

  #told(call: Call, reply: Reply, now: number): Reply {
    this.#record(call, reply, now)
    return this.#signed(call.contract, reply, now)
  }

  /** The call with what the rate limit has to say of it. */
  #limited(call: Call, from: { source: string; now: number }): Call {
    const { rateLimit } = call.contract.behaviour
    const { limits } = this.#settings
    const policy = limits === false ? undefined : limits === true ? rateLimit : limits
    if (call.route.kind !== 'found' || (call.route.operation.open && rateLimit?.publicToo === false)) return call
    const key = rateLimit?.key === 'credential' ? fingerprint(credentialIn(call) ?? from.source) : from.source
    const wait = this.limiter.take(key, from.now, policy)
    const left = policy === undefined || rateLimit?.fields === undefined ? undefined : this.limiter.left(key, policy)
    if (wait === undefined && left === undefined) return call
    return {
      ...call,
      ...(left !== undefined && policy !== undefined && { budget: { limit: policy.requests, ...left } }),
      ...(wait !== undefined && { throttled: { retryAfterSeconds: wait } }),
    }
  }

  #responder(contract: Contract): Respond {
    let found = this.#responders.get(contract)
    if (found === undefined) {
      const active = this.#start.defects.filter(({ id }) => this.#settings.defects.includes(id))
      found = active.reduce((inner, defect) => defect.wrap(inner, contract), respond)
      this.#responders.set(contract, found)
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

/** The token that was sent, or whatever else stands in its place. */
function credentialIn({ contract, header }: Call): string | undefined {
  const field = header('authorization')
  return field === undefined ? undefined : (tokenIn(contract.behaviour.auth, field) ?? field)
}
