import { isObject } from '../../specs/json.ts'
import { hasFreeNames, isRequired, memberOf, typeOf, wordsOf, type Declared } from './declared.ts'
import type { Json, JsonObject } from '../../specs/json.ts'

/** What stands at one place of a body: a JSON pointer in which `*` stands for every item, and for every name that is data. */
export interface Place {
  readonly types: ReadonlySet<string>
  /** Words that are not on the document's list. */
  readonly strange: ReadonlySet<string>
  readonly declared: Declared
  /** Whether the document wants it wherever what holds it stands. */
  readonly required: boolean
}

/** Every place of a body, as far down as the document declares something. */
export function placesOf(document: JsonObject, declared: Declared, body: Json): ReadonlyMap<string, Place> {
  const found = new Map<string, Seen>()
  walk(document, { value: body, declared, place: '', required: true }, found)
  return found
}

interface Seen extends Place {
  readonly types: Set<string>
  readonly strange: Set<string>
}

interface Spot {
  readonly value: Json
  readonly declared: Declared
  readonly place: string
  readonly required: boolean
}

function walk(document: JsonObject, spot: Spot, found: Map<string, Seen>): void {
  const { value, declared } = spot
  note(spot, found)
  if (declared.length === 0) return
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) walk(document, below(document, spot, { name: '*', value: item }), found)
  } else if (isObject(value)) {
    const free = hasFreeNames(declared)
    for (const [name, member] of Object.entries(value)) walk(document, below(document, spot, { name: free ? '*' : name, value: member }), found)
  }
}

function note({ value, declared, place, required }: Spot, found: Map<string, Seen>): void {
  const seen = found.get(place) ?? { types: new Set<string>(), strange: new Set<string>(), declared, required }
  found.set(place, seen)
  seen.types.add(typeOf(value))
  const words = wordsOf(declared)
  if (words !== undefined && typeof value === 'string' && !words.includes(value)) seen.strange.add(value)
}

function below(document: JsonObject, { declared, place }: Spot, { name, value }: { readonly name: string; readonly value: Json }): Spot {
  const step = name.replaceAll('~', '~0').replaceAll('/', '~1')
  return { value, declared: memberOf(document, declared, name), place: `${place}/${step}`, required: name !== '*' && isRequired(declared, name) }
}
