import type { Json } from '../specs/json.ts'
import { Births } from './births.ts'
import { collectionOf, idOf, isLeaving, STRIDE, type Resource } from './record.ts'

/** What a step may know of the world: read only, and the same for as long as the step runs. */
export interface View {
  /** The revision that a write of this step gets. */
  readonly next: number
  get(collection: string, id: string): Resource | undefined
  /** All resources of a collection, by identifier. */
  list(collection: string): readonly Resource[]
  /** The resources of a collection that were born before a revision, or all of them; the youngest first. */
  newest(collection: string, before?: number): Iterable<Resource>
  /** Revision at which the collection last gained or lost a member; one whose deletion has begun no longer counts. */
  changed(collection: string): number
  /** The credential with this token hash. */
  credential(secret: string): Resource | undefined
  /** What was answered to a request that may be sent again. */
  remembered(key: string): Remembered | undefined
}

/** A view that gives other answers in some respects. */
export function viewWith(view: View, other: Partial<View>): View {
  return {
    get next() {
      return view.next
    },
    get: (collection, id) => view.get(collection, id),
    list: (collection) => view.list(collection),
    newest: (collection, before) => view.newest(collection, before),
    changed: (collection) => view.changed(collection),
    credential: (secret) => view.credential(secret),
    remembered: (key) => view.remembered(key),
    ...other,
  }
}

/** The answer to a request that may be sent again. */
export interface Remembered {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Of the request: what tells another one with the same key. */
  readonly fingerprint: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Json
  /** What it made or is about. */
  readonly resource?: { readonly type: string; readonly address: readonly string[] }
}

/** What a step wants changed. All of a step's changes happen, or none. */
export type Change =
  | { readonly kind: 'put'; readonly resource: Resource }
  | { readonly kind: 'remove'; readonly resource: Resource }
  /** A note beside the resource (a read counted, a step taken by hand): no new revision. */
  | { readonly kind: 'note'; readonly resource: Resource }
  /** Kept beside the resources: no new revision. */
  | { readonly kind: 'remember'; readonly key: string; readonly value: Remembered }

/** How many answers are remembered; beyond that, the oldest is forgotten. */
export const MEMORY = 100_000

interface Collection {
  readonly members: Map<string, Resource>
  /** Identifiers in order, or undefined after a change of membership. */
  sorted: readonly string[] | undefined
  /** Undefined until somebody asks for this order. */
  births: Births | undefined
  changed: number
}

const nothing: readonly Resource[] = []

/** The state of one world in memory. Steps are pure and commits are synchronous, so no commit can be lost. */
export class Store implements View {
  readonly #collections = new Map<string, Collection>()
  readonly #credentials = new Map<string, Resource>()
  readonly #memory = new Map<string, Remembered>()
  /** Stays behind the keys that it has passed, all of which are forgotten: looking from the start each time would wade through their holes. */
  readonly #oldest = this.#memory.keys()
  next: number

  constructor(first: number) {
    this.next = first
  }

  get(collection: string, id: string): Resource | undefined {
    return this.#collections.get(collection)?.members.get(id)
  }

  list(collection: string): readonly Resource[] {
    const found = this.#collections.get(collection)
    if (found === undefined) return nothing
    const members = found.members
    found.sorted ??= [...members.keys()].sort()
    return found.sorted.flatMap((id) => members.get(id) ?? nothing)
  }

  *newest(collection: string, before = Infinity): Generator<Resource> {
    const found = this.#collections.get(collection)
    if (found === undefined) return
    const { members } = found
    found.births ??= new Births([...members.values()].map((resource) => ({ born: resource.born, id: idOf(resource) })))
    for (const id of found.births.before(before)) {
      const resource = members.get(id)
      if (resource !== undefined) yield resource
    }
  }

  changed(collection: string): number {
    return this.#collections.get(collection)?.changed ?? 0
  }

  credential(secret: string): Resource | undefined {
    return this.#credentials.get(secret)
  }

  remembered(key: string): Remembered | undefined {
    return this.#memory.get(key)
  }

  /** Applies all changes at once. */
  commit(changes: readonly Change[]): void {
    let written = false
    for (const change of changes) {
      this.#apply(change)
      written ||= change.kind === 'put' || change.kind === 'remove'
    }
    if (written) this.next += STRIDE
  }

  /** Every resource of the world, for the management interface. */
  *all(): Generator<Resource> {
    for (const collection of this.#collections.values()) yield* collection.members.values()
  }

  #apply(change: Change): void {
    switch (change.kind) {
      case 'put':
      case 'note':
        return this.#put(change.resource)
      case 'remove':
        return this.#remove(change.resource)
      case 'remember':
        return this.#remember(change.key, change.value)
    }
  }

  #remember(key: string, value: Remembered): void {
    this.#memory.delete(key)
    this.#memory.set(key, value)
    if (this.#memory.size > MEMORY) this.#memory.delete(this.#oldest.next().value ?? key)
  }

  #put(resource: Resource): void {
    const id = idOf(resource)
    const collection = this.#collection(resource)
    const before = collection.members.get(id)
    collection.members.set(id, resource)
    if (before === undefined) collection.sorted = undefined
    if (before?.born !== resource.born) {
      if (before !== undefined) collection.births?.remove({ born: before.born, id })
      collection.births?.add({ born: resource.born, id })
    }
    if (before?.uid !== resource.uid || isLeaving(before) !== isLeaving(resource)) collection.changed = resource.revision
    if (before?.secret !== undefined) this.#credentials.delete(before.secret)
    if (resource.secret !== undefined) this.#credentials.set(resource.secret, resource)
  }

  #remove(resource: Resource): void {
    const id = idOf(resource)
    const collection = this.#collection(resource)
    const before = collection.members.get(id)
    collection.members.delete(id)
    collection.changed = this.next
    collection.sorted = undefined
    if (before !== undefined) collection.births?.remove({ born: before.born, id })
    if (resource.secret !== undefined) this.#credentials.delete(resource.secret)
  }

  #collection(resource: Resource): Collection {
    const name = collectionOf(resource.type, resource.address.slice(0, -1))
    let found = this.#collections.get(name)
    if (found === undefined) {
      found = { members: new Map(), sorted: undefined, births: undefined, changed: 0 }
      this.#collections.set(name, found)
    }
    return found
  }
}
