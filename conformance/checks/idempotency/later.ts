import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { idIn, idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { sight, within } from '../sight.ts'
import { bodyOf, idOf, listedSince, singleEffect } from './effects.ts'
import { keys, making, provided, startingWork } from './needs.ts'
import { Sender } from './steps.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

const once = { cost: 'destructive', each: 'resource', runs: 1, scenario: () => fc.constant(null) } as const

export const lostResponseRetry = check({
  ...once,
  id: 'idem.lost-response-retry',
  runs: 2,
  needs: making,
  // Whoever asks again at once may come before the lost request itself, and then has lost nothing: most look first.
  scenario: () => fc.record({ looksFirst: fc.constantFrom(true, true, true, false) }),
  drive: async (api, given, { looksFirst }) => {
    const sender = await Sender.begin(api, given)
    await sender.send('lost', { hangUp: 'after-send', mayBeLost: true })
    if (looksFirst) await sender.list('meanwhile')
    const retry = await sender.insist('retry')
    if (!succeeded(retry)) await sender.send('control', { body: given.body(api), headers: { [given.rules.header]: sender.another(api.name()) } })
    await sender.end()
  },
  judge: (history, given) => {
    const [retry, control] = [history.find('retry'), history.find('control')]
    if (answerOf(retry) === undefined) return unclear(`there is no answer to judge: ${told(retry)}`)
    // Whoever gets nothing made at all has not lost an answer that told of something.
    if (!succeeded(retry) && !succeeded(control)) return unclear(`there is no positive control: another body under another key got ${told(control)}`)
    if (!succeeded(retry)) return broken('the result, to whoever lost the answer and asks again', told(retry), 'retry')
    return singleEffect(history, given, ['retry'])
  },
})

/** Early, on the way, and when the work is over. */
const moments = ['at once', 'on the way', 'when it is over'] as const

export const asyncSameOperation = check({
  ...once,
  id: 'idem.async-same-operation',
  needs: (reading) => all({ given: startingWork(reading), read: reading.operation('read') }),
  drive: async (api, { given, read }) => {
    const sender = await Sender.begin(api, given)
    const handle = sender.made(await sender.send('first'))
    await sender.send(moments[0])
    await api.send('looking', { operation: read.id, params: handle.params })
    await sender.send(moments[1])
    await api.settle('settling', handle)
    await sender.send(moments[2])
    await sender.end()
  },
  judge: (history, { given }) => allOf([...moments.map((moment) => sameWork(history, given, moment)), singleEffect(history, given, ['first', ...moments])]),
})

/** One operation for one key, or when it is over what came of it. */
export function sameWork(history: History, given: Pick<Making, 'type' | 'list' | 'work'>, label: string): Judgement {
  const { work, type } = given
  const [first, again] = [history.find('first'), history.find(label)]
  if (work === undefined || !succeeded(first)) return unclear(`nothing was started: ${told(first)}`)
  if (answerOf(again) === undefined) return unclear(`there is no answer to judge: ${told(again)}`)
  const [one, other] = [first, again].map((exchange) => idIn(work, answerOf(exchange)?.json))
  const isTarget = other !== undefined && other === idIn(type, answerOf(first)?.json)
  if (one === undefined) return unclear('the first answer does not tell which work it started')
  return succeeded(again) && (one === other || isTarget) ? kept : broken(`${work.title} ${one}`, `${told(again)} about ${other ?? 'nothing'}`, label)
}

export const noResurrection = check({
  ...once,
  id: 'idem.after-delete-no-resurrection',
  needs: (reading) => all({ given: lasting(reading), sight: sight(reading), vanishes: vanishing(reading) }),
  drive: async (api, { given, sight: { plan, presence }, vanishes }) => {
    const sender = await Sender.begin(api, given)
    const handle = sender.made(await sender.send('first'))
    await api.settle('settling', handle)
    await api.send('delete', { operation: given.remove, params: handle.params })
    const id = handle.params[idParameter(given.type)]
    const enough = (exchange: Parameters<typeof presence>[0]) => presence(exchange, id) === 'gone'
    await within(api, { label: 'gone', plan: plan(handle.params), enough, withinSeconds: vanishes })
    await sender.list('still')
    await sender.send('again')
    await sender.end()
  },
  judge: (history, { given, sight: { presence } }) => {
    const id = idOf(given, history.find('first'))
    if (id === undefined) return unclear(`nothing was made: ${told(history.find('first'))}`)
    if (presence(history.find('gone'), id) !== 'gone') return unclear(`it could not be deleted: the delete got ${told(history.find('delete'))}`)
    const again = history.find('again')
    if (answerOf(again) === undefined) return unclear(`there is no answer to judge: ${told(again)}`)
    const other = idOf(given, again)
    if (other !== undefined && other !== id) return broken('the old result, or a refusal', `${told(again)} about the new ${other}`, 'again')
    const listed = listedSince(history, given, { bodies: [bodyOf(again)], between: ['still', 'after'] })
    if (listed === undefined) return unclear('how many there are is not known')
    return listed.length === 0 ? kept : broken('what was deleted stays away', `${listed.join(', ')} in the list`, 'after')
  },
})

/** What makes something and has an answer that outlives it: where a repeat gets the resource as it is now, a key may be forgotten with it. */
function lasting(reading: Reading): Need<Making> {
  const cheapest = making(reading)
  const lasts = ({ keyed, work }: Making): boolean => keyed.replay === 'stored' || work !== undefined
  if (cheapest.kind === 'met' && lasts(cheapest.value)) return cheapest
  return provided(startingWork(reading), lasts, 'a repeat gets the resource as it is now, and nothing is said of one that is gone')
}

/** Seconds in which what is deleted has gone. */
function vanishing(reading: Reading): Need<number> {
  const lifecycle = reading.lifecycle()
  const vanishes = lifecycle.kind === 'met' ? lifecycle.value.vanishes : undefined
  return vanishes === undefined ? met(0) : met(vanishes.withinSeconds, vanishes)
}

/** Added to the lifetime of a key, in seconds, before it has to be forgotten. */
const margin = 60

export const expiryWindow = check({
  ...once,
  id: 'idem.expiry-window',
  needs: (reading) => all({ given: making(reading), lifetime: lifetime(reading), clock: reading.movableClock() }),
  drive: async (api, { given, lifetime: seconds }) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    await api.wait(seconds / 2)
    await sender.send('within')
    await api.wait(seconds / 2 + margin)
    await sender.send('beyond')
  },
  judge: (history, { given }) => {
    const [first, early, late] = ['first', 'within', 'beyond'].map((label) => history.find(label))
    const id = idOf(given, first)
    if (id === undefined) return unclear(`nothing was made: ${told(first)}`)
    if (answerOf(early) === undefined || answerOf(late) === undefined) return unclear('a repeat was not answered')
    if (idOf(given, early) !== id) return broken('the first result while the key lives', `${told(early)} about ${idOf(given, early) ?? 'nothing'}`, 'within')
    return idOf(given, late) === id ? broken('a new request, or a refusal, when the key is no more', `${told(late)} about the first one`, 'beyond') : kept
  },
})

/** How long a key lives, in seconds. */
function lifetime(reading: Reading): Need<number> {
  const need = keys(reading)
  return need.kind === 'met' ? met(need.value.lifetime.seconds, need.value.lifetime) : need
}

export const later: readonly Check[] = [lostResponseRetry, asyncSameOperation, noResurrection, expiryWindow]
