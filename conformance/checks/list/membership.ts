import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { another } from '../crowd.ts'
import { itemsAt } from '../sight.ts'
import { vanishing } from '../vanishing.ts'
import { bodyOf } from '../lifecycle/create.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Whether a second tenant can be asked for a list of its own, which is another one than ours. */
export function stranger(reading: Reading): Need<boolean> {
  const other = reading.principal('other')
  const scope = reading.type.address.slice(0, -1)
  return met(other.kind === 'met' && scope.length > 0 && scope.every((name) => other.value.params[name] !== undefined))
}

const membership = check({
  id: 'list.membership',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      another: another(reading),
      list: reading.items(),
      leaving: vanishing(reading),
      stranger: stranger(reading),
      type: met(reading.type),
    }),
  scenario: () => fc.record({ doomed: fc.nat(1) }),
  drive: async (api, { another: make, list, leaving, stranger: asked }, { doomed }) => {
    const made = [await make(api), await make(api)]
    const look = (label: string) => api.send(label, { operation: list.id, ...(made[0] && { params: made[0].params }) })
    await look('both')
    if (asked) await strange(api, list.id)
    const victim = made[doomed]
    if (victim === undefined) return
    await leaving.ask(api, 'delete', victim)
    await leaving.wait(api, 'leaving', victim)
    await look('one')
  },
  judge: (history, { list: { items }, leaving, stranger: asked, type }, { doomed }) => {
    const ids = history.all('made').flatMap((create) => idOf(type, create) ?? [])
    const [victim, survivor] = [ids[doomed], ids[1 - doomed]]
    if (victim === undefined || survivor === undefined) return unclear('two resources were not made')
    const holds = (label: string, id: string, times: number) => timesIn({ type, items, list: history.find(label), id }, times)
    const living = allOf([
      holds('both', victim, 1),
      holds('both', survivor, 1),
      ...(asked ? [holds('elsewhere', victim, 0), holds('elsewhere', survivor, 0)] : []),
    ])
    if (living.kind !== 'kept') return living
    if (leaving.sight.presence(history.find('leaving'), victim) !== 'gone') return unclear('nothing was seen to be gone')
    return allOf([holds('one', survivor, 1), holds('one', victim, 0)])
  },
})

async function strange(api: Api, operation: string): Promise<void> {
  await api.send('elsewhere', { operation, as: 'other' })
}

function idOf(type: ResourceType, create: Exchange | undefined): string | undefined {
  if (create === undefined || !succeeded(create)) return undefined
  return idIn(type, answerOf(create)?.json) ?? idIn(type, bodyOf(create))
}

/** A list answer, and whose items are counted in it. */
export interface Counted {
  readonly type: ResourceType
  readonly items: string
  readonly list: Exchange | undefined
  readonly id: string
}

/** Judges how often a list holds an identifier. A list that was refused tells nothing. */
export function timesIn({ type, items, list, id }: Counted, times: number): Judgement {
  if (list === undefined || !succeeded(list)) return unclear(`there is no list to be judged: ${told(list)}`)
  const found = itemsAt(list, items).filter((item) => idIn(type, item) === id).length
  return found === times ? kept : broken(`${id} ${times === 0 ? 'nowhere in the list' : 'in the list once'}`, `${found} times`, list.label)
}

export const memberships: readonly Check[] = [membership]
