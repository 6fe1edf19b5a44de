import { Blocked } from '../api.ts'
import { answerOf, succeeded } from '../history.ts'
import { requiredPlaces } from '../generate/known.ts'
import { createBody } from '../naming.ts'
import { idIn, idParameter, itemsIn, operationFor, resourceOf, vanishes } from '../resources.ts'
import { isObject, withAt } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Api, Handle } from '../api.ts'

/** How resources of one type are made that name one of another type, or lie below it, and how the run is rid of them again. */
export interface Dependant {
  readonly contract: Contract
  readonly resource: string
  readonly create: string
  readonly read: string
  readonly remove: string
  /** Place of the create body that names the other one; absent where its path does. */
  readonly at: string | undefined
}

/** What is named, and what it shows: other fields of a body follow from that. */
export interface Named {
  readonly resource: string
  readonly params: Readonly<Record<string, string>>
  readonly shown: Json | undefined
}

/** A type that the run can make, as one that names another at this place, or lies below it; undefined where it cannot. */
export function dependantOn(contract: Contract, named: string, at?: string): Dependant | undefined {
  const { resource, place } = maker(contract, named, at)
  const [create, read, remove] = (['create', 'read', 'delete'] as const).map((action) => operationFor(contract, resource, action))
  if (create === undefined || read === undefined || remove === undefined || !vanishes(contract, resource)) return undefined
  return { contract, resource, create: create.id, read: read.id, remove: remove.id, at: place }
}

/** What is named in a companion is named in the body of the resource that hands it down. */
function maker(contract: Contract, resource: string, place: string | undefined): { readonly resource: string; readonly place: string | undefined } {
  const [owner, type] = Object.entries(contract.behaviour.resources).find(([, { hands }]) => hands?.to === resource) ?? []
  return owner === undefined || type?.hands === undefined || place === undefined ? { resource, place } : { resource: owner, place: type.hands.at + place }
}

/** A body that names it, with what follows from that. What else it names is looked up: any that is there will do. */
export async function namingBody(api: Api, { contract, resource, at: place }: Dependant, named: Named): Promise<JsonObject> {
  const { type } = resourceOf(contract, named.resource)
  const id = named.params[idParameter(type)] ?? ''
  const ids = new Map([[idParameter(type), id]])
  const shown = new Map(named.shown === undefined ? [] : [[idParameter(type), named.shown] as const])
  for (const { resource: other } of requiredPlaces(contract, resource)) {
    const { type: others } = resourceOf(contract, other)
    const list = operationFor(contract, other, 'list')
    if (ids.has(idParameter(others)) || list === undefined) continue
    const item = itemsIn(list, answerOf(await api.send(`looking for a ${other}`, { operation: list.id }))?.json)[0]
    const found = idIn(others, item)
    if (found === undefined || item === undefined) throw new Blocked(`a ${resource} names a ${other}, and none is there`)
    ids.set(idParameter(others), found)
    shown.set(idParameter(others), item)
  }
  const plain = createBody(contract, resource, { name: api.name(), ids, shown })
  const body = place === undefined ? plain : withAt(plain, place, id)
  return isObject(body) ? body : {}
}

/** Makes one that names it, or lies below it, and waits until it has settled. */
export async function makeDependant(api: Api, by: Dependant, { label, named }: { readonly label: string; readonly named: Named }): Promise<Handle> {
  const body = await namingBody(api, by, named)
  const handle = api.own(await api.send(label, { operation: by.create, body, ...(by.at === undefined && { params: named.params }) }), body)
  if (handle === undefined) throw new Blocked(`no ${by.resource} could be made that names it`)
  await api.settle(`${label} settling`, handle)
  return handle
}

/** Deletes it and waits until it is gone. */
export async function removeDependant(api: Api, by: Dependant, { label, handle }: { readonly label: string; readonly handle: Handle }): Promise<void> {
  await api.send(`${label} delete`, { operation: by.remove, params: handle.params })
  await api.poll(`${label} gone`, { operation: by.read, params: handle.params }, (exchange) => !succeeded(exchange))
}
