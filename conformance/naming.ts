import { isObject, withAt } from '../specs/json.ts'
import { minimal } from './generate/minimal.ts'
import { shapeAt } from './generate/shape.ts'
import { operationFor, resourceOf } from './resources.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'

/**
 * A name that tells whose it is: `cp-` (for Clusterproof), the mark of the check, a number. Where the field's grammar does not
 * admit that, the first of a few other spellings that it does.
 */
export function nameFor(contract: Contract, resource: string, { mark, number }: { readonly mark: string; readonly number: number }): string {
  const { type } = resourceOf(contract, resource)
  const where = nameSchema(contract, resource)
  const keywords = where === undefined ? undefined : shapeAt(contract.document, where)?.keywords
  const email = type.identity.field.toLowerCase().includes('email') || keywords?.['format'] === 'email'
  const spellings = [
    ...(email ? [`cp-${mark}-${number}@example.com`] : []),
    `cp-${mark}-${number}`,
    `cp${mark}${number}`,
    `cp-${mark}-${number}@example.com`,
    `${mark.slice(0, 2)}${number}`,
    `CP_${mark}_${number}`.toUpperCase(),
  ]
  const admitted = where === undefined ? undefined : spellings.find((name) => contract.validate(where, name).length === 0)
  return admitted ?? `cp-${mark}-${number}`
}

/** Pointer of the schema of the member that holds a client-chosen identifier; undefined where the server chooses it. */
export function nameSchema(contract: Contract, resource: string): string | undefined {
  const { type } = resourceOf(contract, resource)
  const create = operationFor(contract, resource, 'create')
  if (type.identity.from !== 'client' || create?.requestBody === undefined) return undefined
  const field = type.identity.field.replace(/^\//, '')
  return shapeAt(contract.document, create.requestBody.schema)?.properties.get(field)
}

/** The plainest valid create body: required members only, with this name; changes are laid over it, member by member. */
export function createBody(contract: Contract, resource: string, { name, changes }: { readonly name: string; readonly changes?: JsonObject }): JsonObject {
  const create = operationFor(contract, resource, 'create')
  if (create?.requestBody === undefined) return { ...changes }
  const { type } = resourceOf(contract, resource)
  const field = type.identity.field
  const plain = minimal(contract.document, create.requestBody.schema)
  const named: Json = type.identity.from === 'client' ? withAt(plain, field.startsWith('/') ? field : `/${field}`, name) : plain
  return { ...(isObject(named) ? named : {}), ...changes }
}
