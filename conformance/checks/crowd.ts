import { answerOf } from '../history.ts'
import { createBody } from '../naming.ts'
import { met } from '../need.ts'
import { idIn, idParameter, itemsIn, operationFor, parentOf, resourceOf } from '../resources.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Api, Handle } from '../api.ts'
import type { Need } from '../need.ts'
import type { Reading } from '../reading.ts'

export type Params = Readonly<Record<string, string>>

/**
 * Makes one more member of the list under test, recorded under `made`; what was made for it, where anything was. With `cheaply`,
 * nothing is made that costs time or money.
 */
export type Another = (api: Api, how?: 'cheaply') => Promise<Handle | undefined>

/** Members that the run makes and gets rid of again: by import or create, or as the long-running operation that a create is. */
export function another(reading: Reading): Need<Another> {
  const { resource } = reading
  const creatable = reading.creatable()
  return metThen(reading.document(), (contract): Need<Another> => {
    if (creatable.kind === 'met') return met(made(contract, resource))
    if (reading.operation('create').kind === 'met' && isNested(contract, resource)) return met((api) => api.make('made'))
    const starter = starterOf(contract, resource)
    return starter === undefined ? creatable : met(started(contract, starter))
  })
}

/** True where the run makes what the members lie in, and gets rid of them with it. */
export function isNested(contract: Contract, resource: string): boolean {
  const parent = parentOf(contract, resource)
  return parent !== undefined && operationFor(contract, parent, 'create') !== undefined && operationFor(contract, parent, 'delete') !== undefined
}

/** An import is cheaper than a create where it is accepted. */
function made(contract: Contract, resource: string): Another {
  const imports = isNested(contract, resource) ? undefined : operationFor(contract, resource, 'import')
  const isSlow = takesTime(contract, resource)
  return async (api, how) => {
    const body = imports === undefined ? {} : api.importBody()
    const imported = imports === undefined ? undefined : api.own(await api.send('made', { operation: imports.id, body }), body)
    if (imported !== undefined || (isSlow && how === 'cheaply')) return imported
    return api.make('made')
  }
}

/** True where a create passes phases before it settles. */
function takesTime(contract: Contract, resource: string): boolean {
  const { lifecycle } = resourceOf(contract, resource).type
  const create = operationFor(contract, resource, 'create')?.behaviour.trigger ?? 'create'
  return (contract.behaviour.lifecycles?.[lifecycle ?? '']?.triggers[create]?.through.length ?? 0) > 0
}

/** The create of a type that can be deleted again, where it is answered with a long-running operation of the type under test. */
function starterOf(contract: Contract, resource: string): (Operation & { readonly makes: string }) | undefined {
  if (contract.behaviour.longRunning?.resource !== resource) return undefined
  for (const operation of contract.operations.values()) {
    const { behaviour } = operation
    if (behaviour?.action !== 'create' || behaviour.longRunning === undefined || isNested(contract, behaviour.resource)) continue
    if (operationFor(contract, behaviour.resource, 'delete') !== undefined) return { ...operation, makes: behaviour.resource }
  }
  return undefined
}

function started(contract: Contract, { id, makes }: { readonly id: string; readonly makes: string }): Another {
  return async (api, how) => {
    if (how === 'cheaply' && takesTime(contract, makes)) return undefined
    const body = createBody(contract, makes, { name: api.name(), ids: await known(api, contract, makes) })
    return api.own(await api.send('made', { operation: id, body }), body)
  }
}

/** Identifiers of what the bodies of a resource type name: the first of each that is listed. */
async function known(api: Api, contract: Contract, resource: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const { resource: named } of rulesOf(resourceOf(contract, resource).type, 'exists')) {
    const list = operationFor(contract, named, 'list')
    const { type } = resourceOf(contract, named)
    const [first] = list === undefined ? [] : itemsIn(list, answerOf(await api.send('known', { operation: list.id }))?.json)
    const id = idIn(type, first)
    if (id !== undefined) found.set(idParameter(type), id)
  }
  return found
}

function metThen<A, B>(need: Need<A>, next: (value: A) => Need<B>): Need<B> {
  return need.kind === 'met' ? next(need.value) : need
}

/** Makes members of which two are alike: two long-running operations on one resource, say. */
export async function alike(api: Api, make: Another, contract: Contract): Promise<Params> {
  const made = [await make(api), await make(api)]
  const [first] = made
  // A create is answered with a member of another type: its deletion is a second one on the same resource.
  const ends = first === undefined ? undefined : operationFor(contract, first.resource, 'delete')
  if (first !== undefined && ends?.behaviour.longRunning !== undefined) await api.send('made', { operation: ends.id, params: first.params })
  return first?.params ?? {}
}
