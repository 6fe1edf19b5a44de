import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { birth } from '../lifecycle/graph.ts'
import { sight, within, type Sight } from '../sight.ts'
import { follow, starting, work, type Work } from './needs.ts'
import { endOf } from './sound.ts'
import type { LongRunning } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Birth } from '../lifecycle/graph.ts'

const ends = check({
  id: 'lro.ends',
  cost: 'destructive',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ work: work(reading), create: starting(reading, 'create'), lifecycle: reading.lifecycle() }),
  scenario: () => fc.constant(null),
  drive: async (api, { work: { plan, idOf, isDone }, create, lifecycle }) => {
    const started = await api.send('start', { operation: create.id, body: api.body() })
    const id = succeeded(started) ? idOf(answerOf(started)?.json) : undefined
    if (id === undefined) throw new Blocked(`nothing was started: the create got ${told(started)}`)
    const enough = (exchange: Exchange) => succeeded(exchange) && isDone(answerOf(exchange)?.json)
    await within(api, { label: 'end', plan: plan(id), enough, withinSeconds: lifecycle.settles.withinSeconds })
  },
  judge: (history, { work: { isDone }, lifecycle }) => {
    const end = history.find('end')
    if (succeeded(end) && isDone(answerOf(end)?.json)) return kept
    return broken(`an end within ${lifecycle.settles.withinSeconds} seconds`, succeeded(end) ? 'still under way after all of them' : told(end), 'end')
  },
})

/** How long what is done and its resource may disagree. */
function grace(reading: Reading): Need<LongRunning['agrees']> {
  return reading.stated(({ longRunning }) => longRunning?.agrees, 'the contract has no long-running operations')
}

const agrees = check({
  id: 'lro.agrees',
  cost: 'destructive',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      work: work(reading),
      create: starting(reading, 'create'),
      remove: starting(reading, 'delete'),
      grace: grace(reading),
      birth: birth(reading),
      sight: sight(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { work: found, create, remove, grace: { withinSeconds }, sight: { plan } }) => {
    const started = await api.send('create', { operation: create.id, body: api.body() })
    const handle = api.own(started)
    if (handle === undefined) throw new Blocked(`nothing was made: the create got ${told(started)}`)
    await follow(api, found, { label: 'created', started })
    await api.wait(withinSeconds)
    await api.send('there', plan(handle.params))
    await api.settle('settling', handle)
    const leaving = await api.send('delete', { operation: remove.id, params: handle.params })
    await follow(api, found, { label: 'deleted', started: leaving })
    await api.wait(withinSeconds)
    await api.send('gone', plan(handle.params))
  },
  judge: (history, { work: found, birth: born, sight: seen }) => allOf([made(history, found, born), vanished(history, found, seen)]),
})

function made(history: History, { rules }: Work, { lifecycle, end }: Birth): Judgement {
  if (endOf(rules, history.answer('created')?.json) !== 'succeeded') return unclear('the creation was not seen to succeed')
  const there = history.find('there')
  if (!succeeded(there)) return broken('what was made can be read', told(there), 'there')
  const phase = phaseOf(lifecycle, answerOf(there))
  if (phase === end && standingOf(lifecycle, answerOf(there)) !== 'transient') return kept
  return broken(`a resource that is ${end}, as its creation has succeeded`, phase === end ? 'one that is still busy' : (phase ?? 'no phase'), 'there')
}

function vanished(history: History, { rules }: Work, { presence }: Sight): Judgement {
  if (endOf(rules, history.answer('deleted')?.json) !== 'succeeded') return unclear('the deletion was not seen to succeed')
  const gone = history.find('gone')
  switch (presence(gone, undefined)) {
    case 'gone':
      return kept
    case 'there':
      return broken('nothing, as the deletion has succeeded', told(gone), 'gone')
    case 'unclear':
      return unclear(`whether it is gone is not known: ${told(gone)}`)
  }
}

export const endings: readonly Check[] = [ends, agrees]
