import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded, wholeOf } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { differences, sameView } from '../../judge/view.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all, map, met, unmet } from '../../need.ts'
import { isThrough } from '../../readable.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, isObject } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { idInPath, itemsAt, listSight } from '../sight.ts'
import { filtersOf } from './narrowing.ts'
import { stranger } from './membership.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Monitor } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Nursery } from '../nursery.ts'

const agreement = check({
  id: 'list.get-agreement',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ read: readApart(reading), list: listSight(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { read, list }) => {
    const { params } = await api.borrow()
    await api.send('read before', { operation: read.id, params })
    await api.send('list', list.plan(params))
    await api.send('read after', { operation: read.id, params })
  },
  judge: (history, { list }) => {
    const [before, listed, after] = ['read before', 'list', 'read after'].map((label) => history.find(label))
    if (!succeeded(before) || !succeeded(listed)) return unclear(`a read got ${told(before)}, the list ${told(listed)}`)
    if (!sameView(before, after)) return unclear('the resource changed meanwhile')
    const item = list.shown(listed, idInPath(before))
    if (item === undefined) return unclear('the list does not show it')
    const other = disagreements(item, answerOf(before)?.json)
    return other.length === 0 ? kept : broken('what a read says', `the list says otherwise at ${other.join(', ')}`, 'list')
  },
})

/** A read of its own: what is read in the list agrees with the list. */
function readApart(reading: Reading): Need<OperationNeed> {
  const read = reading.operation('read')
  return read.kind === 'met' && isThrough(read.value.operation) ? unmet(`a ${reading.resource} is read in no other way than by the list`) : read
}

/** Places in which two views differ that both have: a list may show less than a read, and the other way round. */
export function disagreements(item: Json | undefined, read: Json | undefined): readonly string[] {
  return differences(item, read).filter((place) => at(item, place) !== undefined && at(read, place) !== undefined)
}

interface Shape {
  readonly id: string
  readonly method: string
  readonly items: string
  /** Violations of the schema of a successful list answer, in a few words. */
  readonly violations: (status: number, body: Json | undefined) => readonly string[]
  /** Whether a second tenant can be asked too. */
  readonly elsewhere: boolean
  /** Query parameters that narrow the list. */
  readonly filters: readonly (readonly string[])[]
  readonly find: Nursery
}

function shape(reading: Reading): Need<Shape> {
  const needs = all({
    list: reading.items(),
    operation: reading.operation('list'),
    contract: reading.document(),
    shape: reading.shape(),
    elsewhere: stranger(reading),
    filters: met(filtersIn(reading)),
    find: nursery(reading),
  })
  return map(needs, ({ list, operation: { operation }, contract, elsewhere, filters, find }) => ({
    ...list,
    method: operation.method.toUpperCase(),
    violations: (status, body) => {
      const schema = operation.responses.get(status)?.schema
      return schema === undefined ? [] : contract.validate(schema, body).map(({ at: place, message }) => `${place} ${message}`)
    },
    elsewhere,
    filters,
    find,
  }))
}

/** Leans on nothing: a list need not be narrowed for its shape to be seen. */
function filtersIn(reading: Reading): readonly (readonly string[])[] {
  const filters = filtersOf(reading)
  return filters.kind === 'met' ? filters.value.sets : []
}

/** True for an object in which nothing is listed, wherever one might look. */
export function listsNothing(body: Json | undefined): boolean {
  return isObject(body) && !Object.values(body).some(holdsArray)
}

function holdsArray(value: Json): boolean {
  return Array.isArray(value) || (isObject(value) && Object.values(value).some(holdsArray))
}

const listShape = monitor({
  id: 'list.shape',
  each: 'resource',
  needs: shape,
  drive: async (api, { id, elsewhere, filters, find }) => {
    const params = await find(api)
    await api.send('list', { operation: id, params })
    for (const names of filters) {
      const query = new URLSearchParams(Object.fromEntries(names.map((name) => [name, api.name()]))).toString()
      await api.send('list of nothing', { operation: id, params, query })
    }
    if (elsewhere) await api.send('list elsewhere', { operation: id, as: 'other' })
  },
  judge: (trace, { id, method, items, violations }) =>
    everyAnswer(trace, (answer, exchange) => {
      if (exchange.operation !== id || exchange.request.method !== method || !succeeded(exchange)) return undefined
      if (items !== '' && !isObject(answer.json)) return { expected: 'a JSON object', actual: answer.body.slice(0, 80) }
      const found = at(answer.json, items)
      // What the schema does not require may be left out where there is nothing to list; another array in its place is no such thing.
      if (found === undefined && listsNothing(wholeOf(answer)) && violations(answer.status, answer.json).length === 0) return undefined
      if (!Array.isArray(found)) return { expected: `an array at ${items}`, actual: JSON.stringify(found) ?? 'nothing' }
      const [wrong] = violations(answer.status, answer.json)
      return wrong === undefined ? 'kept' : { expected: 'items that satisfy their schema', actual: wrong }
    }),
})

/** The declared order of a list: JSON pointer of what it is sorted by, and how to make an item that stands elsewhere in it. */
interface Order {
  readonly id: string
  readonly items: string
  readonly by: string
  readonly another: (api: Api) => Promise<unknown>
}

function order(reading: Reading): Need<Order> {
  const list = reading.operation('list')
  const rule = list.kind === 'met' ? list.value.operation.behaviour?.order : undefined
  // An order that somebody only guessed is nobody's promise: any other one is as good.
  if (rule === undefined || rule.basis === 'assumed') return unmet(`no source tells in what order lists of a ${reading.resource} are`)
  const name = rule.by.replace(/^\//, '')
  const schema = reading.bodySchema('create')
  const isCreatable = reading.creatable().kind === 'met'
  const another = async (api: Api): Promise<void> => {
    if (!isCreatable || schema.kind === 'unmet') return
    const changes = { [name]: api.name() }
    const isValid = schema.value.contract.validate(schema.value.where, api.body(changes)).length === 0
    await api.make('another', isValid ? changes : {})
  }
  return map(all({ items: reading.items(), rule: met(rule, rule) }), ({ items }) => ({ ...items, by: `/${name}`, another }))
}

const sorted = check({
  id: 'list.filter-sort',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ order: order(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { order: { id, another } }) => {
    const { params } = await api.borrow()
    await another(api)
    for (const label of ['list', 'list again']) await api.send(label, { operation: id, params })
  },
  judge: (history, { order: { items, by }, type }) => {
    const [once = [], again = []] = ['list', 'list again'].map((label) => itemsAt(history.find(label), items))
    const values = once.map((item) => at(item, by))
    if (new Set(values.map((value) => JSON.stringify(value))).size < 2) return unclear('the list holds nothing that could be out of order')
    const late = values.findIndex((value, index) => index > 0 && follows(values[index - 1], value))
    if (late >= 0) return broken(`items in the order of ${by}`, `${JSON.stringify(values[late]) ?? 'none'} too late`, 'list')
    const [first, second] = [once, again].map((some) => JSON.stringify(some.map((item) => idIn(type, item))))
    return first === second ? kept : broken('the same order twice', `${first}, then ${second}`, 'list again')
  },
})

/** True where the first value belongs after the second: numbers by amount, texts by code unit. */
export function follows(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a > b
  return typeof a === 'string' && typeof b === 'string' && a > b
}

export const listChecks: readonly Check[] = [agreement, sorted]
export const listMonitors: readonly Monitor[] = [listShape]
