import { answerOf, succeeded } from '../../history.ts'
import { all, map, met, unmet } from '../../need.ts'
import { idIn, idParameter, operationFor, resourceOf } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { itemsAt } from '../sight.ts'
import { filledIn, readTarget } from './words.ts'
import type { Json } from '../../../specs/json.ts'
import type { LongRunning, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'

/** Long-running operations as the contract describes them: how they look, how they are read, and which answers show some. */
export interface Work {
  readonly rules: LongRunning
  readonly type: ResourceType
  /** Reads one. */
  readonly plan: (id: string) => RequestPlan
  readonly idOf: (json: Json | undefined) => string | undefined
  readonly isDone: (json: Json | undefined) => boolean
  /** Those that an exchange shows: as its answer, or as items of its list. */
  readonly shown: (exchange: Exchange) => readonly Json[]
  /** What tells one from all others of a run, which may be about several endpoints. */
  readonly keyOf: (exchange: Exchange, json: Json | undefined) => string | undefined
}

export function work(reading: Reading): Need<Work> {
  const rules = reading.stated(({ longRunning }) => longRunning, 'the contract has no long-running operations')
  return all2(rules, reading.document(), (found, contract) => {
    const read = operationFor(contract, found.resource, 'read')
    if (read === undefined) return unmet('a long-running operation cannot be read')
    const { type } = resourceOf(contract, found.resource)
    return met(
      {
        rules: found,
        type,
        plan: (id) => ({ operation: read.id, params: { [idParameter(type)]: id } }),
        idOf: (json) => idIn(type, json),
        isDone: (json) => at(json, found.done) === true,
        shown: (exchange) => shownBy(contract, found, exchange),
        keyOf: (exchange, json) => {
          const id = idIn(type, json)
          return id === undefined ? undefined : `${endpointOf(contract, exchange)} ${id}`
        },
      },
      read.behaviour,
    )
  })
}

/** A need made from the values of two others, with the statements of all three. */
function all2<A, B, C>(a: Need<A>, b: Need<B>, make: (a: A, b: B) => Need<C>): Need<C> {
  const both = all({ a, b })
  if (both.kind === 'unmet') return both
  const made = make(both.value.a, both.value.b)
  return made.kind === 'unmet' ? made : { ...made, leansOn: [...both.leansOn, ...made.leansOn] }
}

/** What stands before the paths of the document where a request was sent to. */
export function endpointOf({ operations }: Pick<Contract, 'operations'>, { operation, request }: Exchange): string {
  const found = operations.get(operation ?? '')
  return found === undefined ? '' : readTarget(found, request.target).before
}

function shownBy({ operations }: Contract, { resource }: LongRunning, exchange: Exchange): readonly Json[] {
  const operation = operations.get(exchange.operation ?? '')
  const behaviour = operation?.behaviour
  if (behaviour === undefined || operation?.method.toUpperCase() !== exchange.request.method || !succeeded(exchange)) return []
  const json = answerOf(exchange)?.json
  if (behaviour.longRunning !== undefined) return json === undefined ? [] : [json]
  if (behaviour.resource !== resource) return []
  return behaviour.action === 'list' ? itemsAt(exchange, behaviour.items ?? '') : json === undefined ? [] : [json]
}

/** An operation on the resource type under test that is answered with a long-running operation. */
export function starting(reading: Reading, action: 'create' | 'delete'): Need<OperationNeed> {
  const operation = action === 'create' ? reading.creatable() : reading.operation(action)
  if (operation.kind === 'unmet') return operation
  const started = operation.value.operation.behaviour?.longRunning
  return started === undefined
    ? unmet(`to ${action} a ${reading.resource} is not answered with a long-running operation`)
    : { ...operation, leansOn: [...operation.leansOn, started] }
}

/** What is done with a long-running operation itself. */
export function commanding(reading: Reading, action: 'wait' | 'cancel'): Need<OperationNeed & { readonly plan: (id: string, query?: string) => RequestPlan }> {
  return all2(work(reading), reading.document(), ({ rules, type }, contract) => {
    const operation = operationFor(contract, rules.resource, action)
    if (operation === undefined) return unmet(`the contract has no operation to ${action} for a long-running operation`)
    const plan = (id: string, query?: string): RequestPlan => ({
      operation: operation.id,
      params: { [idParameter(type)]: id },
      ...(query !== undefined && { query }),
    })
    return met({ id: operation.id, operation, plan }, operation.behaviour)
  })
}

/** The list of long-running operations, cut down to those about one resource of the type under test. */
export interface Owned {
  readonly plan: (handle: Pick<Handle, 'params'>) => RequestPlan
  readonly items: string
  /** The resource that a request for the list asks about. */
  readonly about: (exchange: Exchange) => string | undefined
  /** True where the contract says that the youngest comes first. */
  readonly newestFirst: boolean
}

export function owned(reading: Reading): Need<Owned> {
  return all2(all({ work: work(reading), create: starting(reading, 'create') }), reading.document(), ({ work: { rules }, create }, contract) => {
    const list = operationFor(contract, rules.resource, 'list')
    const tells = create.operation.behaviour?.longRunning?.tells
    const filters = Object.entries(list?.behaviour.filters ?? {}).filter(([, filter]) => at(tells, filter.at) !== undefined)
    if (list === undefined || !filters.some(([, filter]) => filter.at === rules.target))
      return unmet('long-running operations cannot be listed by what they are about')
    const plan: Owned['plan'] = ({ params }) => {
      const query = new URLSearchParams()
      for (const [name, filter] of filters) {
        const value = filledIn(at(tells, filter.at) ?? null, { ...params, id: params[idParameter(reading.type)] })
        if (typeof value === 'string') query.set(name, value)
      }
      return { operation: list.id, query: query.toString() }
    }
    const asked = filters.find(([, filter]) => filter.at === rules.target)?.[0] ?? ''
    const about: Owned['about'] = ({ request }) => new URLSearchParams(request.target.split('?')[1]).get(asked) ?? undefined
    const { newestFirst } = list.behaviour
    const statements = [list.behaviour, ...filters.map(([, filter]) => filter), ...(newestFirst === undefined ? [] : [newestFirst])]
    return met({ plan, about, items: list.behaviour.items ?? '', newestFirst: newestFirst !== undefined }, ...statements)
  })
}

/** Reads a long-running operation until it is done or the patience of the subject is used up; the last look. */
export async function follow(
  api: Api,
  { plan, idOf, isDone }: Work,
  at: { readonly label: string; readonly started: Exchange },
): Promise<Exchange | undefined> {
  const id = succeeded(at.started) ? idOf(answerOf(at.started)?.json) : undefined
  return id === undefined ? undefined : api.poll(at.label, plan(id), (exchange) => !succeeded(exchange) || isDone(answerOf(exchange)?.json))
}

/** A look at the past of a resource that is there anyway: the work that was done on it, listed, read and waited for. */
export function retrospect(reading: Reading): Need<(api: Api) => Promise<void>> {
  const needs = all({ work: work(reading), owned: owned(reading) })
  const wait = commanding(reading, 'wait')
  return map(needs, ({ work: { plan, idOf }, owned: list }) => async (api) => {
    const handle = await api.borrow()
    for (const label of ['past', 'past again']) {
      const past = await api.send(label, list.plan(handle))
      const [id] = itemsAt(past, list.items).flatMap((item) => idOf(item) ?? [])
      if (id === undefined) return
      await api.send(label, plan(id))
      await api.wait(2)
      if (wait.kind === 'met') await api.send(label, wait.value.plan(id))
    }
  })
}
