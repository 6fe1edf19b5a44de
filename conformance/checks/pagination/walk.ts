import { cursorIn, idsIn, pagePlan } from './pages.ts'
import { History, succeeded } from '../../history.ts'
import type { Api } from '../../api.ts'
import type { Params } from '../crowd.ts'
import type { Pages } from './pages.ts'

/** How often a list is looked at again that changed while it was walked. */
const attempts = 3
/** Pages that a walk may take in which each is full. */
const turns = 5

/** Where a walk goes. */
export interface Route {
  readonly list: Pages
  readonly params: Params
  /** Sizes of the pages, in turn. */
  readonly sizes: readonly number[]
  /** Filters. */
  readonly query?: string
  /** How long the list is. */
  readonly length: number
}

/** Follows the cursors of a list to its end, each page recorded under the label. Gives up on a walk that will not end. */
export async function walk(api: Api, label: string, { list, params, sizes, query, length }: Route): Promise<void> {
  const most = 3 * (length + 1) + turns
  let cursor: string | undefined
  for (let turn = 0; turn < most; turn += 1) {
    const limit = sizes[turn % sizes.length] ?? 1
    cursor = cursorIn(list.paging, await api.send(label, pagePlan(list, { params, limit, ...(cursor !== undefined && { cursor }), ...(query && { query }) })))
    if (cursor === undefined) return
  }
}

/** A size near the one wished for with which a walk through a list does not take too long. */
export function sizeFor({ paging }: Pick<Pages, 'paging'>, wish: number, length: number): number {
  const { min, max } = paging.limit
  return Math.min(max, Math.max(min, wish, Math.ceil(length / turns)))
}

/**
 * Looks at the whole list (`before`, `after`) on both sides of some steps, and takes them again where it changed meanwhile:
 * what others do, or what still vanishes, is no fault of the pages. The judge looks at the last time only: `lastOf`.
 */
export async function quietly(api: Api, list: Pages, { params, query, steps }: Quiet): Promise<void> {
  const plan = { operation: list.id, params, ...(query !== undefined && { query }) }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await api.send('before', plan)
    await steps(idsIn(list.type, list.items, before).length)
    const after = await api.send('after', plan)
    const [first, second] = [before, after].map((look) => idsIn(list.type, list.items, look).join('\n'))
    if (first === second || !succeeded(before) || !succeeded(after)) return
  }
}

interface Quiet {
  readonly params: Params
  readonly query?: string
  /** Given the length of the list. */
  readonly steps: (length: number) => Promise<void>
}

/** What was recorded since the whole list was looked at for the last time before some steps. */
export function lastOf(history: History): History {
  const start = history.find('before')?.number ?? 0
  return new History(history.exchanges.filter(({ number }) => number >= start))
}
