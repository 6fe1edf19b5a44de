import type { Rule } from '../../specs/behaviour.ts'
import { placesAt, valuesAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { stands } from '../moment.ts'
import { collectionOf, type Resource } from '../record.ts'
import { called, same, touches, type Broken, type Judged } from './judged.ts'

type Unique = Extract<Rule, { readonly rule: 'unique' }>

/** No other resource of the scope that agrees in some respects has the same value. */
export function taken(rule: Unique, judged: Judged, context: Context): Broken | undefined {
  const within = rule.within ?? []
  if (!touches(judged, [...rule.at, ...within])) return undefined
  const own = valuesOf(judged.after, rule.at)
  const clash = (other: Resource): Json | undefined => valuesOf(other.fields, rule.at).find((value) => own.some((each) => same(each, value)))
  for (const other of neighbours(context)) {
    const value = clash(other)
    if (value === undefined || !agree(other.fields, judged.after, within) || stands(context.moment, other).phase === 'gone') continue
    const id = typeof value === 'string' ? value : JSON.stringify(value)
    const place = rule.at.flatMap((pattern) => placesAt(judged.after, pattern))[0] ?? ''
    return { refusal: 'name-taken', at: place, detail: `${called(place)} "${id}" is taken by another ${context.type.title}`, facts: { resource: context.type.title, id } }
  }
  return undefined
}

/** All others of the collection, also those that are gone by now: looking at what they hold is quicker than finding that out. */
function* neighbours(context: Context): Generator<Resource> {
  const { moment, behaviour, type, resource } = context
  const collection = collectionOf(behaviour.resource, addressOf(context, type.address.slice(0, -1)))
  for (const other of moment.view.newest(collection)) if (other.uid !== resource?.uid) yield other
}

function agree(some: JsonObject, others: JsonObject, places: readonly string[]): boolean {
  return places.every((place) => same(valuesAt(some, place), valuesAt(others, place)))
}

function valuesOf(fields: JsonObject, patterns: readonly string[]): readonly Json[] {
  return patterns.length === 1 ? valuesAt(fields, patterns[0] ?? '') : patterns.flatMap((pattern) => valuesAt(fields, pattern))
}
