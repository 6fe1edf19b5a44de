import fc from 'fast-check'
import { check } from '../../check.ts'
import { plainKubeconfig } from '../../generate/kubeconfig.ts'
import { answerOf, succeeded } from '../../history.ts'
import { idIn } from '../../resources.ts'
import { told } from '../../judge/status.ts'
import { all, optional } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bears, broughtIn, carrying, fresh, labels, newItems, notTaken, sentIn, signOf } from './attempts.ts'
import { importing, keyed, readBack, usable } from './needs.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'
import type { Importing } from './needs.ts'

interface Key {
  readonly header: string
  readonly longest: number
}

const duplicateAndKey = check({
  id: 'imp.duplicate-and-key',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 2,
  needs: (reading) => all({ own: importing(reading), key: keyed(reading) }),
  scenario: () => fc.record({ again: fc.integer({ min: 1, max: 2 }) }),
  drive: async (api, { own, key }, { again }) => {
    const body = fresh(api, own)
    await sendTwice(api, { own, key, body, repeats: Array.from({ length: again }, () => body) })
  },
  judge: (history, { own }) => {
    const first = history.find('first')
    if (!succeeded(history.find(labels.control)) || !succeeded(first)) return unclear(notTaken(first ?? history.find(labels.control)))
    const id = broughtIn(own.type, first)
    const other = history.all('again').find((exchange) => !succeeded(exchange) || idIn(own.type, answerOf(exchange)?.json) !== id)
    const twice = oneOnly(history, own)
    if (twice.kind !== 'kept' || other === undefined) return twice
    return broken(`${id} again`, broughtIn(own.type, other) ?? told(other), 'again')
  },
})

/** What a second kubeconfig under the same key gets is seldom written down, save that it may not bring in a second one. */
const otherKubeconfig = check({
  id: 'imp.other-kubeconfig-same-key',
  proves: 'imp.duplicate-and-key',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      own: importing(reading),
      key: keyed(reading),
      rule: usable(reading),
      reuse: reading.stated(({ idempotency }) => idempotency?.reuse, 'the contract does not say what another body under the same key gets'),
      view: optional(readBack(reading)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { own, key, view }) => {
    const body = fresh(api, own)
    const other = carrying(own, plainKubeconfig(api.name()))(body)
    const made = await sendTwice(api, { own, key, body, repeats: [other] })
    if (made === undefined || view === undefined) return
    await api.settle('settling', made)
    await api.send('view', { operation: view.id, params: made.params })
  },
  judge: (history, { own, view }) => {
    const [first, again, seen] = [history.find('first'), history.find('again'), history.find('view')]
    if (!succeeded(first)) return unclear(notTaken(first))
    if ((answerOf(again)?.status ?? 0) >= 500) return broken('the first resource again, or a refusal', told(again), 'again')
    const twice = oneOnly(history, own)
    if (twice.kind !== 'kept' || view === undefined || !succeeded(seen)) return twice
    return at(answerOf(seen)?.json, view.at) === sentIn(own, first) ? kept : broken('the kubeconfig of the first import', 'another one', 'view')
  },
})

interface Again {
  readonly own: Importing
  readonly key: Key
  readonly body: JsonObject
  /** What is sent after it, under the same key. */
  readonly repeats: readonly JsonObject[]
}

/** Imports under one key between two looks at the list; what the first one made. */
async function sendTwice(api: Api, { own, key, body, repeats }: Again): Promise<ReturnType<Api['own']>> {
  const { id, list } = own
  await api.control(labels.control, { operation: id, body: fresh(api, own) })
  if (list !== undefined) await api.send(labels.listed, { operation: list.id })
  const headers = { [key.header]: `import-${api.name()}`.slice(-key.longest) }
  const first = await api.send('first', { operation: id, body, headers })
  for (const again of repeats) await api.send('again', { operation: id, body: again, headers })
  if (list !== undefined) await api.send(labels.relisted, { operation: list.id })
  return api.own(first, body)
}

/** Broken where two new items bear what was sent under the key. */
export function oneOnly(history: History, own: Importing): Judgement {
  const sign = signOf(own, history.find('first'), history.find(labels.control))
  const made = newItems(history, own).filter((item) => bears(own, item, sign))
  const ids = new Set([
    ...made.map((item) => idIn(own.type, item)),
    ...['first', 'again'].flatMap((label) => history.all(label).flatMap((one) => broughtIn(own.type, one) ?? [])),
  ])
  return ids.size <= 1 ? kept : broken('one import', `${ids.size}: ${[...ids].join(', ')}`, 'again')
}

export const underKeys: readonly Check[] = [duplicateAndKey, otherKubeconfig]
