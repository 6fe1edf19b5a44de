import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { complete, isQuiet, lasting } from './judges.ts'
import { cursorIn, gather, idsIn, pagePlan, pages } from './pages.ts'
import { lastOf, quietly, sizeFor } from './walk.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Pages } from './pages.ts'
import type { Route } from './walk.ts'

const walks = ['one', 'other'] as const
/** The walk that reads each page twice. */
const twice = 'one'

/** Walks that take turns, of which the first reads each page twice before they go on. */
const repeatable = check({
  id: 'page.repeatable',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: pages(reading) }),
  scenario: () => fc.record({ apart: fc.nat(1) }),
  drive: async (api, { list }, { apart }) => {
    const params = await gather(api, list, 4)
    await quietly(api, list, {
      params,
      steps: (length) => interleave(api, { list, params, length, sizes: [1, 1 + apart].map((size) => sizeFor(list, size, length)) }),
    })
  },
  judge: (whole, { list }) => {
    const history = lastOf(whole)
    const refusal = walks.flatMap((walk) => refusedOnTheWay([...history.all(walk), ...history.all(`${walk} again`)]))[0]
    if (refusal !== undefined) return refusal
    const expected = lasting(list, history)
    if (expected === undefined || !isQuiet(list, history)) return unclear('the list was refused, or never stood still')
    return allOf(
      walks.flatMap((walk) => {
        const [once, again] = [history.all(walk), history.all(`${walk} again`)]
        return [...(walk === twice ? once.map((page, index) => samePage(list, page, again[index])) : []), complete(list, once, expected)]
      }),
    )
  },
})

/** Pages that were refused after the list had been served: a cursor that was good once is good again. */
function refusedOnTheWay([first, ...others]: readonly Exchange[]): readonly Judgement[] {
  const refused = others.filter((page) => answerOf(page) !== undefined && !succeeded(page))
  return succeeded(first) ? refused.map((page) => broken('a page for the cursor that was handed out', told(page), page.label)) : []
}

async function interleave(api: Api, { list, params, sizes, length }: Route): Promise<void> {
  const cursors: (string | undefined)[] = []
  const ended = new Set<number>()
  for (let turn = 0; turn < 3 * (length + 1) && ended.size < walks.length; turn += 1)
    for (const [index, label] of walks.entries()) {
      if (ended.has(index)) continue
      const cursor = cursors[index]
      const plan = pagePlan(list, { params, limit: sizes[index] ?? 1, ...(cursor !== undefined && { cursor }) })
      const page = await api.send(label, plan)
      if (label === twice) await api.send(`${label} again`, plan)
      cursors[index] = cursorIn(list.paging, page)
      if (cursors[index] === undefined) ended.add(index)
    }
}

/** Judges that the same request got the same page twice. */
export function samePage({ type, items }: Pick<Pages, 'type' | 'items'>, once: Exchange, again: Exchange | undefined): Judgement {
  if (!succeeded(once)) return kept
  if (again === undefined || !succeeded(again)) return broken('the same page again', told(again), again?.label ?? once.label)
  const [first, second] = [once, again].map((page) => idsIn(type, items, page).join(', '))
  return first === second ? kept : broken(`the same page again: ${first}`, second ?? '', again.label)
}

export const repeatChecks: readonly Check[] = [repeatable]
