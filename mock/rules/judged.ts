import type { Refusal } from '../../specs/behaviour.ts'
import { at, steps, valuesAt, type Json, type JsonObject } from '../../specs/json.ts'

/** What a rule is judged by: the request as it was sent, and the fields before it and as it would have them. */
export interface Judged {
  readonly sent: JsonObject
  /** Undefined where the request makes a resource. */
  readonly before: JsonObject | undefined
  readonly after: JsonObject
}

/** How a request would break a rule. */
export interface Broken {
  /** `rule-broken` when absent. */
  readonly refusal?: Refusal
  /** JSON pointer into the body of where the fault lies. */
  readonly at: string
  readonly detail: string
  readonly facts?: Readonly<Record<string, string>>
}

/** Whether the request sets or changes what stands at some places. What it leaves alone was judged when it came. */
export function touches({ before, after }: Judged, places: readonly string[]): boolean {
  if (before === undefined) return true
  return before !== after && places.some((place) => !sameValues(valuesAt(before, place), valuesAt(after, place)))
}

function sameValues(some: readonly Json[], others: readonly Json[]): boolean {
  return some.length === others.length && some.every((value, index) => same(value, others[index]))
}

/** Equal as JSON texts. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other))
}

/** A value by which texts that differ in case only are the same; by way of upper case, where letters have fewest forms: of ß and of ς, too. */
export function folded(value: Json): Json {
  return typeof value === 'string' ? value.toUpperCase().toLowerCase() : value
}

/** True where some value at each of these places is this one. */
export function isLike(fields: JsonObject | undefined, where: Readonly<Record<string, Json>>): boolean {
  return Object.entries(where).every(([place, value]) => valuesAt(fields, place).some((each) => same(each, value)))
}

/** True where some value at each of these places is one of these. */
export function isOneOf(fields: JsonObject, where: Readonly<Record<string, readonly Json[]>> | undefined): boolean {
  return Object.entries(where ?? {}).every(([place, values]) => valuesAt(fields, place).some((each) => values.some((value) => same(each, value))))
}

/** True where a body holds a value; `null` is none. */
export function gives(body: Json | undefined, place: string): boolean {
  return (at(body, place) ?? undefined) !== undefined
}

/** A place as people write it, e.g. `network.podCidrName`. */
export function called(place: string): string {
  return steps(place)
    .filter((step) => step !== '*')
    .join('.')
}

/** A value as people write it. */
export function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
