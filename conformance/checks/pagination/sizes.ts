import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { every } from '../../generate/every.ts'
import { refusedOrOwn, within } from './judges.ts'
import { gather, pagePlan, pages } from './pages.ts'
import type { Paging } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Pages } from './pages.ts'

const sizes = check({
  id: 'page.size-rules',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: pages(reading) }),
  scenario: () => fc.record({ size: fc.integer({ min: 1, max: 2 }) }),
  drive: async (api, { list }, { size }) => {
    const params = await gather(api, list, 3)
    await api.send('no limit', pagePlan(list, { params }))
    for (const limit of admitted(list.paging, size)) await api.send(`limit ${limit}`, pagePlan(list, { params, limit }))
  },
  judge: (history, { list }, { size }) => {
    const { max, default: usual } = list.paging.limit
    // Where the list goes on, the first page stands beside the joined whole.
    const plain = history.find('no limit (page 1)') ?? history.find('no limit')
    if (!succeeded(plain)) return unclear(`the list was refused: ${told(plain)}`)
    const pagesOf = admitted(list.paging, size).map((limit) => {
      const page = history.find(`limit ${limit}`)
      return succeeded(page) ? within(list, page, limit) : refusal(limit, page)
    })
    return allOf([within(list, plain, Math.min(usual, max)), ...pagesOf])
  },
})
