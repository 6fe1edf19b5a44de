import type { Contract } from '../specs/contract.ts'
import { follow } from '../specs/document.ts'
import { at, isObject, pointer, type Json, type JsonObject } from '../specs/json.ts'
import { along } from './along.ts'

type Schemas = Pick<Contract, 'document' | 'validate'>

/** A value with its schema's defaults where it leaves members out, at any depth. An object that is not there is not made for the sake of its members. */
export function completed(contract: Schemas, where: string, value: Json | undefined): Json | undefined {
  const given = value === undefined ? defaultAt(contract.document, where) : value
  if (given === undefined) return undefined
  return along(contract, where, { value: given, own: (schema, part) => (isObject(part) ? withMembers(contract.document, schema, part) : part) })
}

function withMembers(
  document: JsonObject,
  { where, value: { properties } }: { readonly where: string; readonly value: JsonObject },
  value: JsonObject,
): JsonObject {
  if (!isObject(properties)) return value
  const added = Object.keys(properties).flatMap((name): (readonly [string, Json])[] => {
    const filled = Object.hasOwn(value, name) ? undefined : defaultAt(document, where + pointer(['properties', name]))
    return filled === undefined ? [] : [[name, filled]]
  })
  return added.length === 0 ? value : { ...value, ...Object.fromEntries(added) }
}

/** A default beside a reference goes before the one that it leads to (JSON Schema 2020-12 core, section 8.2.3.1). */
function defaultAt(document: JsonObject, where: string): Json | undefined {
  return at(document, `${where}/default`) ?? follow(document, where)?.value['default']
}
