import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, unclear } from '../../verdict.ts'
import { refusedOrOwn, within } from './judges.ts'
import { gather, pagePlan, pages } from './pages.ts'
import { sharing } from './shared.ts'
import type { Paging } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Pages } from './pages.ts'

const least = 3

/** The bounds themselves, and what lies just inside them. */
function admitted({ limit: { min, max } }: Paging): readonly number[] {
  return [...new Set([min, Math.min(min + 1, max), max])]
}

const inside = check({
  id: 'page.size-rules',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: sharing(reading) }),
  scenario: ({ list: { paging, share } }) => every(share(admitted(paging))),
  drive: async (api, { list }, limits) => {
    const params = await gather(api, list, least)
    await api.send('no limit', pagePlan(list, { params }))
    for (const limit of limits) await api.send(`limit ${limit}`, pagePlan(list, { params, limit }))
  },
  judge: (history, { list }, limits) => {
    // Where the list goes on, its first page stands beside the joined whole.
    const usual = history.find('no limit (page 1)') ?? history.find('no limit')
    if (!succeeded(usual)) return unclear(`the list was refused: ${told(usual)}`)
    const asked = limits.map((limit) => {
      const page = history.find(`limit ${limit}`)
      return page === undefined || succeeded(page) ? within(list, page, limit) : broken('a page, for the limit is one', told(page), page.label)
    })
    return allOf([within(list, usual, list.paging.limit.default), ...asked])
  },
})

/** Texts that are no limit: outside the bounds, or no whole number. */
function refusable({ limit: { min, max } }: Paging): readonly string[] {
  return [`${min - 1}`, `${max + 1}`, '-1', '2147483648', '1000000000', '1.5', 'abc', '']
}

const outside = check({
  id: 'page.sizes-outside',
  proves: 'page.size-rules',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: sharing(reading) }),
  scenario: ({ list: { paging, share } }) => every(share(refusable(paging))),
  drive: async (api, { list }, limits) => tryLimits(api, list, limits),
  judge: (history, { list }) => {
    if (!succeeded(history.find('control'))) return unclear(`the list was refused: ${told(history.find('control'))}`)
    return allOf(history.all('attempt').map((attempt) => refusedOrOwn(list, attempt, { most: list.paging.limit.max })))
  },
})

async function tryLimits(api: Api, list: Pages, limits: readonly string[]): Promise<void> {
  const params = await gather(api, list, least)
  await api.send('control', pagePlan(list, { params, limit: list.paging.limit.max }))
  for (const limit of limits) await api.send('attempt', pagePlan(list, { params, limit }))
}

/** Where the documents say which of the two happens, a server may not choose. */
const asDeclared = check({
  id: 'page.sizes-outside-as-declared',
  proves: 'page.size-rules',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: pages(reading), policy: declared(reading) }),
  // Nothing is said of an empty text: to some it is no limit at all.
  scenario: ({ list: { paging } }) => every(refusable(paging).filter((text) => /^-?\d+$/.test(text))),
  drive: async (api, { list }, limits) => tryLimits(api, list, limits),
  judge: (history, { list, policy }) => {
    if (!succeeded(history.find('control'))) return unclear(`the list was refused: ${told(history.find('control'))}`)
    return allOf(history.all('attempt').map((attempt) => (policy.how === 'refuse' ? statusIn(attempt, policy.statuses) : clamped(list, attempt))))
  },
})

function clamped(list: Pages, attempt: Exchange) {
  return succeeded(attempt) ? within(list, attempt, list.paging.limit.max) : broken('a page of a size within the bounds', told(attempt), attempt.label)
}

interface Declared {
  readonly how: 'refuse' | 'clamp'
  readonly statuses: readonly number[]
}

function declared(reading: Reading): Need<Declared> {
  const operation = reading.operation('list')
  const rule = operation.kind === 'met' ? operation.value.operation.behaviour?.paging?.outside : undefined
  if (rule?.basis !== 'documented') return unmet('no document says what a limit outside its bounds gets')
  const refusal = reading.refusal('invalid-parameter')
  if (rule.policy === 'clamp') return met({ how: 'clamp', statuses: [] }, rule)
  return refusal.kind === 'met' ? met({ how: 'refuse', statuses: refusal.value.statuses }, rule, ...refusal.leansOn) : refusal
}

export const sizeChecks: readonly Check[] = [inside, outside, asDeclared]
