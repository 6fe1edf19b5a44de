import type { Contract } from '../specs/contract.ts'
import { attemptOf, finished, type Attempt } from './attempt.ts'
import { Bell } from './bell.ts'
import type { Call, Outcome, Reply, Respond } from './call.ts'
import { Clock, httpDate, type ClockStart } from './clock.ts'
import { checkDefects, type Defect } from './defect.ts'
import { telling } from './explain/difference.ts'
import { noted } from './explain/noted.ts'
import { underFaults } from './faults/apply.ts'
import { Faults } from './faults/faults.ts'
import type { Plan } from './faults/plan.ts'
import { isPlan } from './faults/read.ts'
import { fingerprint, numbered } from './ids.ts'
import { Journal } from './journal.ts'
import { concluded } from './long-running.ts'
import { stands, type Moment } from './moment.ts'
import { credentialIn, limited } from './limited.ts'
import { Limiter } from './rate-limit.ts'
import { respond } from './respond.ts'
import { seeded } from './seed.ts'
import type { Settings } from './settings.ts'
import type { Fact, Noting, Recorder } from './state/fact.ts'
import { isSettings } from './state/shapes.ts'
import { Store, type Change } from './store.ts'

export interface WorldStart {
  readonly name: string
  readonly seed: number
  readonly clock: ClockStart
  readonly settings: Settings
  readonly journalSize: number
  readonly defects: readonly Defect[]
  readonly faults?: Plan
  /** Those whose state may be put into this world. */
  readonly contracts: readonly Contract[]
  /** Told of what changes, where somebody keeps or shares this world's state. */
  readonly recorder?: Recorder
}

/** Carries the request id where the vendor has no header for it. */
const REQUEST_ID_HEADER = 'x-mock-request-id'

/** An isolated state with its own clock, seed, settings, limits and journal. Worlds of one server never see each other. */
export class World {
  readonly name: string
  readonly clock: Clock
  readonly journal: Journal
  readonly limiter: Limiter
  readonly faults: Faults
  readonly #changed = new Bell()
  readonly #start: WorldStart
  /** By the contract's id: all wires of a provider show one state. */
  readonly #stores = new Map<string, { readonly contract: Contract; readonly store: Store }>()
  /** One for each wire of a contract. */
  readonly #responders = new Map<Contract, Respond>()
  #settings: Settings
  readonly #requestId: (count: number) => string

  constructor(start: WorldStart) {
    this.name = start.name
    this.#start = start
    this.#settings = start.settings
    this.#requestId = numbered(start.seed, 1)
    this.clock = new Clock(start.clock, start.recorder?.changed)
    this.limiter = new Limiter(start.recorder?.changed)
    this.journal = new Journal(start.journalSize, this.#requestId)
    this.faults = new Faults(start.seed, start.faults, start.recorder?.changed)
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
    checkDefects(changes.defects ?? [], this.#start.defects)
    if (changes.pace !== undefined) this.#keepPhases()
    this.#take({ ...this.#settings, ...changes })
    this.#changed.ring()
  }

  #take(settings: Settings): void {
    this.#start.recorder?.changed(['settings'], this.#settings, settings)
    this.#settings = settings
    this.#responders.clear()
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
    this.journal.restart()
    this.replace([])
    // Told once more, so that whoever shares this world begins at the same instant.
    this.#begin()
  }

  /** How every world begins. */
  #begin(): void {
    this.#take(this.#start.settings)
    this.faults.reset()
    this.clock.reset()
  }

  /** All that this world knows. Taken to another world of the same seed, it answers there as it would have here. */
  *facts(): Generator<Fact> {
    yield* this.#own()
    for (const [id, { store }] of this.#stores) {
      for (const {
        at: [kind = '', ...at],
        value,
      } of store.facts())
        yield { at: [kind, id, ...at], value }
    }
  }

  *#own(): Generator<Fact> {
    yield { at: ['clock'], value: this.clock.fact() }
    yield { at: ['settings'], value: this.#settings }
    yield { at: ['faults'], value: this.faults.plan }
    yield* this.limiter.facts()
  }

  /** Knows from now on what another world of its seed knows. What is never changed in place is not copied. */
  take(from: World): void {
    if (this.#start.recorder !== undefined) return this.replace(from.facts())
    this.replace(from.#own())
    for (const { contract, store } of from.#stores.values()) this.#opened(contract, store.copy())
    this.#changed.ring()
  }

  /** A world apart that knows the same; nobody keeps or shares its state. */
  twin(): World {
    const { recorder: _, ...start } = this.#start
    const twin = new World({ ...start, journalSize: 0 })
    twin.take(this)
    return twin
  }

  /** Puts facts in their places as they stand: nothing follows from them. Those of contracts that are not served here are passed over. */
  put(facts: Iterable<Fact>): void {
    for (const fact of facts) this.#put(fact)
    this.#changed.ring()
  }

  /** Knows nothing but these facts from now on. */
  replace(facts: Iterable<Fact>): void {
    this.#stores.clear()
    this.limiter.reset()
    this.#begin()
    this.#start.recorder?.wiped()
    this.put(facts)
  }

  #put({ at, value }: Fact): void {
    const [kind = '', id = '', ...rest] = at
    switch (kind) {
      case 'clock':
        return this.clock.put(value)
      case 'settings':
        return isSettings(value) ? this.#take(value) : undefined
      case 'faults':
        return isPlan(value) ? this.faults.set(value) : undefined
      case 'forced':
      case 'window':
        return this.limiter.put({ at, value })
      default: {
        // A state without a next revision is none: it begins anew when it is asked for.
        if (kind === 'next' && value === undefined) return void this.#stores.delete(id)
        const contract = this.#start.contracts.find((one) => one.id === id)
        if (contract === undefined) return
        const store = this.#stores.get(id)?.store ?? this.#opened(contract, new Store(0, this.#noting(id)))
        store.put({ at: [kind, ...rest], value })
      }
    }
  }

  /** The state of one provider in this world, made on first use. */
  store(contract: Contract): Store {
    const known = this.#stores.get(contract.id)
    if (known !== undefined) return known.store
    return this.#opened(contract, seeded(contract, { seed: this.seed, now: this.clock.now() }, this.#noting(contract.id)))
  }

  #opened(contract: Contract, store: Store): Store {
    this.#stores.set(contract.id, { contract, store })
    return store
  }

  #noting(id: string): Noting | undefined {
    const { recorder } = this.#start
    return recorder && (([kind = '', ...at], before, after) => recorder.changed([kind, id, ...at], before, after))
  }

  /**
   * Answers one call and commits what it changes. Nothing can come between the two: both happen in one tick. A promise only
   * where the answer waits for something to change; `gone` is raised when nobody wants it any more.
   */
  handle(call: Call, source: string, gone?: () => AbortSignal): Reply | Promise<Reply> {
    const attempt = this.attempt(call, source)
    if (attempt.kind === 'told') return this.told(attempt)
    const until = (instant: number, stop: AbortSignal): Promise<void> => this.changes(instant, stop)
    return finished(attempt, { again: (last) => this.again(last), until }, gone?.() ?? new AbortController().signal).then((last) => this.told(last))
  }

  /** Tries to answer a call for the first time: what the limit has to say of it is said here. */
  attempt(call: Call, source: string): Attempt {
    const now = this.clock.now()
    const planned = this.#planned(limited(call, { limiter: this.limiter, limits: this.#settings.limits, source, now }), { call, source, now })
    const outcome = this.#answer(planned, now)
    return outcome.until === undefined ? attemptOf(planned, outcome, now) : attemptOf({ ...planned, arrived: now }, outcome, now)
  }

  /** Goes on with a call that waited, or was halfway. */
  again({ kind, call, outcome: { later } }: Attempt): Attempt {
    const now = this.clock.now()
    if (kind !== 'halfway' || later === undefined) return attemptOf(call, this.#answer(call, now), now)
    const { later: _, ...last } = this.#answer(call, now, (_, around) => later.finish(around))
    return attemptOf(call, last, now)
  }

  /** Resolves at an instant, or as soon as the world or its clock has changed. */
  async changes(until: number, gone: AbortSignal): Promise<void> {
    const heard = new AbortController()
    const stop = AbortSignal.any([gone, heard.signal])
    await Promise.race([this.clock.reach(until, stop), this.#changed.next(stop)])
    heard.abort()
  }

  /** The answer as it is sent, noted in the journal. Each answer is told once. */
  told({ call, outcome, now }: Attempt): Reply {
    if (outcome.reply.touched !== undefined) this.faults.settle(outcome.reply.touched)
    const number = this.journal.next
    this.journal.add(noted(call, outcome, { number, now }))
    return this.#signed(call.contract, outcome.reply, { number, now })
  }

  /** Makes changes by another way than a call, e.g. by the management interface. */
  commit(contract: Contract, changes: readonly Change[], now = this.clock.now()): void {
    const store = this.store(contract)
    const moment: Moment = { view: store, contract, settings: this.#settings, now, seed: this.seed }
    const all = concluded(moment, changes)
    this.faults.remember(contract.id, store, { changes: all, now })
    store.commit(all)
    this.#changed.ring()
  }

  #answer(call: Call, now: number, respond: Respond = this.#responder(call.contract)): Outcome {
    const around = { view: this.store(call.contract), settings: this.#settings, now, seed: this.seed }
    const outcome = (call.ticket === undefined ? respond : underFaults(respond))(call, around)
    if (outcome.changes.length > 0) this.commit(call.contract, outcome.changes, now)
    return outcome
  }

  /** The call with what is planned for it; the same whenever the call is tried anew. */
  #planned(limitedCall: Call, { call, source, now }: { readonly call: Call; readonly source: string; readonly now: number }): Call {
    if (!this.faults.concern(call)) return limitedCall
    const moment: Moment = { view: this.store(call.contract), contract: call.contract, settings: this.#settings, now, seed: this.seed }
    const ticket = this.faults.ticket(call, moment, () => fingerprint(credentialIn(call) ?? source))
    return ticket === undefined ? limitedCall : { ...limitedCall, ticket }
  }

  #responder(contract: Contract): Respond {
    let found = this.#responders.get(contract)
    if (found === undefined) {
      const active = this.#start.defects.filter(({ id }) => this.#settings.defects.includes(id))
      found = active.reduce((inner, defect) => defect.wrap(inner, contract), respond)
      found = telling(found)
      this.#responders.set(contract, found)
    }
    return found
  }

  /** The answer with the headers that every answer has: the clock's `Date`, and a request id in the vendor's own header where there is one. */
  #signed({ behaviour }: Contract, reply: Reply, { number, now }: { readonly number: number; readonly now: number }): Reply {
    const header = behaviour.content.requestId?.header.toLowerCase() ?? REQUEST_ID_HEADER
    return { ...reply, headers: { date: httpDate(now), [header]: this.#requestId(number), ...reply.headers } }
  }
}
