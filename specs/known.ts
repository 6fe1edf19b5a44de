import type { Contract } from './contract.ts'
import { target } from './document.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

type Schemas = Pick<Contract, 'schemaAt'>

/** Without the members that the schema at a pointer does not name, at any depth; the value itself where it has no others. */
export function known(contract: Schemas, schema: string, value: JsonObject): JsonObject
export function known(contract: Schemas, schema: string, value: Json): Json
export function known(contract: Schemas, schema: string, value: Json): Json {
  return ofValue(contract, [contract.schemaAt(schema)], value)
}

/** Forms of an object, one of which names no members, or says something of others besides, leave all of them. */
function ofObject(contract: Schemas, forms: readonly JsonObject[], value: JsonObject): JsonObject {
  if (!forms.some(({ properties }) => isObject(properties)) || forms.some(isOpen)) return value
  const members = Object.entries(value)
  const kept = members.flatMap(([name, member]): [string, Json][] => {
    const schemas = forms.flatMap(({ properties }) => (isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : []))
    return schemas.length === 0 ? [] : [[name, ofValue(contract, schemas, member)]]
  })
  const isWhole = kept.length === members.length && kept.every(([, member], index) => member === members[index]?.[1])
  return isWhole ? value : Object.fromEntries(kept)
}

/** What only says which members are needed, or what it is put together from, is not open by itself. */
function isOpen(schema: JsonObject): boolean {
  const { type, properties, additionalProperties = false } = schema
  if (additionalProperties !== false || 'patternProperties' in schema) return true
  return type === 'object' && !isObject(properties) && !('required' in schema) && !combined.some((keyword) => keyword in schema)
}

const combined = ['allOf', 'anyOf', 'oneOf'] as const

function ofValue(contract: Schemas, schemas: readonly (Json | undefined)[], value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  const forms = schemas.flatMap((schema) => formsOf(contract, schema))
  if (isObject(value)) return ofObject(contract, forms, value)
  const items = forms.map((form) => form['items'])
  const kept = value.map((item: Json) => ofValue(contract, items, item))
  return kept.every((item, index) => item === value[index]) ? value : kept
}

/** A schema and all that it is put together from. */
function formsOf(contract: Schemas, schema: Json | undefined, depth = 0): readonly JsonObject[] {
  if (!isObject(schema) || depth > deepest) return []
  const { $ref: ref } = schema
  const where = typeof ref === 'string' ? target(ref) : undefined
  const found = where === undefined ? schema : (contract.schemaAt(where) ?? {})
  const parts = combined.flatMap((keyword) => {
    const list = found[keyword]
    return Array.isArray(list) ? (list as readonly Json[]) : []
  })
  return [found, ...parts.flatMap((part) => formsOf(contract, part, depth + 1))]
}

/** References may lead in circles. */
const deepest = 8
