import type { Contract } from './contract.ts'
import { target } from './document.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

type Schemas = Pick<Contract, 'schemaAt'>

/** Without the members that the schema at a pointer does not name, at any depth. */
export function known(contract: Schemas, schema: string, value: JsonObject): JsonObject
export function known(contract: Schemas, schema: string, value: Json): Json
export function known(contract: Schemas, schema: string, value: Json): Json {
  return ofValue(contract, contract.schemaAt(schema), value)
}

/** A schema that names no members, or says something of others besides, leaves all of them. */
function ofObject(contract: Schemas, schema: JsonObject, value: JsonObject): JsonObject {
  const { properties, additionalProperties = false } = schema
  if (!isObject(properties) || additionalProperties !== false || combined.some((keyword) => keyword in schema)) return value
  const kept = Object.entries(value).filter(([name]) => Object.hasOwn(properties, name))
  return Object.fromEntries(kept.map(([name, member]) => [name, ofValue(contract, properties[name], member)]))
}

const combined = ['allOf', 'anyOf', 'oneOf', 'patternProperties'] as const

function ofValue(contract: Schemas, schema: Json | undefined, value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  const named = referred(contract, schema)
  if (isObject(value)) return ofObject(contract, named, value)
  return value.map((item: Json) => ofValue(contract, named['items'], item))
}

function referred(contract: Schemas, schema: Json | undefined): JsonObject {
  if (!isObject(schema)) return {}
  const { $ref: ref } = schema
  const where = typeof ref === 'string' ? target(ref) : undefined
  return where === undefined ? schema : (contract.schemaAt(where) ?? {})
}
