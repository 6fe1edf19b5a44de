import type { Json, JsonObject } from '../../specs/json.ts'
import type { Deed } from './chronicle.ts'

/** A look at a resource. */
export interface Seen {
  readonly json: Json
  readonly tag: string | undefined
  readonly phase: string | undefined
  /** True where the lifecycle had come to rest, or there is none. */
  readonly settled: boolean
  readonly deed: Deed
}

/** A value that was asked for and accepted. */
export interface Told {
  readonly value: Json
  readonly deed: Deed
}

/**
 * Where a resource stands in its life. What is `coming` need not be found yet, what is `leaving` may be found or not, and of what is
 * `unsure` nothing is said any more.
 */
export type Life = 'coming' | 'there' | 'leaving' | 'gone' | 'unsure'

/** One resource that the run has made. */
export interface Thing {
  readonly id: string
  readonly life: Life
  /** The request that made it. */
  readonly made: Deed
  /** What was accepted last, by place. */
  readonly told: ReadonlyMap<string, Told>
  readonly seen: Seen | undefined
  /** Earlier looks that showed something else, the oldest first. */
  readonly past: readonly Seen[]
  /** What was sent about it since it was seen last. */
  readonly since: readonly Deed[]
  /** The tag that it certainly has now. */
  readonly tag: string | undefined
  /** Tags that a conditional write has used up by changing something. */
  readonly consumed: ReadonlySet<string>
  /** The first look. */
  readonly first: Seen | undefined
  /** Whoever had the identifier before, where it was seen to be gone. */
  readonly before: Thing | undefined
}

/** What the run has made and what is known of it, if things are as this hypothesis has them. */
export interface State {
  readonly things: ReadonlyMap<string, Thing>
  /** The first request of each idempotency key that was accepted, and what came of it. */
  readonly keys: ReadonlyMap<string, { readonly id: string | undefined; readonly deed: Deed }>
  /** What was ever listed, and whether it was at rest then: what is not may be on its way out. Undefined before the first list. */
  readonly listed: ReadonlyMap<string, 'at rest' | 'under way'> | undefined
  /** What each strong tag was told with, by resource and tag. */
  readonly tags: ReadonlyMap<string, Seen>
  /** Long-running operations that were done when they were seen last, by identifier. */
  readonly finished: ReadonlyMap<string, { readonly told: JsonObject; readonly deed: Deed }>
  /** Requests whose answer was lost, and which may take effect from then on. */
  readonly pending: readonly Deed[]
  /** Bodies of creates of which nobody knows the identifier, nor whether they were done. */
  readonly nameless: readonly Deed[]
}

export const nothing: State = {
  things: new Map(),
  keys: new Map(),
  listed: undefined,
  tags: new Map(),
  finished: new Map(),
  pending: [],
  nameless: [],
}

/** The same with one thing changed or added. */
export function withThing(state: State, thing: Thing): State {
  return { ...state, things: new Map([...state.things, [thing.id, thing]]) }
}

/** The thing that a deed is about. */
export function thingOf(state: State, { id }: Pick<Deed, 'id'>): Thing | undefined {
  return id === undefined ? undefined : state.things.get(id)
}
