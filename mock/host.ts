import type { Contract } from '../specs/contract.ts'
import type { ClockStart } from './clock.ts'
import type { Defect } from './defect.ts'
import type { Settings } from './settings.ts'
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
}

/** All worlds of one server. A world is made when it is first named. */
export class Host {
  readonly #start: HostStart
  readonly #worlds = new Map<string, World>()

  constructor(start: HostStart) {
    this.#start = start
  }

  get contracts(): readonly Contract[] {
    return this.#start.contracts
  }

  get defects(): readonly Defect[] {
    return this.#start.defects
  }

  /** The world of this name. Throws a RangeError for a name that is not one, or when there are too many. */
  world(name: string = DEFAULT_WORLD): World {
    const known = this.#worlds.get(name)
    if (known !== undefined) return known
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new RangeError(`Failed to open a world: "${name}" is not a name. Use 1 to 64 letters, digits, ".", "_" or "-".`)
    }
    if (this.#worlds.size >= this.#start.maxWorlds) {
      throw new RangeError(`Failed to open world "${name}": ${this.#worlds.size} worlds are open. Delete one, or start the mock with a larger maxWorlds.`)
    }
    const { seed, clock, settings, journalSize, defects } = this.#start
    const world = new World({ name, seed, clock, settings, journalSize, defects })
    this.#worlds.set(name, world)
    return world
  }

  worlds(): readonly World[] {
    return [...this.#worlds.values()]
  }

  /** Whoever waits for something in that world is told that it is no more. */
  forget(name: string): boolean {
    this.#worlds.get(name)?.reset()
    return this.#worlds.delete(name)
  }

  /** Every world back to its first state; whoever holds one keeps it. */
  reset(): void {
    for (const world of this.#worlds.values()) world.reset()
  }
}
