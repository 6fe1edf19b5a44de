import type { JsonObject } from '../specs/json.ts'

/** One resource as the mock keeps it. Never changed in place: a write makes a new one. */
export interface Resource {
  readonly type: string
  /** Values of the type's address, outermost first; the last one is its own identifier. */
  readonly address: readonly string[]
  readonly uid: string
  /** Grows with every write of the world; the next `STRIDE` numbers belong to the phases that follow. */
  readonly revision: number
  /** The revision it was made at: no two resources of a world have the same. */
  readonly born: number
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
  /** The first characters of that token, for people to know it by. */
  readonly hint?: string
  /** Who a credential acts for, e.g. an e-mail address. */
  readonly caller?: string
  /** The scopes of a credential that is good for several. */
  readonly scopes?: readonly string[]
  /** Present in a long-running operation: what it is about. */
  readonly work?: Work
}

/** A long-running operation's own facts. While it runs, where it stands is that of its target. */
export interface Work {
  /** The operation that started it. */
  readonly operation: string
  readonly target: { readonly type: string; readonly address: readonly string[] }
  /** Present once it is over, or its target is no longer about it. */
  readonly ended?: Ended
}

export interface Ended {
  readonly as: 'succeeded' | 'failed' | 'cancelled'
  /** Milliseconds since 1970. */
  readonly at: number
  /** What its target was then, where that has changed since: what is finished tells of it for ever. */
  readonly fields?: JsonObject
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
  /** The phase in which this began, or what it put an end to. */
  readonly before?: string
  /** Address of the long-running operation that tells of this. */
  readonly told?: readonly string[]
  /** The fields that are in effect once this has come to its end. */
  readonly applies?: JsonObject
  /** What was in effect when this began. */
  readonly inEffect?: InEffect
  /** Present where a planned fault leads it astray. */
  readonly detour?: Detour
  /** When the last execution before this one started, where this is none; milliseconds since 1970. */
  readonly executed?: number
}

/** A transition that fails on its way. */
export interface Detour {
  /** The step of the trigger after which it fails. */
  readonly step: number
  /** The failing phase. */
  readonly to: string
  /** How long it stays there before it goes on; for good when absent. */
  readonly seconds?: number
}

/** Fields that were put into effect. */
export interface InEffect {
  readonly fields: JsonObject
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Room between two revisions: a transition has fewer phases than this, and each phase has a version of its own. */
export const STRIDE = 16

/** How many characters of a token are shown for people to know it by. */
export const HINT = 12

/** Name of the collection that an address lies in, e.g. `cluster/acme`. Slashes inside values are escaped, and any text is a value. */
export function collectionOf(type: string, parents: readonly string[]): string {
  let name = type
  // Hardly any value needs escaping, and looking first is the faster way: every look-up comes by here.
  for (const parent of parents) name += `/${/[%/]/.test(parent) ? parent.replaceAll(/[%/]/g, encodeURIComponent) : parent}`
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
