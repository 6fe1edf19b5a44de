import type { World } from './world.ts'

/** What a world knew at an instant. */
export interface Snapshot {
  readonly name: string
  /** What the world's clock showed: milliseconds since 1970. */
  readonly at: number
  /** Apart from all others, and never changed. */
  readonly kept: World
}

/** Snapshots that one world may have. */
const MOST = 100

/** The snapshots of one world by their names, the oldest first. */
export class Snapshots {
  readonly #kept = new Map<string, Snapshot>()

  /** In place of one of the same name. Throws a RangeError for a name that is not one, or when there are too many. */
  save(world: World, name: string): Snapshot {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new RangeError(`Failed to save a snapshot: "${name}" is not a name. Use 1 to 64 letters, digits, ".", "_" or "-".`)
    }
    this.#kept.delete(name)
    if (this.#kept.size >= MOST) throw new RangeError(`Failed to save the snapshot "${name}": this world has ${MOST} of them. Delete one.`)
    const snapshot = { name, at: world.clock.now(), kept: world.twin() }
    this.#kept.set(name, snapshot)
    return snapshot
  }

  /** Keeps one that was saved elsewhere. */
  keep(snapshot: Snapshot): void {
    this.#kept.set(snapshot.name, snapshot)
  }

  get(name: string): Snapshot | undefined {
    return this.#kept.get(name)
  }

  list(): readonly Snapshot[] {
    return [...this.#kept.values()]
  }

  delete(name: string): boolean {
    return this.#kept.delete(name)
  }
}

/**
 * Takes a world back to a snapshot: all that it knows, and its clock, which goes on from there. The journal stays: what a client has
 * done is done.
 *
 * @throws RangeError where the world has another seed, and would go on otherwise than the one that was saved.
 */
export function rewind(world: World, snapshot: Snapshot): void {
  if (world.seed !== snapshot.kept.seed) {
    throw new RangeError(
      `Failed to load the snapshot "${snapshot.name}" into world "${world.name}": it was saved at seed ${snapshot.kept.seed}, and this world has seed ${world.seed}. Load it into a world that was opened with seed ${snapshot.kept.seed}.`,
    )
  }
  world.take(snapshot.kept)
  world.clock.set(snapshot.at)
}
