import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { pathParameters } from '../auth/operations.ts'
import { refusedOrOwn } from './judges.ts'
import { cursorIn, gather, idsIn, pagePlan, pages } from './pages.ts'
import { forged, forgeries } from './forgeries.ts'
import { sharing } from './shared.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Params } from '../crowd.ts'
import type { Pages } from './pages.ts'

/** Pages asked for with a cursor that is none: of this size, so that a page of all that there is stands out. */
const size = 2

const tampered = check({
  id: 'page.token-tamper',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: sharing(reading), elsewhere: elsewhere(reading) }),
  // Every list is asked for with something made up: a short one hands out no cursor of its own.
  scenario: ({ list }) => every(forgeries.filter((kind, _, all) => kind === 'made-up' || list.share(all).includes(kind))),
  drive: async (api, { list, elsewhere: others }, kinds) => {
    const params = await gather(api, list, 3)
    const own = kinds.some((kind) => !['empty', 'made-up', 'foreign'].includes(kind)) ? await cursorOf(api, list, params) : undefined
    const foreign = kinds.includes('foreign') ? await firstCursor(api, others) : undefined
    await api.send('before', { operation: list.id, params })
    for (const kind of kinds)
      for (const cursor of forged(kind, { own, foreign, share: list.share })) await api.send(`${kind} cursor`, pagePlan(list, { params, limit: size, cursor }))
    await api.send('after', { operation: list.id, params })
  },
  judge: (history, { list }, kinds) => {
    const visible = shownBy(list, history, ['before', 'after'])
    if (visible === undefined) return unclear('the whole list was refused')
    return allOf(kinds.flatMap((kind) => history.all(`${kind} cursor`)).map((attempt) => refusedOrOwn(list, attempt, { visible, most: size })))
  },
})

const stolen = check({
  id: 'page.token-authz',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: pages(reading), elsewhere: elsewhere(reading), other: stranger(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { list, elsewhere: others }) => {
    const params = await gather(api, list, 3)
    const cursors = [await cursorOf(api, list, params), await firstCursor(api, others)]
    await api.send('theirs before', { operation: list.id, as: 'other' })
    for (const cursor of cursors) if (cursor !== undefined) await api.send('stolen', { ...pagePlan(list, { cursor, limit: size }), as: 'other' })
    await api.send('theirs after', { operation: list.id, as: 'other' })
  },
  judge: (history, { list }) => {
    const visible = shownBy(list, history, ['theirs before', 'theirs after'])
    if (visible === undefined) return unclear(`their own list was refused: ${told(history.find('theirs before'))}`)
    const stolenPages = history.all('stolen')
    if (stolenPages.length === 0) return unclear('no list here has a second page')
    return allOf(stolenPages.map((attempt) => refusedOrOwn(list, attempt, { visible, most: size })))
  },
})

/** Everything that whole lists show; undefined where one of them was refused. */
function shownBy({ type, items }: Pages, history: History, labels: readonly string[]): ReadonlySet<string> | undefined {
  const lists = labels.map((label) => history.find(label))
  return lists.every(succeeded) ? new Set(lists.flatMap((whole) => idsIn(type, items, whole))) : undefined
}

/** The cursor that follows the first item. */
async function cursorOf(api: Api, list: Pick<Pages, 'id' | 'paging'>, params: Params): Promise<string | undefined> {
  return cursorIn(list.paging, await api.send('first page', pagePlan(list, { params, limit: 1 })))
}

/** A cursor of the first of these lists that has a second page. */
async function firstCursor(api: Api, lists: readonly Pick<Pages, 'id' | 'paging'>[]): Promise<string | undefined> {
  for (const list of lists) {
    const cursor = await cursorOf(api, list, {})
    if (cursor !== undefined) return cursor
  }
  return undefined
}

/** Other lists in pages whose paths name nothing that would have to be made. */
function elsewhere(reading: Reading): Need<readonly Pick<Pages, 'id' | 'paging'>[]> {
  return map(reading.document(), ({ operations, behaviour }) => {
    const { scope } = behaviour.auth.credentials
    const isReachable = (operation: Operation) => pathParameters(operation).every((name) => name === scope)
    return [...operations.values()].flatMap((operation) => {
      const paging = operation.behaviour?.paging
      return paging === undefined || operation.behaviour?.resource === reading.resource || !isReachable(operation) ? [] : [{ id: operation.id, paging }]
    })
  })
}

/** A second tenant with a list of its own under the same path, or under its own name. */
function stranger(reading: Reading): Need<true> {
  const list = reading.operation('list')
  if (list.kind === 'unmet') return list
  const other = reading.principal('other')
  if (other.kind === 'unmet') return other
  const unknown = pathParameters(list.value.operation).find((name) => other.value.params[name] === undefined)
  return unknown === undefined ? met(true) : unmet(`nothing is known of a second tenant for the path parameter ${unknown}`)
}

export const cursorChecks: readonly Check[] = [tampered, stolen]
