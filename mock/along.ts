import type { Contract } from '../specs/contract.ts'
import { follow, type Found } from '../specs/document.ts'
import { isObject, pointer, type Json, type JsonObject } from '../specs/json.ts'

/** What a schema makes of a value, before its parts are gone through. */
export type Own = (schema: Found, value: Json) => Json

type Schemas = Pick<Contract, 'document' | 'validate'>

/** A value rebuilt along the schema at a pointer: by each schema that speaks of it, then of its parts. Where several are on offer, by the one that it satisfies. */
export function along(contract: Schemas, where: string, { value, own }: { readonly value: Json; readonly own: Own }): Json {
  const found = follow(contract.document, where)
  if (found === undefined) return value
  let result = own(found, value)
  for (const branch of branches(found, 'allOf')) result = along(contract, branch, { value: result, own })
  for (const keyword of ['anyOf', 'oneOf'] as const) result = chosen(contract, branches(found, keyword), { value: result, own })
  return ofParts(
    result,
    (name) => partSchema(found, name),
    (part, schema) => along(contract, schema, { value: part, own }),
  )
}

/** By the first alternative that the value satisfies as it is, or else once it is rebuilt. */
function chosen(contract: Schemas, alternatives: readonly string[], { value, own }: { readonly value: Json; readonly own: Own }): Json {
  const asIs = alternatives.find((branch) => contract.validate(branch, value).length === 0)
  if (asIs !== undefined) return along(contract, asIs, { value, own })
  for (const branch of alternatives) {
    const rebuilt = along(contract, branch, { value, own })
    if (contract.validate(branch, rebuilt).length === 0) return rebuilt
  }
  return value
}

function branches({ where, value }: Found, keyword: 'allOf' | 'anyOf' | 'oneOf'): readonly string[] {
  const found = value[keyword]
  return Array.isArray(found) ? found.map((_, index) => `${where}/${keyword}/${index}`) : []
}

/** The pointer of what a schema says of a member, or of the items. */
function partSchema({ where, value }: Found, name: string | number): string | undefined {
  if (typeof name === 'number') return isObject(value['items']) ? `${where}/items` : undefined
  const { properties, additionalProperties } = value
  if (isObject(properties) && Object.hasOwn(properties, name)) return where + pointer(['properties', name])
  return isObject(additionalProperties) ? `${where}/additionalProperties` : undefined
}

/** The same value where none of its parts changed. */
function ofParts(value: Json, schemaOf: (name: string | number) => string | undefined, rebuilt: (part: Json, schema: string) => Json): Json {
  const part = (each: Json, name: string | number): Json => {
    const schema = schemaOf(name)
    return schema === undefined ? each : rebuilt(each, schema)
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(part)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isObject(value)) return value
  const members = Object.entries(value).map(([name, each]) => [name, part(each, name)] as const)
  return members.every(([name, each]) => each === value[name]) ? value : (Object.fromEntries(members) satisfies JsonObject)
}
