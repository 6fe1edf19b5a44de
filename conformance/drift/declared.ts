import { follow, type Found } from '../../specs/document.ts'
import { isObject, pointer } from '../../specs/json.ts'
import type { Json, JsonObject } from '../../specs/json.ts'

/** What a document declares at one place of a body, whichever of several alternatives is meant. */
export type Declared = readonly Found[]

/** The schema at a pointer, with all that it is put together from. */
export function declaredAt(document: JsonObject, where: string | undefined): Declared {
  return where === undefined ? [] : branches(document, where, new Set())
}

function branches(document: JsonObject, where: string, seen: Set<string>): Declared {
  const found = follow(document, where)
  if (found === undefined || seen.has(found.where)) return []
  seen.add(found.where)
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((word) => {
    const list = found.value[word]
    return Array.isArray(list) ? [...list.keys()].map((index) => `${found.where}/${word}/${index}`) : []
  })
  return [found, ...parts.flatMap((part) => branches(document, part, seen))]
}

/** What is declared of a member, or of the items where `*` stands for all of them. Empty where nothing is. */
export function memberOf(document: JsonObject, declared: Declared, name: string): Declared {
  const below = declared.flatMap(({ where, value }) => {
    if (name === '*') return ['items', 'additionalProperties'].filter((word) => isObject(value[word])).map((word) => `${where}/${word}`)
    const { properties } = value
    return isObject(properties) && Object.hasOwn(properties, name) ? [where + pointer(['properties', name])] : []
  })
  return below.flatMap((where) => branches(document, where, new Set()))
}

/** True where the names of members are data: nothing is declared of any one of them. */
export function hasFreeNames(declared: Declared): boolean {
  return declared.every(({ value }) => !isObject(value['properties']))
}

/** True where no member may stand beside those that are declared. */
export function isClosed(declared: Declared): boolean {
  return declared.some(({ value }) => value['additionalProperties'] === false || value['unevaluatedProperties'] === false)
}

export function isRequired(declared: Declared, name: string): boolean {
  return declared.some(({ where, value }) => !/\/(anyOf|oneOf)\/\d+$/.test(where) && Array.isArray(value['required']) && value['required'].includes(name))
}

/** True where a value of this JSON type may stand; undefined where nothing is said of types. */
export function allowsType(declared: Declared, type: string): boolean | undefined {
  const said = declared.flatMap(({ value }) => typesOf(value))
  if (said.length === 0) return undefined
  return said.includes(type) || (type === 'number' && said.includes('integer'))
}

function typesOf({ type, const: only, enum: words }: JsonObject): readonly string[] {
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.filter((one) => typeof one === 'string')
  if (only !== undefined) return [typeOf(only)]
  return Array.isArray(words) ? (words as readonly Json[]).map(typeOf) : []
}

/** The words that may stand there, where the document lists them in every one of several alternatives. */
export function wordsOf(declared: Declared): readonly Json[] | undefined {
  const lists = declared.map(({ value }) => listIn(value))
  const isFree = declared.some(({ where, value }, index) => lists[index] === undefined && isAlternative(where, value))
  return isFree || lists.every((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? [])
}

function listIn({ const: only, enum: words }: JsonObject): readonly Json[] | undefined {
  return Array.isArray(words) ? (words as readonly Json[]) : only === undefined ? undefined : [only]
}

/** True for what lets any text pass by itself: no part of an `allOf`, and not put together from others. */
function isAlternative(where: string, value: JsonObject): boolean {
  const isPart = /\/allOf\/\d+$/.test(where) || ['allOf', 'anyOf', 'oneOf'].some((word) => value[word] !== undefined)
  return !isPart && (value['type'] === undefined || typesOf(value).includes('string'))
}

/** The JSON type of a value. */
export function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
