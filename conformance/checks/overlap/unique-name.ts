import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { alike, uniqueIn } from '../rule/names.ts'
import { itemsAt } from '../sight.ts'
import { labels, most } from './steps.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Labelled } from '../../api.ts'
import type { History } from '../../history.ts'
import type { ItemsNeed } from '../../needed.ts'
import type { Judgement } from '../../verdict.ts'

export const uniqueName = check({
  id: 'overlap.unique-name',
  cost: 'destructive',
  uses: 'own',
  each: 'first',
  runs: 1,
  needs: (reading) =>
    all({ rules: uniqueIn(reading), create: reading.creatable(), list: reading.sighted(), nursery: nursery(reading), type: met(reading.type) }),
  scenario: () => every([...Array(most).keys()]),
  drive: async (api, { rules: [rule], create, list, nursery: parents }, racers) => {
    const params = await parents(api)
    const first = api.body()
    const places = rule === undefined ? [] : [...rule.at, ...(rule.within ?? [])]
    const plan = () => ({ operation: create.id, params, body: alike(api.body(), first, places), mayBeLost: true })
    await api.send('before', { operation: list.id, params })
    await api.together(labels('racer', racers.length).map((label): Labelled => [label, plan()]))
    await api.send('after', { operation: list.id, params })
  },
  judge: (history, { rules: [rule], list, type }, racers) =>
    leaning(oneHolder(history, { list, type }, labels('racer', racers.length)), rule === undefined ? [] : [rule]),
})

/** One winner, and nothing made for the others. */
export function oneHolder(history: History, { list, type }: { readonly list: ItemsNeed; readonly type: ResourceType }, racers: readonly string[]): Judgement {
  const ran = racers.flatMap((label) => history.find(label) ?? [])
  const winners = ran.filter(succeeded)
  const ids = new Set(winners.map((exchange) => idIn(type, answerOf(exchange)?.json)))
  if (ids.size > 1) return broken(`one of ${ran.length} concurrent creates under a unique name succeeds`, `${winners.length} did`, winners[1]?.label ?? '')
  if (ran.some((exchange) => answerOf(exchange) === undefined)) return unclear(`what became of a create is not known: ${ran.map(told).join(', ')}`)
  if (winners.length === 0) return unclear(`nobody won: ${ran.map(told).join(', ')}`)
  const known = new Set(itemsAt(history.find('before'), list.items).map((item) => idIn(type, item)))
  if (!succeeded(history.find('before')) || !succeeded(history.find('after'))) return kept
  const made = itemsAt(history.find('after'), list.items).filter((item) => !known.has(idIn(type, item)))
  return made.length < 2 ? kept : broken('one more is listed', `${made.length} are`, 'after')
}
