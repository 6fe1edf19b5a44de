import { answerOf, succeeded } from '../../history.ts'
import { all, map, met, optional, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { itemsAt } from '../sight.ts'
import { another, isNested } from '../crowd.ts'
import { at } from '../../../specs/json.ts'
import type { Paging, ResourceType } from '../../../specs/behaviour.ts'
import type { Api, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Another, Params } from '../crowd.ts'

/** A list in pages, and how members for it come to be. */
export interface Pages {
  readonly id: string
  readonly items: string
  readonly paging: Paging
  readonly type: ResourceType
  /** Undefined where the run can make none: then it takes what is there. */
  readonly another: Another | undefined
  /** True where the list lies in something that the run makes. */
  readonly nested: boolean
}

/** The list of the type under test, where it comes in pages. */
export function pages(reading: Reading): Need<Pages> {
  const operation = reading.operation('list')
  const paging = operation.kind === 'met' ? operation.value.operation.behaviour?.paging : undefined
  if (paging === undefined) return unmet(`the contract declares no pages for lists of a ${reading.resource}`)
  const needs = all({
    list: reading.items(),
    paging: met(paging, paging),
    identity: reading.identity(),
    document: reading.document(),
    another: optional(another(reading)),
  })
  return map(needs, ({ list, another: make, document }) => ({
    ...list,
    paging,
    type: reading.type,
    another: make,
    nested: isNested(document, reading.resource),
  }))
}

/** The same, where the run can make members. */
export function peopled(reading: Reading): Need<Pages & { readonly another: Another }> {
  return map(all({ list: pages(reading), another: another(reading) }), ({ list, another: make }) => ({ ...list, another: make }))
}

/** Path parameters of a list with this many members, or as many as there are and can be made cheaply. */
export async function gather(api: Api, { id, items, type, another: make, nested }: Pages, count: number): Promise<Params> {
  if (make === undefined) return nested ? (await api.borrow()).params : {}
  const first = nested ? await make(api) : undefined
  const params = first?.params ?? {}
  const there = idsIn(type, items, await api.send('there', { operation: id, params })).length
  for (let made = there; made < count; made += 1) if ((await make(api, 'cheaply')) === undefined) break
  return params
}

/** The request for one page. `query` holds filters. */
export function pagePlan(
  { id, paging }: Pick<Pages, 'id' | 'paging'>,
  asked: { readonly params?: Params; readonly limit?: number | string; readonly cursor?: string; readonly query?: string },
): RequestPlan {
  const { params, limit, cursor, query = '' } = asked
  const parts = [
    query,
    limit === undefined ? '' : `${paging.limit.parameter}=${encodeURIComponent(limit)}`,
    cursor === undefined ? '' : `${paging.cursor}=${encodeURIComponent(cursor)}`,
  ]
  return { operation: id, ...(params && { params }), query: parts.filter((part) => part !== '').join('&') }
}

/** What a page says the next one begins with; undefined on the last page, and where the page was refused. */
export function cursorIn({ next }: Pick<Paging, 'next'>, page: Exchange | undefined): string | undefined {
  const found = succeeded(page) ? at(answerOf(page)?.json, next) : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** Identifiers of the items of an answer, in its order. */
export function idsIn(type: ResourceType, items: string, exchange: Exchange | undefined): readonly string[] {
  return itemsAt(exchange, items).flatMap((item) => idIn(type, item) ?? [])
}
