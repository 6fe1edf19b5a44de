import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { walk } from '../../judge/automaton.ts'
import { Fronts } from '../../judge/automaton-fronts.ts'
import { kindOf, phaseOf, standingOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { all, met, optional } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { onset, setOff } from '../onset.ts'
import { sight, within } from '../sight.ts'
import { birth } from './graph.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

const initialPhase = check({
  id: 'life.state-vocabulary',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ create: reading.showingCreate(), birth: birth(reading), nursery: nursery(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, nursery: find }) => {
    const params = await find(api)
    await api.send('create', { operation: create.id, params, body: api.body() })
  },
  judge: (history, { birth: { lifecycle, initial } }) => {
    const create = history.find('create')
    if (!succeeded(create)) return unclear(`nothing was made: the create got ${told(create)}`)
    const phase = phaseOf(lifecycle, answerOf(create))
    return phase === initial ? kept : broken(`the initial phase ${initial}`, phase ?? 'no phase', 'create')
  },
})

/** How the deletion of a resource under test looks in its lifecycle. */
function farewell(reading: Reading): Need<Lifecycle['triggers'][string]> {
  const name = reading.type.lifecycle ?? ''
  return reading.stated((behaviour) => behaviour.lifecycles?.[name]?.triggers['delete'], `the lifecycle of a ${reading.resource} has no deletion`)
}

const transitionGraph = check({
  id: 'life.transition-graph',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      remove: reading.operation('delete'),
      read: reading.operation('read'),
      birth: birth(reading),
      farewell: farewell(reading),
      nursery: nursery(reading),
      onset: optional(onset(reading)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, remove, read, birth: { lifecycle }, nursery: find, onset: begins }) => {
    const params = await find(api)
    const made = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (made === undefined) return
    if (begins !== undefined) await setOff(api, begins, made)
    await api.settle('settling', made)
    await api.send('settled', { operation: read.id, params: made.params })
    await api.send('delete', { operation: remove.id, params: made.params })
    await api.poll('leaving', { operation: read.id, params: made.params }, (exchange) => phaseOf(lifecycle, answerOf(exchange)) === undefined)
  },
  judge: (history, { birth: { lifecycle } }) => {
    // What was borrowed before has a life of its own.
    const begun = history.find('create')?.number ?? Infinity
    const sights = history.exchanges.filter(({ label, number }) => number >= begun && ['create', 'settling', 'settled', 'leaving'].includes(label))
    return followed(lifecycle, sights)
  },
})

/** Judges consecutive sights of one life: each phase can be reached from the one before. */
export function followed(lifecycle: Lifecycle, sights: readonly Exchange[]): Judgement {
  const samples = sights.flatMap((exchange) => {
    const { sent, received, label } = exchange
    const phase = succeeded(exchange) ? phaseOf(lifecycle, answerOf(exchange)) : undefined
    return phase === undefined ? [] : [{ phase, sent, received, label }]
  })
  const { faults, moves } = walk(new Fronts(lifecycle), { samples, commands: 'any' })
  const [fault] = faults
  if (fault !== undefined) return broken(`a phase that can follow ${fault.before?.phase ?? 'none'}`, fault.after.phase, fault.after.label)
  return moves > 0 ? kept : unclear('no two phases were seen')
}

const transientResolves = check({
  id: 'life.transient-resolves',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      lifecycle: reading.lifecycle(),
      sight: sight(reading),
      nursery: nursery(reading),
      type: met(reading.type),
      onset: optional(onset(reading)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, lifecycle, sight: { plan }, nursery: find, onset: begins }) => {
    const params = await find(api)
    const made = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (made === undefined) return
    if (begins !== undefined) await setOff(api, begins, made)
    // What is made asynchronously need not be found at once, so that an absence ends nothing while there is time.
    const enough = (exchange: Exchange) => isOver(lifecycle, exchange) && ![404, 410].includes(answerOf(exchange)?.status ?? 0)
    await within(api, { label: 'settling', plan: plan(made.params), enough, withinSeconds: lifecycle.settles.withinSeconds })
  },
  judge: (history, { lifecycle }) => {
    const create = history.find('create')
    if (!succeeded(create)) return unclear(`nothing was made: the create got ${told(create)}`)
    const last = history.find('settling')
    const phase = phaseOf(lifecycle, answerOf(last))
    if (!succeeded(last)) return broken('a transient phase ends in a settled or a failed one', `it ended in ${told(last)}`, 'settling')
    const kind = kindOf(lifecycle, phase)
    if (kind === undefined) return unclear(`the phase ${phase ?? 'is missing'} is not declared`)
    return kind === 'transient' ? broken(`an end within ${lifecycle.settles.withinSeconds} seconds`, `still ${phase} after all of them`, 'settling') : kept
  },
})

/** True where the phase that a read shows will not end by itself, or where there is none to be read. */
export function isOver(lifecycle: Lifecycle, exchange: Exchange): boolean {
  if (!succeeded(exchange)) return true
  const kind = standingOf(lifecycle, answerOf(exchange))
  return kind === 'settled' || kind === 'failed'
}

/** How often, and how many seconds apart, a settled resource is looked at again. */
const looks = { times: 3, secondsApart: 2 }

const terminalAbsorbing = check({
  id: 'life.terminal-absorbing',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ read: reading.operation('read'), birth: birth(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { read }) => {
    const handle = await api.borrow()
    await api.settle('settling', handle)
    for (let look = 0; look < looks.times; look += 1) {
      await api.send('look', { operation: read.id, params: handle.params })
      await api.wait(looks.secondsApart)
    }
  },
  judge: (history, { birth: { lifecycle } }) => {
    const [first, ...later] = [history.find('settling'), ...history.all('look')].map((exchange) => phaseOf(lifecycle, answerOf(exchange)))
    if (kindOf(lifecycle, first) !== 'settled') return unclear(`it had not settled: ${first ?? 'no phase'}`)
    const other = later.find((phase) => phase !== first && kindOf(lifecycle, phase) !== 'failed')
    return other === undefined ? kept : broken(`${first} until somebody commands otherwise`, other, 'look')
  },
})

export const phases: readonly Check[] = [initialPhase, transitionGraph, transientResolves, terminalAbsorbing]
