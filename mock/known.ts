import type { Contract } from '../specs/contract.ts'
import { target } from '../specs/document.ts'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'

/** Without the members that the schema does not name, at any depth: where a contract ignores them, they are never stored. */
export function known(contract: Contract, schema: string, value: JsonObject): JsonObject {
  return ofObject(contract, contract.schemaAt(schema) ?? {}, value)
}

/** A schema that names no members, or says something of others besides, leaves all of them. */
function ofObject(contract: Contract, schema: JsonObject, value: JsonObject): JsonObject {
  const { properties, additionalProperties = false } = schema
  if (!isObject(properties) || additionalProperties !== false || combined.some((keyword) => keyword in schema)) return value
  const kept = Object.entries(value).filter(([name]) => Object.hasOwn(properties, name))
  return Object.fromEntries(kept.map(([name, member]) => [name, ofValue(contract, properties[name], member)]))
}

const combined = ['allOf', 'anyOf', 'oneOf', 'patternProperties'] as const

function ofValue(contract: Contract, schema: Json | undefined, value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  const named = referred(contract, schema)
  if (isObject(value)) return ofObject(contract, named, value)
  return value.map((item: Json) => ofValue(contract, named['items'], item))
}

function referred(contract: Contract, schema: Json | undefined): JsonObject {
  if (!isObject(schema)) return {}
  const { $ref: ref } = schema
  const where = typeof ref === 'string' ? target(ref) : undefined
  return where === undefined ? schema : (contract.schemaAt(where) ?? {})
}
