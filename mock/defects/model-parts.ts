import type { Contract } from '../../specs/contract.ts'
import { isObject, type JsonObject } from '../../specs/json.ts'
import type { Call, Surroundings } from '../call.ts'
import { collectionOf, idOf, type Resource } from '../record.ts'
import { viewWith } from '../store.ts'
import { operationsOf } from './applies.ts'
import type { Scene } from './lifecycle-parts.ts'
import { jsonOf, parentsOf } from './parts.ts'

/** A text for each resource. */
export function keyOf({ type, address }: Pick<Resource, 'type' | 'address'>): string {
  return JSON.stringify([type, ...address])
}

/** The surroundings with a resource as it was, or as it will be. */
export function withResource(around: Surroundings, other: Resource): Surroundings {
  const collection = collectionOf(other.type, other.address.slice(0, -1))
  const id = idOf(other)
  const { view } = around
  const swapped = (found: Resource) => (idOf(found) === id && found.type === other.type ? other : found)
  const changed = viewWith(view, {
    get: (asked, name) => (asked === collection && name === id ? other : view.get(asked, name)),
    list: (asked) => (asked === collection ? view.list(asked).map(swapped) : view.list(asked)),
    newest: (asked, before) => (asked === collection ? [...view.newest(asked, before)].map(swapped) : view.newest(asked, before)),
  })
  return { ...around, view: changed }
}

/** What can be read of a body, also where its last brace is missing. */
export function readableIn(call: Call): JsonObject | undefined {
  const whole = jsonOf(call)
  if (isObject(whole)) return whole
  if (call.body.kind !== 'bytes') return undefined
  try {
    const mended: unknown = JSON.parse(`${new TextDecoder().decode(call.body.bytes)}}`)
    return isObject(mended) ? mended : undefined
  } catch {
    return undefined
  }
}

/** True where resources can be made, deleted and, with these actions, more. */
export function lives(...actions: readonly ('read' | 'list' | 'update' | 'view')[]): (contract: Contract) => boolean {
  return (contract) => typesWith(contract, 'create', 'delete', ...actions).length > 0
}

/** Names of the resource types on which all of these can be done. A list that shows what no read shows stands for one. */
export function typesWith(contract: Contract, ...actions: readonly ('create' | 'delete' | 'read' | 'list' | 'update' | 'view')[]): readonly string[] {
  const types = Object.keys(contract.behaviour.resources)
  const can = (type: string, action: (typeof actions)[number]) =>
    operationsOf(contract, action).some(({ behaviour }) => behaviour?.resource === type) ||
    (action === 'read' && operationsOf(contract, 'list').some(({ behaviour }) => behaviour?.resource === type && behaviour.reads !== undefined))
  return types.filter((type) => actions.every((action) => can(type, action)))
}

/** The resources of the collection that a call is about, those that are leaving included. */
export function siblings({ call, around, type }: Pick<Scene, 'call' | 'around' | 'type'>): readonly Resource[] {
  const parents = parentsOf(call, around, type)
  return parents === undefined ? [] : around.view.list(collectionOf(type, parents))
}
