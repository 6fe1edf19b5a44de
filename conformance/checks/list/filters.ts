import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { all, map, met, optional, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { fieldsOf } from '../../generate/mutable.ts'
import { another } from '../crowd.ts'
import { complete } from '../pagination/judges.ts'
import { pages } from '../pagination/pages.ts'
import { sizeFor, walk } from '../pagination/walk.ts'
import { itemsAt } from '../sight.ts'
import { combinations, filtersOf, has, queryOf, sentBy } from './narrowing.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import { at } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Another, Params } from '../crowd.ts'
import type { Filters, Values } from './narrowing.ts'

/** Values that are tried for each set of filters. */
const tried = 3

/** A list that can be narrowed, and how members for it come to be. */
interface Narrowed {
  readonly id: string
  readonly items: string
  readonly type: ResourceType
  readonly filters: Filters
  readonly another: Another | undefined
  /** Members of create bodies that give a filter another value to keep. */
  readonly varied: readonly JsonObject[]
}

function narrowed(reading: Reading): Need<Narrowed> {
  const needs = all({
    list: reading.items(),
    identity: reading.identity(),
    filters: filtersOf(reading),
    another: optional(another(reading)),
    document: optional(reading.creatable().kind === 'met' ? reading.document() : unmet('')),
  })
  return map(needs, ({ list, filters: declared, another: make, document }) => ({
    ...list,
    filters: declared,
    type: reading.type,
    another: make,
    varied: document === undefined ? [] : variations(document, reading.resource, declared),
  }))
}

function variations(contract: Contract, resource: string, { places }: Filters): readonly JsonObject[] {
  const fields = fieldsOf(contract, resource, { action: 'create' }).filter(({ pointer }) => Object.values(places).includes(pointer))
  return fields.flatMap(({ pointer, values, body }) => {
    const [, name = ''] = pointer.split('/')
    return values.slice(0, 2).map((value) => ({ [name]: at(body(value), `/${name}`) ?? value }))
  })
}

const filters = check({
  id: 'list.filters',
  proves: 'list.filter-sort',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: narrowed(reading), pages: optional(pages(reading)) }),
  scenario: () => fc.constant(null),
  drive: async (api, { list, pages: paged }) => {
    const params = await members(api, list)
    const plan = { operation: list.id, params }
    const before = itemsAt(await api.send('before', plan), list.items)
    for (const values of asked(list.filters, before)) {
      await api.send('narrowed', { ...plan, query: queryOf(values) })
      if (paged)
        await walk(api, `pages of ${queryOf(values)}`, {
          list: paged,
          params,
          length: before.length,
          sizes: [sizeFor(paged, 1, before.length)],
          query: queryOf(values),
        })
      await api.send('of none', { ...plan, query: queryOf(madeUp(values)) })
    }
    await api.send('after', plan)
  },
  judge: (history, { list, pages: paged }) => {
    const [before, after] = [history.find('before'), history.find('after')]
    if (!succeeded(before) || !succeeded(after)) return unclear(`the whole list got ${told(before)}, then ${told(after)}`)
    const answers = history.all('narrowed')
    if (answers.length === 0) return unclear('there is nothing by whose values the list could be narrowed')
    return allOf([
      ...answers.map((exchange) => holds(list, history, exchange)),
      ...history.all('of none').map((exchange) => none(list, exchange)),
      ...(paged === undefined
        ? []
        : answers.map((exchange) => complete(paged, history.all(`pages of ${queryOf(valuesOf(list, exchange))}`), expected(list, history, exchange)))),
    ])
  },
})

/** Members whose values can be asked for. */
async function members(api: Api, { another: make, varied }: Narrowed): Promise<Params> {
  if (make === undefined) return {}
  const made = [await make(api), await make(api)]
  for (const changes of varied) made.push(await api.make('made', changes))
  return made[0]?.params ?? {}
}

/** A few values that items have, for each set of filters. */
function asked({ places, sets }: Filters, items: readonly Json[]): readonly Values[] {
  return sets.flatMap((names) => combinations({ places: Object.fromEntries(names.map((name) => [name, places[name] ?? ''])) }, items).slice(0, tried))
}

/** The same values but for the last, which nothing has. */
function madeUp(values: Values): Values {
  const name = Object.keys(values).at(-1) ?? ''
  return { ...values, [name]: 'clusterproof-none' }
}

function valuesOf({ filters: { places } }: Narrowed, exchange: Exchange): Values {
  return sentBy(exchange, Object.keys(places))
}

/** What stands in the whole list on both sides and has these values. */
function expected(list: Narrowed, history: History, narrow: Exchange): ReadonlySet<string> {
  const values = valuesOf(list, narrow)
  const [before = [], after] = ['before', 'after'].map((label) =>
    itemsAt(history.find(label), list.items)
      .filter((item) => has(list.filters.places, item, values))
      .flatMap((item) => idIn(list.type, item) ?? []),
  )
  return new Set(before.filter((id) => after?.includes(id)))
}

/** Judges a narrowed list: nothing without the values is on it, and nothing with them is missing. */
function holds(list: Narrowed, history: History, narrow: Exchange): Judgement {
  if (!succeeded(narrow)) return broken('the items with these values', told(narrow), narrow.label)
  const values = valuesOf(list, narrow)
  const items = itemsAt(narrow, list.items)
  const odd = items.find((item) => !has(list.filters.places, item, values))
  if (odd !== undefined) return broken(`only items with ${queryOf(values)}`, `${idIn(list.type, odd) ?? 'another'} among them`, narrow.label)
  const ids = new Set(items.map((item) => idIn(list.type, item)))
  const missing = [...expected(list, history, narrow)].find((id) => !ids.has(id))
  return missing === undefined ? kept : broken(`all items with ${queryOf(values)}`, `no ${missing}`, narrow.label)
}

/** Judges a list narrowed to what nothing has; a value that cannot be may be refused. */
function none(list: Narrowed, narrow: Exchange): Judgement {
  const status = answerOf(narrow)?.status ?? 0
  if (status >= 400 && status < 500) return kept
  if (!succeeded(narrow)) return broken('an empty list or a refusal (4xx)', told(narrow), narrow.label)
  const found = itemsAt(narrow, list.items).length
  return found === 0 ? kept : broken('an empty list', `${found} items`, narrow.label)
}

const together = check({
  id: 'list.filters-together',
  proves: 'list.filter-sort',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: narrowed(reading), names: joined(reading), refusal: reading.refusal('invalid-parameter') }),
  scenario: () => fc.constant(null),
  drive: async (api, { list, names }) => {
    const params = await members(api, list)
    const plan = { operation: list.id, params }
    const [values] = combinations(list.filters, itemsAt(await api.send('whole', plan), list.items))
    if (values === undefined) return
    await api.send('together', { ...plan, query: queryOf(values) })
    const [first = ''] = names
    await api.send('alone', { ...plan, query: queryOf({ [first]: values[first] ?? '' }) })
  },
  judge: (history, { refusal: { statuses } }) => {
    const control = history.find('together')
    return succeeded(control) ? statusIn(history.find('alone'), statuses) : unclear(`there is no positive control: all together got ${told(control)}`)
  },
})

/**
 * Filters that go together. Only the first is sent alone: of those behind it, which say more precisely what the first begins to
 * say, documents are read in two ways.
 */
function joined(reading: Reading): Need<readonly string[]> {
  const list = reading.operation('list')
  const behaviour = list.kind === 'met' ? list.value.operation.behaviour : undefined
  const rule = behaviour?.together
  if (rule === undefined) return unmet(`the contract declares no filters that go together for lists of a ${reading.resource}`)
  const names = rule.parameters.filter((name) => behaviour?.filters?.[name] !== undefined)
  return names.length < rule.parameters.length ? unmet('what goes together is more than filters') : met(names, rule)
}

export const filterChecks: readonly Check[] = [filters, together]
