import { rulesOf, type Mask } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, pointer, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import { operationsOf } from './applies.ts'
import { behaviourOf, jsonOf, withJson } from './parts.ts'

/** What a call's mask says, and what its body holds. */
export interface Naming {
  readonly paths: readonly string[]
  readonly body: Json
  readonly mask: Mask
}

/** The paths in the mask of an update, and none where it has no mask; undefined for all other calls. */
export function namingOf(call: Call): Naming | undefined {
  const mask = behaviourOf(call)?.mask
  const body = mask === undefined ? undefined : jsonOf(call)
  if (mask === undefined || body === undefined) return undefined
  const text = at(body, mask.at)
  return { paths: typeof text === 'string' && text !== '' ? text.split(',') : [], body, mask }
}

/** The call with other paths in its mask, where it has one. A call whose paths all go names one that changes nothing. */
export function renamed(edit: (naming: Naming) => readonly string[]): (call: Call) => Call {
  return (call) => {
    const naming = namingOf(call)
    if (naming === undefined || naming.paths.length === 0) return call
    const paths = edit(naming)
    return paths.length === 0 ? idle(call) : withJson(call, withAt(naming.body, naming.mask.at, paths.join(',')))
  }
}

/** The call as a success that changes nothing. */
export function idle(call: Call): Call {
  const naming = namingOf(call)
  if (naming === undefined) return call
  const { body, mask } = naming
  return withMask(withJson(call, withAt(body, mask.at, 'nothing at all')), (rule) => ({ ...rule, unknown: { ...rule.unknown, policy: 'ignore' } }))
}

/** The call under another rule about its mask. */
export function withMask(call: Call, edit: (mask: Mask) => Mask): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour?.mask === undefined) return call
  const { behaviour } = route.operation
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour: { ...behaviour, mask: edit(route.operation.behaviour.mask) } } } }
}

export function pathsOf({ paths }: Mask): readonly string[] {
  return paths.flatMap(({ names }) => names)
}

export function placeOf(path: string): string {
  return pointer(path.split('.'))
}

/** The known paths within the same object as one of these. */
export function besides({ paths, mask }: Naming): readonly string[] {
  const objects = paths.flatMap((path) => (path.includes('.') ? [path.slice(0, path.lastIndexOf('.') + 1)] : []))
  return pathsOf(mask).filter((known) => objects.some((object) => known.startsWith(object)))
}

/** The masks of a contract's updates, with the resource types that they are about. */
export function masksOf(contract: Contract) {
  return operationsOf(contract, 'update').flatMap(({ behaviour }) => {
    const type = contract.behaviour.resources[behaviour?.resource ?? '']
    return behaviour?.mask === undefined || type === undefined ? [] : [{ mask: behaviour.mask, type }]
  })
}

/** True where an update of the contract has a mask of which this is true. */
export function withSomeMask(holds: (mask: Mask) => boolean = () => true): (contract: Contract) => boolean {
  return (contract) => masksOf(contract).some(({ mask }) => holds(mask))
}

/** Immutable places of the resource that a call is about. */
export function fixedBy(call: Call): readonly string[] {
  const type = call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']
  return type === undefined ? [] : rulesOf(type, 'immutable').flatMap((rule) => rule.at)
}
