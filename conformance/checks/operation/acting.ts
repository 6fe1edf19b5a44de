import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { all, map, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { resourceOf, operationFor } from '../../resources.ts'
import { roundTrip, type RoundTrip } from './round-trip.ts'
import { follow, work, type Work } from './needs.ts'
import { endOf } from './sound.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** A way there and back, and how its acts are followed to their ends. */
export interface Trip {
  readonly trip: RoundTrip
  /** Undefined where acts are not answered with long-running operations. */
  readonly work: Work | undefined
}

export function tripping(reading: Reading): Need<Trip> {
  const found = work(reading)
  return all({ trip: roundTrip(reading), work: found.kind === 'met' ? found : met(undefined) })
}

/** Does one act and waits for its end. */
export async function go(api: Api, { trip, work: found }: Trip, of: { readonly way: 'there' | 'back'; readonly handle: Handle }): Promise<void> {
  const started = await api.send(of.way, trip[of.way].plan(of.handle.params))
  if (found !== undefined) await follow(api, found, { label: `${of.way} done`, started })
  await api.settle(`${of.way} settling`, of.handle)
  await api.send(`${of.way} settled`, { operation: trip.read, params: of.handle.params })
}

/** Statuses that tell of who asks and what it costs, and nothing of the act. */
const elsewhere = [401, 402, 403, 429]

const acts = check({
  id: 'lro.acts',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: tripping,
  scenario: () => fc.constant(null),
  drive: async (api, needs) => {
    const handle = await api.borrow()
    await go(api, needs, { way: 'there', handle })
    await go(api, needs, { way: 'back', handle })
  },
  judge: (history, needs) => allOf((['there', 'back'] as const).map((way) => arrived(history, needs, way))),
})

/** Judges that an accepted act that has come to its end has led where it leads. */
function arrived(history: History, { trip, work: found }: Trip, way: 'there' | 'back'): Judgement {
  const { to, id } = trip[way]
  const act = history.find(way)
  if (elsewhere.includes(answerOf(act)?.status ?? 401)) return unclear(`${id} got ${told(act)}`)
  if (!succeeded(act)) return broken(`${id} is done`, told(act), way)
  const end = found && endOf(found.rules, history.answer(`${way} done`)?.json)
  if (end === 'failed' || end === 'cancelled') return unclear(`${id} came to nothing: it ${end}`)
  const settled = history.find(`${way} settled`)
  const phase = phaseOf(trip.lifecycle, answerOf(settled))
  if (phase === to) return kept
  if (standingOf(trip.lifecycle, answerOf(settled)) === 'transient') return unclear(`${id} has not come to its end`)
  return broken(`${to} after ${id}`, succeeded(settled) ? (phase ?? 'no phase') : told(settled), `${way} settled`)
}

/** Places in which a resource differs although nothing of it was lost. */
function passing(type: ResourceType): readonly string[] {
  const moving = ['revision', 'updated', 'busy', 'since', 'age', 'running-operation', 'generation']
  const shown = Object.entries(type.shows ?? {}).flatMap(([place, { is }]) => (is !== undefined && moving.includes(is) ? [place] : []))
  return [...volatileIn(type), ...shown, ...(type.tag?.body === undefined ? [] : [type.tag.body])]
}

/** Everything that is looked at before and after: the resource, and what comes with it. */
function belongings(reading: Reading): Need<readonly { readonly operation: string; readonly without: readonly string[] }[]> {
  return map(reading.document(), (contract) =>
    [reading.resource, ...(reading.type.companions ?? [])].flatMap((resource) => {
      const read = operationFor(contract, resource, 'read')
      return read === undefined ? [] : [{ operation: read.id, without: passing(resourceOf(contract, resource).type) }]
    }),
  )
}

const restores = check({
  id: 'life.version-and-actions',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ trip: tripping(reading), belongings: belongings(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { trip, belongings: looks }) => {
    const handle = await api.borrow()
    const look = async (when: string) => {
      for (const { operation } of looks) await api.send(`${operation} ${when}`, { operation, params: handle.params })
    }
    await look('before')
    await go(api, trip, { way: 'there', handle })
    await go(api, trip, { way: 'back', handle })
    await look('after')
  },
  judge: (history, { trip: { trip }, belongings: looks }) => {
    const undone = (['there', 'back'] as const).find((way) => !succeeded(history.find(way)))
    if (undone !== undefined) return unclear(`${trip[undone].id} got ${told(history.find(undone))}`)
    return allOf(looks.map(({ operation, without }) => sameAgain(history, operation, without)))
  },
})

function sameAgain(history: History, operation: string, without: readonly string[]): Judgement {
  const [before, after] = ['before', 'after'].map((when) => history.find(`${operation} ${when}`))
  if (!succeeded(before)) return unclear(`how it was is not known: ${told(before)}`)
  const label = `${operation} after`
  if (!succeeded(after)) return broken('all as it was before', told(after), label)
  const places = differences(view(answerOf(before)?.json, without), view(answerOf(after)?.json, without))
  return places.length === 0 ? kept : broken('all as it was before', `${places.join(', ')} changed`, label)
}

const wrongPhase = check({
  id: 'lro.wrong-phase',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ trip: tripping(reading), refusal: reading.refusal('wrong-phase'), without: met(volatileIn(reading.type)) }),
  scenario: () => fc.constant(null),
  drive: async (api, needs) => {
    const handle = await api.borrow()
    const plan: RequestPlan = { operation: needs.trip.trip.read, params: handle.params }
    await api.send('before', plan)
    await api.send('too early', needs.trip.trip.back.plan(handle.params))
    await api.send('after', plan)
    await api.settle('settling', handle)
    await api.send('later', plan)
    await go(api, needs.trip, { way: 'there', handle })
    await go(api, needs.trip, { way: 'back', handle })
  },
  judge: (history, { refusal: { statuses }, trip: { trip }, without }) => {
    const places = without.filter((place) => place !== trip.lifecycle.at)
    const [control, attempt, before] = ['back', 'too early', 'before'].map((label) => history.find(label))
    return allOf(['after', 'later'].map((label) => refused({ control, attempt, statuses, before, after: history.find(label), without: places })))
  },
})

/** Statuses by which an act may be turned away because another one is under way. */
function conflicts(reading: Reading): Need<readonly number[]> {
  const declared = (['wrong-phase', 'stale-tag', 'not-ready', 'rule-broken'] as const).flatMap((name) => {
    const refusal = reading.refusal(name)
    return refusal.kind === 'met' ? refusal.value.statuses : []
  })
  return met([409, 423, ...declared])
}

const parallelActs = check({
  id: 'lro.parallel-acts',
  proves: 'life.parallel-operations',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ trip: tripping(reading), conflicts: conflicts(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, needs) => {
    const handle = await api.borrow()
    const { there, back, read, lifecycle } = needs.trip.trip
    const begun = await api.send('there', there.plan(handle.params))
    const second = await api.send('second', back.plan(handle.params))
    for (const started of [begun, second]) if (needs.trip.work !== undefined) await follow(api, needs.trip.work, { label: 'ending', started })
    await api.settle('settling', handle)
    const end = await api.send('end', { operation: read, params: handle.params })
    if (phaseOf(lifecycle, answerOf(end)) === there.to) await go(api, needs.trip, { way: 'back', handle })
  },
  judge: (history, { trip: { trip }, conflicts: statuses }) => {
    const [first, second] = ['there', 'second'].map((label) => history.find(label))
    if (!succeeded(first)) return unclear(`nothing was under way: ${told(first)}`)
    const turnedAway = !succeeded(second) && statuses.includes(answerOf(second)?.status ?? 0)
    if (!succeeded(second) && !turnedAway) return broken('an act that is performed or refused as a conflict', told(second), 'second')
    const end: Exchange | undefined = history.find('end')
    const phase = phaseOf(trip.lifecycle, answerOf(end))
    const possible = succeeded(second) ? [trip.there.to, trip.back.to] : [trip.there.to]
    if (standingOf(trip.lifecycle, answerOf(end)) !== 'transient' && phase !== undefined && possible.includes(phase)) return kept
    return broken(`an end in ${possible.join(' or ')}`, succeeded(end) ? (phase ?? 'no phase') : told(end), 'end')
  },
})

export const actions: readonly Check[] = [acts, restores, wrongPhase, parallelActs]
