import type { OperationBehaviour, ResourceType } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import { at } from '../specs/json.ts'

export type Action = OperationBehaviour['action']

/** A resource type of the contract with its name. */
export interface Named {
  readonly id: string
  readonly type: ResourceType
}

export function resourceOf(contract: Contract, id: string): Named {
  const type = contract.behaviour.resources[id]
  if (type === undefined)
    throw new Error(`Failed to find the resource type ${JSON.stringify(id)}: the contract has ${Object.keys(contract.behaviour.resources).join(', ')}.`)
  return { id, type }
}

/** The operation that does this to this resource type; the first one in the document where there are several. */
export function operationFor(contract: Contract, resource: string, action: Action): (Operation & { readonly behaviour: OperationBehaviour }) | undefined {
  for (const operation of contract.operations.values()) {
    const { behaviour } = operation
    if (behaviour?.resource === resource && behaviour.action === action) return { ...operation, behaviour }
  }
  return undefined
}

/** The resource type that checks of the whole provider work with: the first that can be made and has a lifecycle. */
export function primaryOf(contract: Contract): string {
  const ids = Object.keys(contract.behaviour.resources)
  const creatable = ids.filter((id) => operationFor(contract, id, 'create') !== undefined)
  const living = creatable.find((id) => contract.behaviour.resources[id]?.lifecycle !== undefined)
  const primary = living ?? creatable[0] ?? ids[0]
  if (primary === undefined)
    throw new Error(`Failed to find a resource type in the contract of ${contract.title}: it declares none. Declare at least one under resources.`)
  return primary
}

/** The resource type below whose members this one lives: the longest proper prefix of its address. */
export function parentOf(contract: Contract, resource: string): string | undefined {
  const { address } = resourceOf(contract, resource).type
  let parent: Named | undefined
  for (const [id, type] of Object.entries(contract.behaviour.resources)) {
    const above = type.address.length < address.length && type.address.every((name, index) => name === address[index])
    if (above && type.address.length > (parent?.type.address.length ?? 0)) parent = { id, type }
  }
  return parent?.id
}

/** Whether the run can be rid of what it makes: by deleting it, or what it lies in. */
export function vanishes(contract: Contract, resource: string): boolean {
  if (operationFor(contract, resource, 'delete') !== undefined) return true
  const parent = parentOf(contract, resource)
  return parent !== undefined && operationFor(contract, parent, 'create') !== undefined && vanishes(contract, parent)
}

/** The identifier in a representation, a create body, or what else tells of the resource, e.g. a long-running operation. */
export function idIn(type: ResourceType, body: Json | undefined): string | undefined {
  const { field, elsewhere = [] } = type.identity
  const other = elsewhere.map((place) => at(body, place)).find((found) => typeof found === 'string')
  if (typeof other === 'string') return other
  const id = at(body, field.startsWith('/') ? field : `/${field}`)
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : undefined
}

/** Name of the path parameter that holds the identifier. */
export function idParameter(type: ResourceType): string {
  return type.address.at(-1) ?? 'id'
}

/** The members of a list answer. */
export function itemsIn(operation: { readonly behaviour: OperationBehaviour }, body: Json | undefined): readonly JsonObject[] {
  const items = at(body, operation.behaviour.items ?? '')
  return Array.isArray(items) ? items.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item)) : []
}
