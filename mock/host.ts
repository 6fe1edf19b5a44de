import type { Contract } from '../specs/contract.ts'
import type { Tape } from './capsule/tape.ts'
import type { ClockStart } from './clock.ts'
import type { Defect } from './defect.ts'
import type { Plan } from './faults/plan.ts'
import type { Observer } from './observe/observer.ts'
import type { Replicas } from './replica/replicas.ts'
import type { Settings } from './settings.ts'
import { rewind, Snapshots } from './snapshots.ts'
import { World } from './world.ts'

/** Name of the world that a request lands in when it names none. */
export const DEFAULT_WORLD = 'default'

export interface HostStart {
  readonly contracts: readonly Contract[]
  readonly seed: number
  readonly clock: ClockStart
  readonly settings: Settings
  readonly journalSize: number
  readonly maxWorlds: number
  readonly defects: readonly Defect[]
  /** Faults that every world starts with. */
  readonly faults?: Plan
  /** Keep the state of all worlds elsewhere. */
  readonly replicas?: Replicas
  /** Notes all that is asked. */
  readonly tape?: Tape
}

/** What a world may have of its own from its beginning. */
export interface WorldOptions {
  /** That of the server when absent. */
  readonly seed?: number
  /** Like that of the server when absent. */
  readonly clock?: ClockStart
}

/** All worlds of one server. A world is made when it is first named. */
export class Host {
  #closing = new AbortController()
  #isStopping = false
  /** Told of every request. */
  readonly observers: Observer[] = []
  readonly #start: HostStart
  readonly #worlds = new Map<string, World>()
  readonly #snapshots = new Map<string, Snapshots>()

  constructor(start: HostStart) {
    this.#start = start
    start.replicas?.serve(this)
  }

  /** Who keeps the state of all worlds elsewhere; undefined where they live in this process alone. */
  get replicas(): Replicas | undefined {
    return this.#start.replicas
  }

  get tape(): Tape | undefined {
    return this.#start.tape
  }

  get contracts(): readonly Contract[] {
    return this.#start.contracts
  }

  get defects(): readonly Defect[] {
    return this.#start.defects
  }

  /**
   * The world of this name, made with these options where it is not open yet. Throws a RangeError for a name that is not one, when there
   * are too many, and where it is open with another seed.
   */
  world(name: string = DEFAULT_WORLD, own: WorldOptions = {}): World {
    const known = this.#worlds.get(name)
    if (known !== undefined) return ofSeed(known, own.seed)
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new RangeError(`Failed to open a world: "${name}" is not a name. Use 1 to 64 letters, digits, ".", "_" or "-".`)
    }
    // The default world is always there, also before somebody asks for it.
    const open = new Set([DEFAULT_WORLD, ...this.#worlds.keys()])
    if (!open.has(name) && open.size >= this.#start.maxWorlds) {
      throw new RangeError(`Failed to open world "${name}": ${open.size} worlds are open. Delete one, or start the mock with a larger maxWorlds.`)
    }
    const { settings, journalSize, defects, contracts, faults, replicas } = this.#start
    const { seed, clock } = { ...this.#start, ...own }
    if (replicas !== undefined && seed !== this.#start.seed) {
      throw new RangeError(
        `Failed to open world "${name}" with seed ${seed}: its state is shared, and those who share it start worlds with seed ${this.#start.seed}.`,
      )
    }
    const recorder = this.#start.replicas?.recorder(name)
    const stopping = (): boolean => this.#isStopping
    const world = new World({
      name,
      seed,
      clock,
      settings,
      journalSize,
      defects,
      contracts,
      stopping,
      ...(faults && { faults }),
      ...(replicas && { lane: replicas.lane }),
      ...(recorder && { recorder }),
    })
    this.#worlds.set(name, world)
    return world
  }

  worlds(): readonly World[] {
    return [...this.#worlds.values()]
  }

  /**
   * A world that knows what another one knows, in place of what it knew before; the two go their own ways from here. It has the clock and
   * the seed of the other, and a journal of its own. Throws a RangeError where one is to be made of itself, or has another seed.
   */
  fork(from: World, to: string): World {
    if (from.name === to) throw new RangeError(`Failed to fork world "${to}": it cannot be a copy of itself. Name another one.`)
    const made = this.world(to, { seed: from.seed })
    made.take(from)
    return made
  }

  /**
   * Takes a world to a snapshot, its own one unless another world is named; a world that is not open yet is opened with that one's seed.
   * Undefined where there is no such snapshot. Throws a RangeError where the world has another seed.
   */
  load(snapshot: string, to: string = DEFAULT_WORLD, from: string = to): World | undefined {
    const found = this.#snapshots.get(from)?.get(snapshot)
    if (found === undefined) return undefined
    const known = this.#worlds.get(to)
    const world = known ?? this.world(to, { seed: found.kept.seed })
    rewind(world, found)
    return world
  }

  /** The snapshots of a world, by its name. */
  snapshots(world: string = DEFAULT_WORLD): Snapshots {
    const known = this.#snapshots.get(world)
    if (known !== undefined) return known
    if (this.#snapshots.size >= this.#start.maxWorlds) this.#dropEmpty()
    const made = new Snapshots()
    this.#snapshots.set(world, made)
    return made
  }

  /** Asking for the snapshots of many worlds that have none must not fill the memory. */
  #dropEmpty(): void {
    for (const [name, snapshots] of this.#snapshots) if (snapshots.list().length === 0) this.#snapshots.delete(name)
  }

  /** Whoever waits for something in that world is told that it is no more. */
  forget(name: string): boolean {
    const world = this.#worlds.get(name)
    world?.reset()
    world?.replace([])
    this.#snapshots.delete(name)
    return this.#worlds.delete(name)
  }

  /** Raised when the server closes: what is held up by then is not held up any longer. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** True from the moment when the server begins to close. */
  get isStopping(): boolean {
    return this.#isStopping
  }

  /** The server is about to close: whoever waits is answered with what there is, and nobody waits any more. */
  stop(): void {
    this.#isStopping = true
    this.#closing.abort()
    for (const world of this.#worlds.values()) world.wake()
  }

  /** The server closes; it may open again. */
  close(): void {
    this.#isStopping = false
    this.#closing.abort()
    this.#closing = new AbortController()
  }

  /** Planned faults that have touched nothing so far: by world, and a fault that every world has only where it came about in none. */
  neverFired(): readonly { readonly world: string; readonly id: string }[] {
    // A world that nobody has asked for is not open, but what is planned for all is planned for it too.
    const unopened = this.#worlds.has(DEFAULT_WORLD) ? [] : (this.#start.faults ?? []).map(({ id }) => ({ world: DEFAULT_WORLD, id, fired: 0 }))
    const opened = this.worlds().flatMap(({ name, faults }) => faults.counts().map(({ id, fired }) => ({ world: name, id, fired })))
    const counts = [...unopened, ...opened]
    const fired = new Set(counts.flatMap((count) => (count.fired > 0 ? [count.id] : [])))
    return counts.filter(({ id }) => !fired.has(id)).map(({ world, id }) => ({ world, id }))
  }

  /** Every world back to its first state; whoever holds one keeps it. */
  reset(): void {
    for (const world of this.#worlds.values()) world.reset()
  }
}

function ofSeed(world: World, seed: number | undefined): World {
  if (seed === undefined || world.seed === seed) return world
  throw new RangeError(`Failed to open world "${world.name}" with seed ${seed}: it is open, with seed ${world.seed}. Delete it first, or name another one.`)
}
