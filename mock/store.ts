import type { Json } from '../specs/json.ts'
import { birthsOf, type Collection } from './collection.ts'
import type { Fact, Noting } from './state/fact.ts'
import { isRemembered, isResource } from './state/shapes.ts'
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

const nothing: readonly Resource[] = []

/** The state of one world in memory. Steps are pure and commits are synchronous, so no commit can be lost. */
export class Store implements View {
  readonly #collections = new Map<string, Collection>()
  readonly #credentials = new Map<string, Resource>()
  readonly #memory = new Map<string, Remembered>()
  /** Stays behind the keys that it has passed, all of which are forgotten: looking from the start each time would wade through their holes. */
  readonly #oldest = this.#memory.keys()
  #next: number
  /** Told of each change, where somebody keeps or shares this state. */
  readonly #note: Noting | undefined

  constructor(first: number, note?: Noting) {
    this.#next = first
    this.#note = note
    note?.(['next'], undefined, first)
  }

  get next(): number {
    return this.#next
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
    for (const id of birthsOf(found).before(before)) {
      const resource = found.members.get(id)
      if (resource !== undefined) yield resource
    }
  }

  /**
   * Those whose deletion has begun among some of a collection that were born one after the other, at most so many; where they begin is
   * told as a part of all, from 0 to 1.
   */
  leaving(collection: string, from: number, most: number): readonly Resource[] {
    const found = this.#collections.get(collection)
    if (found === undefined || found.leaving === 0) return nothing
    return birthsOf(found)
      .stretch(from, most)
      .flatMap((id) => found.members.get(id) ?? nothing)
      .filter(isLeaving)
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
    if (written) this.#number(this.#next + STRIDE)
  }

  /** Forgets what nobody can see any more: no revision, and no change of a collection. */
  sweep(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'remove') this.#unset(change.resource.type, change.resource.address)
      else this.#apply(change)
    }
  }

  /** Every resource of the world, for the management interface. */
  *all(): Generator<Resource> {
    for (const collection of this.#collections.values()) yield* collection.members.values()
  }

  /** The members of each collection, which are of one type, without a copy. */
  *collections(): Generator<ReadonlyMap<string, Resource>> {
    for (const { members } of this.#collections.values()) yield members
  }

  /** Another store that knows the same and goes its own way. Until one of the two changes a collection, both have it. */
  copy(): Store {
    const copy = new Store(this.#next)
    for (const [name, collection] of this.#collections) {
      collection.shared = true
      copy.#collections.set(name, { ...collection, births: undefined })
    }
    for (const [secret, resource] of this.#credentials) copy.#credentials.set(secret, resource)
    for (const [key, value] of this.#memory) copy.#memory.set(key, value)
    return copy
  }

  /** All of it, in no order. */
  *facts(): Generator<Fact> {
    yield { at: ['next'], value: this.#next }
    for (const [name, { members, changed }] of this.#collections) {
      if (changed > 0) yield { at: ['changed', name], value: changed }
      for (const resource of members.values()) yield { at: ['resource', resource.type, ...resource.address], value: resource }
    }
    for (const [key, value] of this.#memory) yield { at: ['memory', key], value }
  }

  /** Puts one fact in its place as it stands: nothing follows from it. `undefined` takes it away. */
  put({ at: [kind = '', ...at], value }: Fact): void {
    switch (kind) {
      case 'next':
        return typeof value === 'number' ? this.#number(value) : undefined
      case 'changed':
        return this.#change(this.#named(at[0] ?? ''), at[0] ?? '', typeof value === 'number' ? value : 0)
      case 'memory':
        return isRemembered(value) ? this.#remember(at[0] ?? '', value) : this.#forget(at[0] ?? '')
      case 'resource':
        return isResource(value) ? void this.#set(value) : this.#unset(at[0] ?? '', at.slice(1))
      default:
        return undefined
    }
  }

  #number(next: number): void {
    this.#note?.(['next'], this.#next, next)
    this.#next = next
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
    this.#note?.(['memory', key], this.#memory.get(key), value)
    this.#memory.delete(key)
    this.#memory.set(key, value)
    if (this.#memory.size > MEMORY) this.#forget(this.#oldest.next().value ?? key)
  }

  #forget(key: string): void {
    const before = this.#memory.get(key)
    if (before === undefined) return
    this.#note?.(['memory', key], before, undefined)
    this.#memory.delete(key)
  }

  #put(resource: Resource): void {
    const name = collectionOf(resource.type, resource.address.slice(0, -1))
    const collection = this.#named(name)
    const before = this.#set(resource, collection)
    if (before?.uid !== resource.uid || isLeaving(before) !== isLeaving(resource)) this.#change(collection, name, resource.revision)
  }

  #remove(resource: Resource): void {
    const name = collectionOf(resource.type, resource.address.slice(0, -1))
    this.#unset(resource.type, resource.address)
    this.#change(this.#named(name), name, this.#next)
  }

  #change(collection: Collection, name: string, revision: number): void {
    this.#note?.(['changed', name], collection.changed, revision)
    collection.changed = revision
  }

  /** Returns what stood in its place. */
  #set(resource: Resource, collection = this.#named(collectionOf(resource.type, resource.address.slice(0, -1)))): Resource | undefined {
    const id = idOf(resource)
    const before = collection.members.get(id)
    this.#note?.(['resource', resource.type, ...resource.address], before, resource)
    own(collection).set(id, resource)
    collection.leaving += Number(isLeaving(resource)) - Number(before !== undefined && isLeaving(before))
    if (before === undefined) collection.sorted = undefined
    if (before?.born !== resource.born) {
      if (before !== undefined) collection.births?.remove({ born: before.born, id })
      collection.births?.add({ born: resource.born, id })
    }
    if (before?.secret !== undefined) this.#credentials.delete(before.secret)
    if (resource.secret !== undefined) this.#credentials.set(resource.secret, resource)
    return before
  }

  #unset(type: string, address: readonly string[]): void {
    const id = address.at(-1) ?? ''
    const collection = this.#named(collectionOf(type, address.slice(0, -1)))
    const before = collection.members.get(id)
    if (before === undefined) return
    this.#note?.(['resource', type, ...address], before, undefined)
    own(collection).delete(id)
    collection.leaving -= Number(isLeaving(before))
    collection.sorted = undefined
    collection.births?.remove({ born: before.born, id })
    if (before.secret !== undefined) this.#credentials.delete(before.secret)
  }

  #named(name: string): Collection {
    let found = this.#collections.get(name)
    if (found === undefined) {
      found = { members: new Map(), shared: false, sorted: undefined, births: undefined, changed: 0, leaving: 0 }
      this.#collections.set(name, found)
    }
    return found
  }
}

function own(collection: Collection): Collection['members'] {
  if (collection.shared) collection.members = new Map(collection.members)
  collection.shared = false
  return collection.members
}
