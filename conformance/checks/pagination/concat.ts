import fc from 'fast-check'
import { check } from '../../check.ts'
import { allOf } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { complete, isQuiet, lasting } from './judges.ts'
import { gather, pages } from './pages.ts'
import { lastOf, quietly, sizeFor, walk } from './walk.ts'
import type { Check } from '../../check.ts'

/** Sizes of pages that every list is walked in. */
const sizes = [
  { label: 'pages of one', size: 1 },
  { label: 'pages of two', size: 2 },
  { label: 'largest pages', size: Infinity },
] as const

const concatenation = check({
  id: 'page.concat-equals-full',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: pages(reading) }),
  scenario: () => fc.record({ members: fc.integer({ min: 3, max: 5 }) }),
  drive: async (api, { list }, { members }) => {
    const params = await gather(api, list, members)
    await quietly(api, list, {
      params,
      steps: async (length) => {
        for (const { label, size } of sizes) await walk(api, label, { list, params, length, sizes: [sizeFor(list, size, length)] })
      },
    })
  },
  judge: (whole, { list }) => {
    const history = lastOf(whole)
    const expected = lasting(list, history)
    if (expected === undefined || !isQuiet(list, history)) return unclear('the list was refused, or never stood still')
    return allOf(sizes.map(({ label }) => complete(list, history.all(label), expected)))
  },
})

/** The size is no part of what a cursor stands for. */
const otherSizes = check({
  id: 'page.size-may-change',
  proves: 'page.params-bound',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: pages(reading) }),
  scenario: () => fc.record({ first: fc.integer({ min: 1, max: 2 }), more: fc.integer({ min: 1, max: 2 }) }),
  drive: async (api, { list }, { first, more }) => {
    const params = await gather(api, list, 4)
    await quietly(api, list, {
      params,
      steps: (length) => {
        const small = sizeFor(list, first, length)
        return walk(api, 'page', { list, params, length, sizes: [small, sizeFor(list, small + more, length)] })
      },
    })
  },
  judge: (whole, { list }) => {
    const history = lastOf(whole)
    const expected = lasting(list, history)
    if (expected === undefined || !isQuiet(list, history)) return unclear('the list was refused, or never stood still')
    return complete(list, history.all('page'), expected)
  },
})

export const wholeLists: readonly Check[] = [concatenation, otherSizes]
