import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { allOf } from '../../judge/status.ts'
import { all, optional } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { unclear } from '../../verdict.ts'
import { vanishing } from '../vanishing.ts'
import { complete, lasting } from './judges.ts'
import { cursorIn, gather, idsIn, pagePlan, peopled } from './pages.ts'
import { sizeFor } from './walk.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Vanishing } from '../vanishing.ts'
import type { Another, Params } from '../crowd.ts'
import type { Pages } from './pages.ts'

/** What happens between two pages: a member comes, or one goes that has been shown. One at a time, or they would make up for each other. */
type Change = 'come' | 'go'

interface Peopled {
  readonly list: Pages & { readonly another: Another }
  readonly leaving: Vanishing | undefined
}

const stable = check({
  id: 'page.stable-under-change',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: peopled(reading), leaving: optional(vanishing(reading)) }),
  scenario: ({ leaving }) => every<Change>(leaving === undefined ? ['come'] : ['come', 'go']),
  drive: async (api, needs, changes) => {
    const made: (Handle | undefined)[] = []
    for (const change of changes) await disturbed(api, needs, { change, made })
  },
  judge: (history, { list }, changes) =>
    allOf(
      changes.map((change) => {
        const expected = lasting(list, history, change)
        return expected === undefined ? unclear('the whole list was refused') : complete(list, history.all(`page, some ${change}`), expected)
      }),
    ),
})

/** Members of ours in the list. */
const members = 3

interface Disturbance {
  readonly change: Change
  /** Members that were made so far: one change after the other takes place among the same. */
  readonly made: (Handle | undefined)[]
}

/** Walks through a list that changes once something of ours was shown. */
async function disturbed(api: Api, { list, leaving }: Peopled, { change, made }: Disturbance): Promise<void> {
  let params: Params = made.length > 0 ? {} : await gather(api, list, 0)
  while (made.length < members) made.push(await list.another(api))
  params = list.nested ? (made.at(-1)?.params ?? params) : params
  const whole = { operation: list.id, params }
  const length = idsIn(list.type, list.items, await api.send(`before ${change}`, whole)).length
  let cursor: string | undefined
  let pending = true
  for (let turn = 0; turn < 3 * (length + 1); turn += 1) {
    const limit = sizeFor(list, 1, length)
    const page = await api.send(`page, some ${change}`, pagePlan(list, { params, limit, ...(cursor !== undefined && { cursor }) }))
    cursor = cursorIn(list.paging, page)
    if (cursor === undefined) break
    const shown = idsIn(list.type, list.items, page)
    if (pending) pending = !(await happens(api, { change, another: list.another, leaving, victim: made.find((one) => isShown(list, one, shown)) }))
  }
  await api.send(`after ${change}`, whole)
}

function isShown({ type }: Pages, handle: Handle | undefined, shown: readonly string[]): boolean {
  return handle !== undefined && shown.includes(handle.params[idParameter(type)] ?? '')
}

interface Happening {
  readonly change: Change
  readonly another: Another
  readonly leaving: Vanishing | undefined
  readonly victim: Handle | undefined
}

/** Whether it could happen by now. */
async function happens(api: Api, { change, another, leaving, victim }: Happening): Promise<boolean> {
  if (change === 'come') {
    await another(api)
    return true
  }
  if (victim === undefined || leaving === undefined) return false
  await leaving.ask(api, 'go', victim)
  await leaving.wait(api, 'going', victim)
  return true
}

export const changeChecks: readonly Check[] = [stable]
