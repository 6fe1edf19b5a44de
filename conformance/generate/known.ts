import { plainKubeconfig } from './kubeconfig.ts'
import { idParameter, operationFor, resourceOf, vanishes } from '../resources.ts'
import { isMeant } from '../rules/meant.ts'
import { namedValues, plainFor } from '../rules/named.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { at, withAt } from '../../specs/json.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Acquaintance } from '../rules/named.ts'

/** Values for places of a request body that no schema can tell: identifiers of what must be there, what follows from them, and kubeconfigs. By JSON pointer. */
export type Known = ReadonlyMap<string, Json>

/** What a run was given or has found. */
export interface Brought extends Acquaintance {
  /** A kubeconfig of a cluster that may be imported; a sample where there is none. */
  readonly kubeconfig?: string | undefined
}

/** What is known of the request bodies of a resource type. */
export function knownOf(contract: Contract, resource: string, { ids, shown, kubeconfig }: Brought): Known {
  const { type } = resourceOf(contract, resource)
  const known = new Map(namedValues(contract, resource, { ids, ...(shown && { shown }) }))
  for (const place of Object.keys(type.kubeconfigs ?? {})) known.set(place, kubeconfig ?? plainKubeconfig('plain'))
  return known
}

/** The body with what is known in the places that it has. */
export function withKnown(body: Json, known: Known): Json {
  return [...known].reduce<Json>((made, [place, value]) => (at(made, place) === undefined ? made : withAt(made, place, value)), body)
}

/** Resource types that bodies refer to and the run cannot make itself: one of each has to be found. */
export function wanted(contract: Contract): readonly string[] {
  return [...new Set(Object.keys(contract.behaviour.resources).flatMap((resource) => namedBy(contract, resource)))].filter(
    (resource) => !isMakable(contract, resource),
  )
}

/** Resource types that the plainest create bodies must name and the run can make itself: one of each comes before everything else, those that others need first. */
export function prerequisites(contract: Contract): readonly string[] {
  const found: string[] = []
  const visit = (resource: string, above: readonly string[]): void => {
    for (const named of requiredBy(contract, resource)) {
      if (above.includes(named) || !isMakable(contract, named)) continue
      visit(named, [...above, named])
      if (!found.includes(named)) found.push(named)
    }
  }
  for (const resource of Object.keys(contract.behaviour.resources)) visit(resource, [resource])
  return found
}

/** Whether one resource type names another in its bodies. */
export function names(contract: Contract, resource: string, other: string): boolean {
  return namedBy(contract, resource).includes(other)
}

function namedBy(contract: Contract, resource: string): readonly string[] {
  return rulesOf(resourceOf(contract, resource).type, 'exists').map((rule) => rule.resource)
}

/** The types that the plainest create body of one type names. */
function requiredBy(contract: Contract, resource: string): readonly string[] {
  return requiredPlaces(contract, resource).map((rule) => rule.resource)
}

/** The places at which the plainest create body of a type names others, and what it names there. */
export function requiredPlaces(contract: Contract, resource: string): readonly Extract<Rule, { readonly rule: 'exists' }>[] {
  const plain = plainFor(contract, resource, { ids: new Map() })
  return rulesOf(resourceOf(contract, resource).type, 'exists').filter((rule) => at(plain, rule.at) !== undefined && isMeant(rule, plain))
}

function isMakable(contract: Contract, resource: string): boolean {
  return operationFor(contract, resource, 'create') !== undefined && vanishes(contract, resource)
}

/** The first place of a resource type's plainest body that refers to something of which nothing is known, and the type that it names. */
export function unknownPlace(
  contract: Contract,
  resource: string,
  ids: ReadonlyMap<string, string>,
): { readonly at: string; readonly resource: string } | undefined {
  return requiredPlaces(contract, resource).find((rule) => !ids.has(idParameter(resourceOf(contract, rule.resource).type)))
}
