import { all, met, unmet } from '../../need.ts'
import { operationFor, resourceOf } from '../../resources.ts'
import { volatileIn } from '../../judge/view.ts'
import { nursery } from '../nursery.ts'
import type { Idempotency, Keyed, OperationBehaviour, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { ItemsNeed, OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Nursery } from '../nursery.ts'

type Modelled = Operation & { readonly behaviour: OperationBehaviour }

/** An operation that understands keys and makes resources of the type under test, and how to see how many there are. */
export interface Making {
  readonly id: string
  readonly rules: Idempotency
  readonly keyed: Keyed
  readonly type: ResourceType
  readonly list: ItemsNeed
  /** The operation that deletes one. */
  readonly remove: string
  readonly nursery: Nursery
  /** A plain body with a name of its own. */
  readonly body: (api: Api, changes?: JsonObject, as?: 'admin' | 'other') => JsonObject
  /** The schema of that body. */
  readonly schema: string | undefined
  /** Places that may change although nobody wrote. */
  readonly volatile: readonly string[]
  /** The resource type of the long-running operation that answers, where one does. */
  readonly work: ResourceType | undefined
}

/** What a contract says of keys, where it has any. */
export function keys(reading: Reading): Need<Idempotency> {
  return reading.stated(({ idempotency }) => idempotency, 'the contract knows no idempotency keys')
}

/**
 * The cheapest operation that makes something under a key: one that is done when it has answered goes before one that starts
 * long-running work, and taking in what is there goes before making it.
 */
export function making(reading: Reading): Need<Making> {
  return madeBy(reading, (makers) => makers.find(({ behaviour }) => behaviour.longRunning === undefined) ?? makers[0])
}

/** The operation that makes something under a key and is answered with a long-running operation. */
export function startingWork(reading: Reading): Need<Making> {
  return madeBy(reading, (makers) => makers.find(({ behaviour }) => behaviour.longRunning !== undefined))
}

function madeBy(reading: Reading, pick: (makers: readonly Modelled[]) => Modelled | undefined): Need<Making> {
  const need = all({ rules: keys(reading), contract: reading.document(), list: reading.items(), nursery: nursery(reading), possible: disposable(reading) })
  if (need.kind === 'unmet') return need
  const { rules, contract, list, nursery: find, possible } = need.value
  const makers = (['import', 'create'] as const).flatMap((action) => operationFor(contract, reading.resource, action) ?? [])
  const chosen = pick(makers.filter(({ behaviour }) => behaviour.idempotency !== undefined))
  const keyed = chosen?.behaviour.idempotency
  if (chosen === undefined || keyed === undefined) return unmet(`no key is understood where a ${reading.resource} is made`)
  const body: Making['body'] = (api, changes, as) => (chosen.behaviour.action === 'import' ? api.importBody(changes, as) : api.body(changes, as))
  const rest = { type: reading.type, schema: chosen.requestBody?.schema, volatile: volatileIn(reading.type), work: workOf(contract, chosen) }
  const making = { id: chosen.id, rules, keyed, list, remove: possible.id, nursery: find, body, ...rest }
  return met(making, ...need.leansOn, keyed, chosen.behaviour)
}

/** That what is made can be deleted again, and that what its body refers to is known. */
function disposable(reading: Reading): Need<OperationNeed> {
  const remove = reading.operation('delete')
  const create = reading.operation('create')
  if (create.kind === 'unmet') return remove
  const creatable = reading.creatable()
  return creatable.kind === 'unmet' ? creatable : remove
}

function workOf(contract: Contract, { behaviour }: Modelled): ResourceType | undefined {
  const { longRunning } = contract.behaviour
  return behaviour.longRunning === undefined || longRunning === undefined ? undefined : resourceOf(contract, longRunning.resource).type
}

/** An update that understands keys, and a field to see its effect by. */
export interface Changing {
  readonly id: string
  readonly rules: Idempotency
  readonly read: string
  readonly field: MutableField
  readonly volatile: readonly string[]
}

export function changing(reading: Reading): Need<Changing> {
  const need = all({ rules: keys(reading), update: reading.operation('update'), read: reading.operation('read'), field: reading.mutableField() })
  if (need.kind === 'unmet') return need
  const keyed = need.value.update.operation.behaviour?.idempotency
  if (keyed === undefined) return unmet(`no key is understood where a ${reading.resource} is updated`)
  if (need.value.field.values.length < 2) return unmet(`no field of a ${reading.resource} takes two values`)
  const { rules, update, read, field } = need.value
  return met({ id: update.id, rules, read: read.id, field, volatile: volatileIn(reading.type) }, ...need.leansOn, keyed)
}

/** One need on the condition that something else is so. */
export function provided<T>(need: Need<T>, holds: (value: T) => boolean, otherwise: string): Need<T> {
  return need.kind === 'met' && !holds(need.value) ? unmet(otherwise) : need
}
