import { follow } from '../../specs/document.ts'
import { isObject } from '../../specs/json.ts'
import type { Json, JsonObject } from '../../specs/json.ts'

export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object'

/** One schema of the document with its `$ref`s followed and its `allOf` folded in: what a generator needs to know. */
export interface Shape {
  readonly where: string
  readonly keywords: JsonObject
  /** Empty where the schema names none and none follows from its other keywords. */
  readonly types: readonly JsonType[]
  /** Pointers of the members' schemas, members that only the server writes left out. */
  readonly properties: ReadonlyMap<string, string>
  readonly required: ReadonlySet<string>
  /** True where members that are not declared are refused. */
  readonly closed: boolean
  readonly items: string | undefined
  /** Pointers of the alternatives of `oneOf` or `anyOf`. */
  readonly branches: readonly string[]
}

const types: readonly JsonType[] = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object']

/** The shape of the schema at a pointer; undefined where there is no schema object. */
export function shapeAt(document: JsonObject, where: string): Shape | undefined {
  const found = follow(document, where)
  if (found === undefined) return undefined
  const parts = [...list(found.value['allOf']).keys()].map((index) => shapeAt(document, `${found.where}/allOf/${index}`))
  const own = shapeOf(document, found.where, found.value)
  return parts.reduce<Shape>((whole, part) => (part === undefined ? whole : joined(whole, part)), own)
}

function shapeOf(document: JsonObject, where: string, keywords: JsonObject): Shape {
  const properties = new Map<string, string>()
  for (const [name, schema] of Object.entries(isObject(keywords['properties']) ? keywords['properties'] : {})) {
    const place = `${where}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (schema !== false && follow(document, place)?.value['readOnly'] !== true) properties.set(name, place)
  }
  const branches = (['oneOf', 'anyOf'] as const).flatMap((keyword) => [...list(keywords[keyword]).keys()].map((index) => `${where}/${keyword}/${index}`))
  return {
    where,
    keywords,
    types: typesOf(keywords),
    properties,
    required: new Set(
      list(keywords['required'])
        .filter((name) => typeof name === 'string' && properties.has(name))
        .map(String),
    ),
    closed: keywords['additionalProperties'] === false || keywords['unevaluatedProperties'] === false,
    items: isObject(keywords['items']) ? `${where}/items` : undefined,
    branches,
  }
}

function joined(a: Shape, b: Shape): Shape {
  return {
    where: a.where,
    keywords: { ...b.keywords, ...a.keywords },
    types: a.types.length > 0 ? a.types : b.types,
    properties: new Map([...b.properties, ...a.properties]),
    required: new Set([...b.required, ...a.required]),
    closed: a.closed || b.closed,
    items: a.items ?? b.items,
    branches: [...a.branches, ...b.branches],
  }
}

function typesOf(keywords: JsonObject): JsonType[] {
  const named = typeof keywords['type'] === 'string' ? [keywords['type']] : list(keywords['type'])
  const known = types.filter((type) => named.includes(type))
  if (known.length > 0) return known
  if (keywords['properties'] !== undefined) return ['object']
  if (keywords['items'] !== undefined) return ['array']
  return keywords['pattern'] !== undefined || keywords['format'] !== undefined ? ['string'] : []
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** A text; empty where the value is none. */
export function word(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
