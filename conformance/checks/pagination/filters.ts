import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { combinations, filtersOf, queryOf } from '../list/narrowing.ts'
import { itemsAt } from '../sight.ts'
import { alike } from '../crowd.ts'
import { cursorIn, pagePlan, peopled } from './pages.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** A cursor stands for a place in one list: with other filters it is another list. */
const bound = check({
  id: 'page.params-bound',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: peopled(reading), filters: filtersOf(reading), document: reading.document() }),
  scenario: () => fc.constant(null),
  drive: async (api, { list, filters, document }) => {
    const params = await alike(api, list.another, document)
    const items = itemsAt(await api.send('whole', { operation: list.id, params }), list.items)
    const [most, ...others] = combinations(filters, items).map(queryOf)
    const queries = ['', ...(most === undefined ? [] : [most])]
    for (const query of queries) {
      const cursor = cursorIn(list.paging, await api.send('first', pagePlan(list, { params, limit: 1, query })))
      if (cursor === undefined) continue
      await api.send('second', pagePlan(list, { params, limit: 1, query, cursor }))
      for (const changed of [...queries, ...others.slice(0, 1)].filter((one) => one !== query))
        await api.send('changed', pagePlan(list, { params, limit: 1, query: changed, cursor }))
    }
  },
  judge: (history) => {
    const pages = history.all('second')
    if (pages.length === 0 || !pages.every(succeeded)) return unclear(`no second page was to be had: ${told(pages.at(-1))}`)
    return allOf(history.all('changed').map(refusedAsChanged))
  },
})

function refusedAsChanged(attempt: Exchange): Judgement {
  const status = answerOf(attempt)?.status ?? 0
  return status >= 400 && status < 500 ? kept : broken('a refusal (4xx): the cursor belongs to a list with other filters', told(attempt), attempt.label)
}

export const filterBounds: readonly Check[] = [bound]
