import fc from 'fast-check'
import { monitor, shows } from '../../monitor.ts'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { all, map } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { itemsAt } from '../sight.ts'
import { go, tripping } from './acting.ts'
import { endpointOf, owned, work } from './needs.ts'
import { stories } from './stories.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Api } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Test } from '../../plan.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Owned, Work } from './needs.ts'

const label = 'work on one resource'

interface Listing {
  readonly work: Work
  readonly list: Owned
  readonly contract: Contract
  readonly look: (api: Api) => Promise<void>
}

function listing(reading: Reading): Need<Listing> {
  return map(all({ work: work(reading), list: owned(reading), contract: reading.document() }), (found) => ({
    ...found,
    look: async (api) => {
      const handle = await api.borrow()
      await api.send(label, found.list.plan(handle))
    },
  }))
}

const listed = monitor({
  id: 'lro.listed',
  needs: listing,
  drive: (api, { look }) => look(api),
  judge: complete,
})

const listedInOrder = check({
  id: 'lro.listed-in-order',
  proves: 'lro.listed',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ listing: listing(reading), trip: tripping(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { listing: { list, work: found }, trip }) => {
    const handle = await api.borrow()
    for (const way of ['there', 'back'] as const) await go(api, trip, { way, handle })
    // A list may lag behind.
    await api.wait(found.rules.agrees.withinSeconds)
    await api.send(label, list.plan(handle))
  },
  judge: (history, { listing: needs }) => complete(history.exchanges, needs),
})

interface Begun {
  readonly id: string
  readonly exchange: Exchange
}

/** What the list is judged by. */
export interface Listed {
  readonly work: Pick<Work, 'rules' | 'shown' | 'idOf'>
  readonly list: Pick<Owned, 'items' | 'about' | 'newestFirst'>
  readonly contract: Pick<Contract, 'operations' | 'behaviour'>
}

/** Judges that the list of what was done to one resource shows all of it and nothing else, in the declared order. */
export function complete(trace: readonly Exchange[], { work: found, list, contract }: Listed): Judgement {
  const look = trace.findLast((exchange) => exchange.label === label)
  const items = itemsAt(look, list.items)
  const target = look === undefined ? undefined : list.about(look)
  if (look === undefined || target === undefined || !succeeded(look)) return unclear(`no list of long-running operations was seen: ${told(look)}`)
  const stranger = items.find((item) => at(item, found.rules.target) !== target)
  if (stranger !== undefined) return shows([look], `only what was done to ${target}`, JSON.stringify(at(stranger, found.rules.target)))
  const begun = stories(trace, { contract, work: found }).flatMap(({ exchange, shown }): readonly Begun[] => {
    const id = found.idOf(shown)
    const isOther = at(shown, found.rules.target) !== target || endpointOf(contract, exchange) !== endpointOf(contract, look)
    return id === undefined || isOther || exchange.received > look.sent ? [] : [{ id, exchange }]
  })
  const ids = items.map(found.idOf)
  const missing = begun.find(({ id }) => !ids.includes(id))
  if (missing !== undefined) return shows([missing.exchange, look], `${missing.id} in the list of what was done to its resource`, `${ids.length} others`)
  if (begun.length === 0) return unclear('nothing was seen to be done to the resource')
  return list.newestFirst ? (disordered(begun, ids, look) ?? kept) : kept
}

function disordered(begun: readonly Begun[], ids: readonly (string | undefined)[], look: Exchange): Judgement | undefined {
  for (const older of begun)
    for (const younger of begun)
      if (older.exchange.received < younger.exchange.sent && ids.indexOf(older.id) < ids.indexOf(younger.id))
        return shows([older.exchange, younger.exchange, look], `${younger.id} before ${older.id}, which is older`, 'the other way round')
  return undefined
}

export const listings: readonly Test[] = [listedInOrder, listed]
