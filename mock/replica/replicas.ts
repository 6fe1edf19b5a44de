import { hostname } from 'node:os'
import type { Backing } from '../backing/backing.ts'
import { finished, type Attempt } from '../attempt.ts'
import type { Call, Reply } from '../call.ts'
import { elapse } from '../clock.ts'
import { DEFAULT_WORLD, type Host } from '../host.ts'
import { digits } from '../ids.ts'
import { tallied } from '../observe/tally.ts'
import type { Recorder } from '../state/fact.ts'
import type { World } from '../world.ts'
import { Replica } from './replica.ts'
import { Watch } from './watch.ts'

/** No world can have this name, so that asking for it costs next to nothing. */
const NO_SPACE = '-ping'

/** How long calls that wait may miss what another process has changed, in milliseconds. */
const LOOK = 100

/** Servers of this process so far. */
let servers = 0

/** All worlds of a server whose state is kept by a backing, and maybe shared with other servers. */
export class Replicas {
  readonly #backing: Backing
  readonly #failures = new Map<string, number>()
  readonly #replicas = new Map<string, Replica>()
  /** The next look at a world, for all calls that wait in it. */
  readonly #looks = new Map<string, Promise<void>>()
  #host: Host | undefined
  /** Other servers that share these worlds have another one, most likely. */
  readonly lane: number

  constructor(backing: Backing) {
    servers += 1
    this.lane = Number.parseInt(digits(hostname(), process.pid, servers).slice(0, 8), 16)
    this.#backing = tallied(backing, this.#failures)
  }

  /** What to call the engine in messages. */
  get name(): string {
    return this.#backing.name
  }

  /** How often the engine has failed, by what was asked of it. */
  get failures(): ReadonlyMap<string, number> {
    return this.#failures
  }

  /** Resolves where the engine answers; rejects with a BackingError where it does not. */
  async ping(): Promise<void> {
    await this.#backing.since(NO_SPACE, 0)
  }

  /** Whose worlds these are: it is made with the recorders of this. */
  serve(host: Host): void {
    this.#host = host
  }

  /** Told of all that changes in a world that is being opened. */
  recorder(name: string): Recorder {
    // Of a world that was closed and is opened again, something may still have to be kept.
    const after = this.#replicas
      .get(name)
      ?.settled()
      .catch(() => undefined)
    const replica = new Replica(this.#backing, { name, open: () => this.#world(name), after })
    this.#replicas.set(name, replica)
    return replica.recorder
  }

  /** Does something to a world as everybody knows it, all or nothing. It may be done several times before it counts. */
  async run<T>(name: string | undefined, deed: (world: World) => T): Promise<T> {
    const world = this.#world(name ?? DEFAULT_WORLD)
    const replica = this.#replicas.get(world.name)
    if (replica === undefined) throw new Error(`Failed to keep world "${world.name}": it was opened without a recorder.`)
    return replica.run(deed)
  }

  /** Answers one call. What it changes is kept when the answer comes. */
  async handle(name: string | undefined, call: Call, from: { readonly source: string; readonly gone: () => AbortSignal }): Promise<Reply> {
    const watched: { by?: Watch | undefined } = {}
    const tried = (deed: (world: World) => Attempt): Promise<Attempt> =>
      this.run(name, (open) => {
        watched.by?.end()
        const attempt = deed(open)
        // Begun in the same tick, so that no change comes between.
        watched.by = attempt.kind === 'waits' ? new Watch(open, attempt, from.gone()) : undefined
        return attempt
      })
    const first = await tried((open) => open.attempt(call, from.source))
    const world = this.#world(name ?? DEFAULT_WORLD)
    if (first.kind === 'told') return world.told(first)
    const until = async (): Promise<void> => watched.by?.over(() => this.#look(world.name))
    try {
      const again = (last: Attempt): Promise<Attempt> => tried((open) => open.again(last))
      return world.told(await finished(first, { again, until, hurries: () => world.hurries }, from.gone()))
    } finally {
      watched.by?.end()
    }
  }

  #look(name: string): Promise<void> {
    const known = this.#looks.get(name)
    if (known !== undefined) return known
    const look = elapse(LOOK)
      .then(() => this.run(name, () => undefined))
      .finally(() => this.#looks.delete(name))
    this.#looks.set(name, look)
    return look
  }

  /** Opens every world that is kept. */
  async discover(): Promise<void> {
    for (const name of await this.#backing.spaces()) this.#world(name)
  }

  /** Resolves once nothing waits to be kept, and what others did is known here. */
  async settled(): Promise<void> {
    this.#world(DEFAULT_WORLD)
    await Promise.all([...this.#replicas.values()].map((replica) => replica.settled()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#replicas.values()].map((replica) => replica.settled())).catch(() => undefined)
    await this.#backing.close()
  }

  #world(name: string): World {
    if (this.#host === undefined) throw new Error('Failed to open a world: no host has been made yet.')
    return this.#host.world(name)
  }
}
