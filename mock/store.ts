import { collectionOf, idOf, isLeaving, STRIDE, type Resource } from './record.ts'

/** What a step may know of the world: read only, and the same for as long as the step runs. */
export interface View {
  /** The revision that a write of this step gets. */
  readonly next: number
  get(collection: string, id: string): Resource | undefined
  /** All resources of a collection, by identifier. */
  list(collection: string): readonly Resource[]
  /** Revision at which the collection last gained or lost a member; one whose deletion has begun no longer counts. */
  changed(collection: string): number
  /** The credential with this token hash. */
  credential(secret: string): Resource | undefined
}

/** What a step wants changed. All of a step's changes happen, or none. */
export type Change =
  | { readonly kind: 'put'; readonly resource: Resource }
  | { readonly kind: 'remove'; readonly resource: Resource }
  /** A note beside the resource (a read counted, a step taken by hand): no new revision. */
  | { readonly kind: 'note'; readonly resource: Resource }

interface Collection {
  readonly members: Map<string, Resource>
  /** Identifiers in order, or undefined after a change of membership. */
  sorted: readonly string[] | undefined
  changed: number
}

const nothing: readonly Resource[] = []

/** The state of one world in memory. Steps are pure and commits are synchronous, so no commit can be lost. */
export class Store implements View {
  readonly #collections = new Map<string, Collection>()
  readonly #credentials = new Map<string, Resource>()
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

  changed(collection: string): number {
    return this.#collections.get(collection)?.changed ?? 0
  }

  credential(secret: string): Resource | undefined {
    return this.#credentials.get(secret)
  }

  /** Applies all changes at once. */
  commit(changes: readonly Change[]): void {
    let written = false
    for (const change of changes) {
      if (change.kind === 'remove') this.#remove(change.resource)
      else this.#put(change.resource)
      written ||= change.kind !== 'note'
    }
    if (written) this.next += STRIDE
  }

  /** Every resource of the world, for the management interface. */
  *all(): Generator<Resource> {
    for (const collection of this.#collections.values()) yield* collection.members.values()
  }

  #put(resource: Resource): void {
    const id = idOf(resource)
    const collection = this.#collection(resource)
    const before = collection.members.get(id)
    collection.members.set(id, resource)
    if (before === undefined) collection.sorted = undefined
    if (before?.uid !== resource.uid || isLeaving(before) !== isLeaving(resource)) collection.changed = resource.revision
    if (before?.secret !== undefined) this.#credentials.delete(before.secret)
    if (resource.secret !== undefined) this.#credentials.set(resource.secret, resource)
  }

  #remove(resource: Resource): void {
    const collection = this.#collection(resource)
    collection.members.delete(idOf(resource))
    collection.changed = this.next
    collection.sorted = undefined
    if (resource.secret !== undefined) this.#credentials.delete(resource.secret)
  }

  #collection(resource: Resource): Collection {
    const name = collectionOf(resource.type, resource.address.slice(0, -1))
    let found = this.#collections.get(name)
    if (found === undefined) {
      found = { members: new Map(), sorted: undefined, changed: 0 }
      this.#collections.set(name, found)
    }
    return found
  }
}
