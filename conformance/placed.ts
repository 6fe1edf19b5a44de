import { operationFor, parentOf, resourceOf } from './resources.ts'
import type { ResourceType } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'

/** Path parameters that are known without asking. */
type Params = Readonly<Record<string, string>>

/** True where all that resources of a type lie in is known. */
export function isPlaced({ address }: Pick<ResourceType, 'address'>, params: Params): boolean {
  return address.slice(0, -1).every((name) => params[name] !== undefined)
}

/** A path parameter that nobody gave, and that neither credentials nor another resource type stand for; undefined where there is none. */
export function unplaced(contract: Contract, resource: string, params: Params): string | undefined {
  const { scope } = contract.behaviour.auth.credentials
  const missing = resourceOf(contract, resource)
    .type.address.slice(0, -1)
    .find((name) => name !== scope && params[name] === undefined)
  return missing !== undefined && parentOf(contract, resource) === undefined ? missing : undefined
}

/** What resources of a type lie in, where the run makes one for itself, in which there are none; undefined for companions, which come with it. */
export function emptyParent(contract: Contract, resource: string, params: Params): string | undefined {
  const isCompanion = Object.values(contract.behaviour.resources).some(({ companions }) => companions?.includes(resource) === true)
  const parent = isCompanion || isPlaced(resourceOf(contract, resource).type, params) ? undefined : parentOf(contract, resource)
  return parent !== undefined && operationFor(contract, parent, 'create') !== undefined ? parent : undefined
}
