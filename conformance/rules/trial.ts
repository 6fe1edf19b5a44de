import { at, withAt } from '../../specs/json.ts'
import { valuesFor } from './ground.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Sourced } from '../../specs/statement.ts'
import type { Ground } from './ground.ts'

/** Identifiers that are known only once a run has begun, by resource type. */
export interface Found {
  /** Of something that is there and ready. */
  readonly ours: ReadonlyMap<string, string>
  /** Of something that belongs to another tenant. */
  readonly theirs: ReadonlyMap<string, string>
}

/** One way to keep or to break a rule: what is to be said of a body, and how it is made of a plain one. */
export interface Variant {
  readonly name: string
  /** Undefined where what it takes was not found. */
  readonly of: (plain: Json, found: Found) => Json | undefined
  /** What a finding leans on besides the rule: a reading of it that not everybody shares. */
  readonly leansOn?: readonly Sourced[]
  /** True where a body that keeps the rule may be refused for another reason, e.g. because the vendor has to allow it first. */
  readonly doubtful?: true
}

/** A rule, bodies that keep it and bodies that break it and no other one. */
export interface Trial {
  readonly rule: Rule
  readonly keeping: readonly Variant[]
  readonly breaking: readonly Variant[]
}

/** The same for one body: several places set. */
export function placing(name: string, values: readonly (readonly [place: string, value: Json | undefined])[]): Variant {
  return { name, of: (plain) => values.reduce<Json>((body, [place, value]) => placed(body, place, value), plain) }
}

/** A value set or, where it is undefined, taken away. */
export function placed(body: Json, place: string, value: Json | undefined): Json {
  return value === undefined && at(body, place) === undefined ? body : withAt(body, place, value)
}

/** A value for each of some places, what is known of them first; undefined where one of them has none. */
export function valuesOf(ground: Ground, places: readonly string[]): readonly (readonly [place: string, value: Json])[] | undefined {
  const values = places.flatMap((place) => {
    const value = ground.schema.known?.get(place) ?? valuesFor(ground, place, 1)[0]
    return value === undefined ? [] : [[place, value] as const]
  })
  return values.length === places.length ? values : undefined
}
