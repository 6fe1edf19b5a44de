import { plainKubeconfig } from './kubeconfig.ts'
import { idParameter, operationFor, resourceOf, vanishes } from '../resources.ts'
import { at, withAt } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'

/** Values for places of a request body that no schema can tell: identifiers of what must be there, and kubeconfigs. By JSON pointer. */
export type Known = ReadonlyMap<string, Json>

/** What a run was given or has found. */
export interface Brought {
  /** Identifiers by the name of their path parameter. */
  readonly ids: ReadonlyMap<string, string>
  /** A kubeconfig of a cluster that may be imported; a sample where there is none. */
  readonly kubeconfig?: string | undefined
}

/** What is known of the request bodies of a resource type. */
export function knownOf(contract: Contract, resource: string, { ids, kubeconfig }: Brought): Known {
  const { type } = resourceOf(contract, resource)
  const known = new Map<string, Json>()
  for (const [place, { resource: named }] of Object.entries(type.references ?? {})) {
    const id = ids.get(idParameter(resourceOf(contract, named).type))
    if (id !== undefined) known.set(place, id)
  }
  for (const place of Object.keys(type.kubeconfigs ?? {})) known.set(place, kubeconfig ?? plainKubeconfig('plain'))
  return known
}

/** The body with what is known in the places that it has. */
export function withKnown(body: Json, known: Known): Json {
  return [...known].reduce<Json>((made, [place, value]) => (at(made, place) === undefined ? made : withAt(made, place, value)), body)
}

/** Resource types that bodies refer to and the run cannot make itself: one of each has to be found. */
export function wanted(contract: Contract): readonly string[] {
  const named = Object.values(contract.behaviour.resources).flatMap(({ references }) => Object.values(references ?? {}).map(({ resource }) => resource))
  const makes = (resource: string) => operationFor(contract, resource, 'create') !== undefined && vanishes(contract, resource)
  return [...new Set(named)].filter((resource) => !makes(resource))
}

/** The first place of a resource type's bodies that refers to something of which nothing is known. */
export function unknownPlace(contract: Contract, resource: string, ids: ReadonlyMap<string, string>): string | undefined {
  const known = knownOf(contract, resource, { ids })
  return Object.keys(resourceOf(contract, resource).type.references ?? {}).find((place) => !known.has(place))
}
