import { follow } from '../document.ts'
import type { Found } from '../document.ts'
import type { Problem } from '../finding.ts'
import { isObject, pointer, steps } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { keys, own, reporter } from './rule.ts'
import type { Pair, Path } from './rule.ts'

const nowhere = reporter('pointer-exists')

/** Schemas that a place is looked for in, and what people call them. */
export interface Sought {
  readonly at: string
  readonly schemas: readonly string[]
  /** e.g. `the schema 'Cluster'` */
  readonly called: string
}

/** What is wrong with a JSON pointer that must lead somewhere in at least one of some schemas; no schemas say nothing. */
export function placeNamed({ document }: Pair, path: Path, { at, schemas, called }: Sought): readonly Problem[] {
  if (schemas.length === 0 || schemas.some((schema) => mayHave(document, schema, at))) return []
  return [nowhere(path, `There is nothing at '${at}' in ${called}. Write the JSON pointer of a member that openapi.yaml names there, or add the member.`)]
}

/** The place in a representation of a resource type. */
export function shownPlaceNamed(pair: Pair, path: Path, of: { readonly schema: string; readonly at: string }): readonly Problem[] {
  return placeNamed(pair, path, { at: of.at, schemas: [named(of.schema)], called: `the schema '${of.schema}'` })
}

/** The place in some request body of a resource type. */
export function sentPlaceNamed(pair: Pair, path: Path, { type, at }: { readonly type: string; readonly at: string }): readonly Problem[] {
  return placeNamed(pair, path, { at, schemas: requestSchemas(pair, type), called: `any request body of '${type}'` })
}

/** The place among all that a resource of a type may have: sent, shown, set by the server, or in a part that it keeps. */
export function fieldPlaceNamed(pair: Pair, path: Path, { type, at }: { readonly type: string; readonly at: string }): readonly Problem[] {
  const { schema, defaults } = own(pair.behaviour.resources, type) ?? {}
  const set = [...keys(defaults), ...Object.values(pair.behaviour.operations).flatMap(({ resource, sets }) => (resource === type ? keys(sets) : []))]
  if (schema === undefined || isKept(pair, type, at) || set.some((place) => at === place || at.startsWith(`${place}/`))) return []
  return placeNamed(pair, path, { at, schemas: [...requestSchemas(pair, type), named(schema)], called: `any body of a '${type}'` })
}

/** Whether a place is a part that an operation keeps, or in it. */
function isKept({ document, behaviour, operations }: Pair, type: string, at: string): boolean {
  return Object.entries(behaviour.operations).some(([id, { resource, stores }]) => {
    if (resource !== type || stores === undefined || (at !== stores.at && !at.startsWith(`${stores.at}/`))) return false
    const inner = at.slice(stores.at.length)
    const schema = operations.get(id)?.requestBody?.schema
    return own(stores.adds, inner) !== undefined || (schema !== undefined && mayHave(document, schema, inner))
  })
}

/** Schemas of all request bodies of a resource type, except those that become a part of it. */
export function requestSchemas({ behaviour, operations }: Pair, type: string): readonly string[] {
  return Object.entries(behaviour.operations).flatMap(([id, { resource, stores }]) => {
    const schema = operations.get(id)?.requestBody?.schema
    return resource === type && schema !== undefined && stores === undefined ? [schema] : []
  })
}

/** JSON pointer of a schema by its name. */
export function named(schema: string): string {
  return pointer(['components', 'schemas', schema])
}

/** Whether some value of a schema has a member at a JSON pointer (`*`: in items of an array) that the document says anything about. */
export function mayHave(document: JsonObject, schema: string, at: string): boolean {
  let found = parts(document, [schema])
  for (const step of steps(at)) {
    if (found.some(({ value }) => isOpen(value))) return true
    found = parts(
      document,
      found.flatMap((each) => below(each, step)),
    )
  }
  return found.length > 0
}

/** The schemas themselves, and all that they are composed of. */
function parts(document: JsonObject, places: readonly string[], seen = new Set<string>()): readonly Found[] {
  return places.flatMap((place) => {
    const found = follow(document, place)
    if (found === undefined || seen.has(found.where)) return []
    seen.add(found.where)
    const inner = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) => {
      const list = found.value[keyword]
      return Array.isArray(list) ? [...list.keys()].map((index) => `${found.where}/${keyword}/${index}`) : []
    })
    return [found, ...parts(document, inner, seen)]
  })
}

/** True where a schema says that its members may have any name, or says nothing of them. */
function isOpen(schema: JsonObject): boolean {
  if (schema['additionalProperties'] === true) return true
  return !['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'additionalProperties'].some((keyword) => keyword in schema) && isObjectType(schema['type'])
}

function isObjectType(type: unknown): boolean {
  return type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'))
}

function below({ where, value }: Found, step: string): readonly string[] {
  const properties = value['properties']
  if (isObject(properties) && Object.hasOwn(properties, step)) return [where + pointer(['properties', step])]
  if (/^(?:\d+|\*)$/.test(step) && value['items'] !== undefined) return [`${where}/items`]
  return isObject(value['additionalProperties']) ? [`${where}/additionalProperties`] : []
}
