import { rulesOf, type Rule } from '../../specs/behaviour.ts'
import { at, placesAt, valuesAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { stands } from '../moment.ts'
import { collectionOf, type Resource } from '../record.ts'
import { called, folded, same, touches, type Broken, type Judged } from './judged.ts'
import { holdersOf } from './holders.ts'

type Unique = Extract<Rule, { readonly rule: 'unique' }>

/** No other resource of the scope that agrees in some respects has the same value. */
export function taken(rule: Unique, judged: Judged, context: Context): Broken | undefined {
  const within = rule.within ?? []
  if (!touches(judged, [...rule.at, ...within])) return undefined
  for (const place of rule.at.flatMap((pattern) => placesAt(judged.after, pattern))) {
    const value = at(judged.after, place) ?? null
    const clashes = (other: Resource): boolean =>
      other.uid !== context.resource?.uid && has(rule, other.fields, value) && agree(other.fields, judged.after, within)
    for (const other of candidates(rule, value, context)) {
      if (!clashes(other) || stands(context.moment, other).phase === 'gone') continue
      const { title } = context.type
      const id = typeof value === 'string' ? value : JSON.stringify(value)
      return { refusal: 'name-taken', at: place, detail: `${called(place)} "${id}" is taken by another ${title}`, facts: { resource: title, id } }
    }
  }
  return undefined
}

/** All that may have the value: all of the collection, unless its values never change, so that they can be looked up. */
function candidates({ at: patterns, caseless }: Unique, value: Json, context: Context): Iterable<Resource> {
  const { moment, behaviour, type } = context
  const collection = collectionOf(behaviour.resource, addressOf(context, type.address.slice(0, -1)))
  const [place = '', ...others] = patterns
  const lasts = others.length === 0 && rulesOf(type, 'immutable').some((rule) => rule.at.includes(place))
  return lasts ? holdersOf(moment.view, { collection, place, value, caseless: caseless !== undefined }) : moment.view.newest(collection)
}

function has({ at: patterns, caseless }: Unique, fields: JsonObject, value: Json): boolean {
  const is = caseless === undefined ? (each: Json | undefined) => same(each, value) : (each: Json | undefined) => same(folded(each ?? null), folded(value))
  return patterns.some((pattern) => (pattern.includes('*') ? valuesAt(fields, pattern).some(is) : is(at(fields, pattern))))
}

function agree(some: JsonObject, others: JsonObject, places: readonly string[]): boolean {
  return places.every((place) => same(at(some, place), at(others, place)))
}
