import type { JsonObject } from '../specs/json.ts'

/** One resource as the mock keeps it. Never changed in place: a write makes a new one. */
export interface Resource {
  readonly type: string
  /** Values of the type's address, outermost first; the last one is its own identifier. */
  readonly address: readonly string[]
  readonly uid: string
  /** Grows with every write of the world; the next `STRIDE` numbers belong to the phases that follow. */
  readonly revision: number
  /** Milliseconds since 1970. */
  readonly created: number
  readonly updated: number
  readonly generation: number
  /** What was requested last. */
  readonly fields: JsonObject
  /** What had settled before the running transition began; equal to `fields` when none runs. */
  readonly settled: JsonObject
  readonly settledGeneration: number
  readonly progress?: Progress
  /** SHA-256 of a credential's token, hex. */
  readonly secret?: string
  /** Who a credential acts for, e.g. an e-mail address. */
  readonly caller?: string
}

/** The last thing that set the lifecycle in motion. Where it stands now is derived from this and the clock. */
export interface Progress {
  readonly trigger: string
  readonly at: number
  /** Reads since; counted only where the lifecycle advances by reads. */
  readonly reads: number
  /** Steps taken by hand. */
  readonly moved: number
  /** Settled phases that had been reached before. */
  readonly reached: readonly string[]
}

/** Room between two revisions: a transition has fewer phases than this, and each phase has a version of its own. */
export const STRIDE = 16

/** Name of the collection that an address lies in, e.g. `cluster/acme`. Slashes inside values are escaped. */
export function collectionOf(type: string, parents: readonly string[]): string {
  let name = type
  for (const parent of parents) name += `/${encodeURIComponent(parent)}`
  return name
}

/** A resource's own identifier: the last value of its address. */
export function idOf(resource: Resource): string {
  return resource.address[resource.address.length - 1] ?? ''
}

/** True once a deletion has begun, also while the resource can still be read. */
export function isLeaving(resource: Resource): boolean {
  return resource.progress?.trigger === 'delete'
}
