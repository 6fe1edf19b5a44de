import { BackingError, type Backing, type Commit } from '../backing/backing.ts'
import type { Recorder } from '../state/fact.ts'
import type { World } from '../world.ts'
import { commitOf, factsOf, listed, undoing, type Done } from './taken.ts'

/** Calls that are answered together at most: one look at the engine and one commit serve them all. */
const TOGETHER = 64

/** How often a batch is tried while others keep committing first. Each time, somebody else has come further. */
const TURNS = 100

interface Job {
  readonly deed: (world: World) => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

type Result = { readonly value: unknown } | { readonly error: unknown }

/**
 * One world as this process sees it, while its state is kept elsewhere. A deed is done on the world as everybody knows it; what it
 * changed is committed if nobody came first, or else undone, and the deed done again on what is known then. Its result counts only
 * once it is committed.
 */
export class Replica {
  readonly #backing: Backing
  readonly #name: string
  readonly #open: () => World
  #world: World | undefined
  readonly #after: Promise<unknown>
  #jobs: Job[] = []
  #busy = false
  #revision = 0
  /** False while this process may have missed something although nobody else commits. */
  #isSure = false
  /** True once the engine knows this world: how its clock started, at least. */
  #isKept = false
  #doing: Done | 'nothing' | 'taking' = 'nothing'
  /** Changes that were made by another way than a deed, e.g. by the clock's own methods: done again with the next. */
  #strays: ((world: World) => void)[] = []

  /** `open` gives the world whose recorder this is; `after` is what has to be over before it is looked at for the first time. */
  constructor(backing: Backing, world: { readonly name: string; readonly open: () => World; readonly after?: Promise<unknown> | undefined }) {
    this.#backing = backing
    this.#name = world.name
    this.#open = world.open
    this.#after = world.after ?? Promise.resolve()
  }

  readonly recorder: Recorder = {
    changed: (at, before, after) => {
      if (this.#doing === 'taking') return
      if (this.#doing === 'nothing') this.#stray((world) => world.put([{ at, value: after }]))
      else this.#doing.changes.push({ at, before, after })
    },
    wiped: () => {
      if (this.#doing === 'taking') return
      if (this.#doing === 'nothing') return this.#stray((world) => world.replace([]))
      this.#doing.wiped = true
      this.#doing.changes = []
    },
  }

  /** Resolves to what a deed returns, once all that it changed is kept. Rejects with what it throws, or with a BackingError. */
  run<T>(deed: (world: World) => T): Promise<T> {
    this.#world ??= this.#open()
    return new Promise<T>((resolve, reject) => {
      let value: { readonly of: T } | undefined
      const noted = (world: World): void => {
        value = { of: deed(world) }
      }
      this.#jobs.push({ deed: noted, resolve: () => (value === undefined ? undefined : resolve(value.of)), reject })
      if (!this.#busy) void this.#work()
    })
  }

  /** Resolves once nothing waits to be kept. */
  settled(): Promise<void> {
    return this.run(() => undefined)
  }

  #stray(again: (world: World) => void): void {
    this.#strays.push(again)
    if (this.#strays.length === 1) this.settled().catch(() => undefined)
  }

  async #work(): Promise<void> {
    this.#busy = true
    // Whoever comes in the same tick goes along.
    await this.#after
    while (this.#jobs.length > 0) {
      const jobs = this.#jobs.slice(0, TOGETHER)
      this.#jobs = this.#jobs.slice(TOGETHER)
      try {
        await this.#together(jobs)
      } catch (error) {
        for (const { reject } of jobs) reject(error)
      }
    }
    this.#busy = false
  }

  async #together(jobs: readonly Job[]): Promise<void> {
    const world = (this.#world ??= this.#open())
    if (!this.#backing.exclusive || !this.#isSure) await this.#catchUp(world)
    for (let turn = 0; turn < TURNS; turn += 1) {
      const { done, results, strays } = this.#try(world, jobs)
      const commit = commitOf(done)
      if (commit === undefined || (await this.#committed(world, commit, done))) {
        this.#strays = this.#strays.slice(strays)
        return settle(jobs, results)
      }
      await this.#catchUp(world)
    }
    throw new BackingError(`Failed to commit to world "${this.#name}": others came first ${TURNS} times. Try again.`)
  }

  #try(world: World, jobs: readonly Job[]): { readonly done: Done; readonly results: readonly Result[]; readonly strays: number } {
    const done: Done = { wiped: false, changes: [] }
    this.#doing = done
    if (!this.#isKept) {
      for (const { at, value } of world.facts()) if (at[0] === 'clock' || at[0] === 'settings') done.changes.push({ at, before: value, after: value })
    }
    const strays = this.#strays.length
    for (const again of this.#strays) again(world)
    const results = jobs.map(({ deed }) => this.#one(world, deed, done))
    this.#doing = 'nothing'
    return { done, results, strays }
  }

  /** A deed that throws has done nothing. */
  #one(world: World, deed: Job['deed'], done: Done): Result {
    const before = done.changes.length
    try {
      return { value: deed(world) }
    } catch (error) {
      const own = done.changes.splice(before)
      this.#doing = 'taking'
      world.put(undoing({ wiped: false, changes: own }))
      this.#doing = done
      return { error }
    }
  }

  /** False where somebody came first: then nothing has been done, here or there. */
  async #committed(world: World, commit: Commit, done: Done): Promise<boolean> {
    try {
      const answer = await this.#backing.commit(this.#name, this.#revision, commit)
      if (answer.kind === 'committed') {
        this.#revision = answer.revision
        this.#isKept = !commit.wiped || done.changes.some(({ at }) => at[0] === 'clock')
        return true
      }
    } catch (error) {
      // It may have happened: then the tail tells.
      this.#undo(world, done)
      throw error
    }
    this.#undo(world, done)
    return false
  }

  #undo(world: World, done: Done): void {
    this.#isSure = false
    if (done.wiped) this.#revision = -1
    else this.#taking(() => world.put(undoing(done)))
  }

  /** Makes the world what everybody knows by now. */
  async #catchUp(world: World): Promise<void> {
    let tail = await this.#backing.since(this.#name, this.#revision)
    while (tail.kind === 'lost') {
      const { revision } = tail
      const facts = await listed(this.#backing, this.#name)
      this.#taking(() => world.replace(facts))
      this.#isKept = facts.some(({ at }) => at[0] === 'clock')
      this.#revision = revision
      tail = await this.#backing.since(this.#name, revision)
    }
    const { commits, revision } = tail
    if (commits.length > 0) this.#taking(() => commits.forEach((commit) => this.#take(world, commit)))
    this.#revision = revision
    this.#isSure = true
  }

  #take(world: World, { wiped, pairs }: Commit): void {
    const facts = factsOf(pairs)
    if (wiped) world.replace(facts)
    else world.put(facts)
    this.#isKept = (this.#isKept && !wiped) || facts.some(({ at }) => at[0] === 'clock')
  }

  #taking(put: () => void): void {
    this.#doing = 'taking'
    put()
    this.#doing = 'nothing'
  }
}

function settle(jobs: readonly Job[], results: readonly Result[]): void {
  jobs.forEach(({ resolve, reject }, index) => {
    const result = results[index]
    if (result === undefined || 'error' in result) reject(result?.error)
    else resolve(result.value)
  })
}
