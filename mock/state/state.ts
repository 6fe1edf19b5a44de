import type { Contract } from '../../specs/contract.ts'
import { Bell } from '../bell.ts'
import { Clock, type ClockStart } from '../clock.ts'
import { checkDefects, type Defect } from '../defect.ts'
import { Faults } from '../faults/faults.ts'
import type { Plan } from '../faults/plan.ts'
import { isPlan } from '../faults/read.ts'
import { concluded } from '../long-running.ts'
import { stands, type Moment } from '../moment.ts'
import { Limiter } from '../rate-limit.ts'
import { seeded } from '../seed.ts'
import type { Settings } from '../settings.ts'
import type { Fact, Noting, Recorder } from './fact.ts'
import { isSettings } from './shapes.ts'
import { Store, type Change } from '../store.ts'
import { vanished } from '../vanished.ts'

export interface StateStart {
  readonly seed: number
  readonly clock: ClockStart
  readonly settings: Settings
  readonly defects: readonly Defect[]
  readonly faults?: Plan
  /** Those whose state may be put into this world. */
  readonly contracts: readonly Contract[]
  /** Told of what changes, where somebody keeps or shares this world's state. */
  readonly recorder?: Recorder
}

/** What a world knows: its resources, clock, settings, limits and faults. All of it can be taken elsewhere as facts. */
export class State {
  readonly clock: Clock
  readonly limiter: Limiter
  readonly faults: Faults
  readonly #changed = new Bell()
  readonly #start: StateStart
  /** By the contract's id: all wires of a provider show one state. */
  readonly #stores = new Map<string, { readonly contract: Contract; readonly store: Store }>()
  #settings: Settings

  constructor(start: StateStart) {
    this.#start = start
    this.#settings = start.settings
    this.clock = new Clock(start.clock, start.recorder?.changed)
    this.limiter = new Limiter(start.recorder?.changed)
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

  /** Whoever waits looks again. */
  wake(): void {
    this.#changed.ring()
  }

  /** Of which providers there is a state by now. */
  contracts(): readonly Contract[] {
    return [...this.#stores.values()].map(({ contract }) => contract)
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

  /** Back to the first state: resources, clock, settings, limits, faults. */
  reset(): void {
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
  take(from: State): void {
    if (this.#start.recorder !== undefined) return this.replace(from.facts())
    this.replace(from.#own())
    for (const { contract, store } of from.#stores.values()) this.#opened(contract, store.copy())
    this.#changed.ring()
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

  /** Resolves at an instant, or as soon as the clock was moved or the world has changed, unless what concerns the caller is the same for all that. */
  changes(until: number, gone: AbortSignal, isSame: () => boolean = () => false): Promise<void> {
    return new Promise((resolve) => {
      if (gone.aborted) return resolve()
      const ends: (() => void)[] = []
      const over = (): void => {
        for (const end of ends) end()
        gone.removeEventListener('abort', over)
        resolve()
      }
      gone.addEventListener('abort', over)
      ends.push(this.#changed.hear(() => (isSame() ? undefined : over())))
      ends.push(this.clock.hear(until, over))
    })
  }

  /** Makes changes by another way than a call, e.g. by the management interface. */
  commit(contract: Contract, changes: readonly Change[], now = this.clock.now()): void {
    const store = this.store(contract)
    const moment: Moment = { view: store, contract, settings: this.#settings, now, seed: this.seed }
    const all = concluded(moment, changes)
    this.faults.remember(contract.id, store, { changes: all, now })
    store.commit(all)
    const gone = vanished(moment, store, all)
    if (gone.length > 0) store.sweep(concluded(moment, gone))
    this.#changed.ring()
  }
}
