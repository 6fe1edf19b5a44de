import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { withAt } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { birth, pathOf } from './graph.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Birth } from './graph.ts'

/** Phases that no update leads to, so that one seen after an update was forged. */
function forgeable(reading: Reading): Need<readonly string[]> {
  const born = birth(reading)
  if (born.kind === 'unmet') return born
  const { lifecycle, end } = born.value
  const update = reading.operation('update')
  const started = (update.kind === 'met' ? update.value.operation.behaviour?.triggers : undefined) ?? []
  const led = started.flatMap(({ trigger }) => (lifecycle.triggers[trigger] === undefined ? [] : pathOf(lifecycle.triggers[trigger])))
  const left = Object.keys(lifecycle.phases).filter((phase) => phase !== end && !led.includes(phase))
  return left.length > 0 ? met(left) : unmet(`an update may lead a ${reading.resource} to every phase`)
}

/**
 * A phase in which nothing settles that was only made. It is asked for where a create answers with a long-running operation:
 * then there is no telling whether what settles early was asked to. And where everything settles at once: then it would be no forgery.
 */
function elsewhere(reading: Reading): Need<string | undefined> {
  const born = birth(reading)
  if (born.kind === 'unmet') return born
  const { lifecycle, initial, end } = born.value
  const told = reading.creatable().kind === 'met' && reading.showingCreate().kind === 'unmet'
  return met(told || initial === end ? Object.keys(lifecycle.phases).find((phase) => phase !== end && lifecycle.phases[phase]?.kind === 'settled') : undefined)
}

const stateNotWritable = check({
  id: 'life.state-not-writable',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      update: reading.operation('update'),
      read: reading.operation('read'),
      field: reading.mutableField(),
      birth: birth(reading),
      elsewhere: elsewhere(reading),
      forgeable: forgeable(reading),
      nursery: nursery(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, update, read, field, birth: { lifecycle, end }, elsewhere, forgeable: phases, nursery: find }) => {
    const params = await find(api)
    await api.send('create', { operation: create.id, params, body: api.body() })
    const phase = elsewhere ?? end
    const made = api.own(await api.send('forged create', { operation: create.id, params, body: withAt(api.body(), lifecycle.at, phase) }))
    if (made !== undefined && elsewhere !== undefined) await api.settle('forged settling', made)
    const handle = await api.borrow()
    const target = { operation: update.id, params: handle.params }
    const body = field.body(field.values[0] ?? null)
    await api.send('update', { ...target, body })
    await api.settle('settling', handle)
    for (const phase of phases) {
      await api.send(`forged ${phase}`, { ...target, body: withAt(body, lifecycle.at, phase) })
      await api.send(`after ${phase}`, { operation: read.id, params: handle.params })
    }
    await api.settle('settling', handle)
  },
  judge: (history, { birth: born, elsewhere, forgeable: phases }) => {
    const [create, update] = ['create', 'update'].map((label) => history.find(label))
    if (!succeeded(create) || !succeeded(update)) return unclear(`there is no positive control: ${told(create)} and ${told(update)}`)
    const early = elsewhere === undefined ? bornLate(history, born) : bornElsewhere(history, born, elsewhere)
    return early.kind === 'kept' ? allOf(phases.map((phase) => moved(history, born, phase))) : early
  },
})

function bornLate(history: History, { lifecycle, initial, end }: Birth): Judgement {
  const forged = history.find('forged create')
  if (!succeeded(forged) || initial === end) return kept
  const phase = phaseOf(lifecycle, answerOf(forged))
  return phase === end ? broken(`a new resource in ${initial}`, `${end}, as the create asked`, 'forged create') : kept
}

function bornElsewhere(history: History, { lifecycle, end }: Birth, elsewhere: string): Judgement {
  if (!succeeded(history.find('forged create'))) return kept
  const phase = phaseOf(lifecycle, history.answer('forged settling'))
  return phase === elsewhere ? broken(`a new resource that settles in ${end}`, `${elsewhere}, as the create asked`, 'forged create') : kept
}

function moved(history: History, { lifecycle }: Birth, phase: string): Judgement {
  const before = phaseOf(
    lifecycle,
    history
      .all('settling')
      .map(answerOf)
      .find((answer) => standingOf(lifecycle, answer) === 'settled'),
  )
  if (before === undefined) return unclear('it had not settled')
  const after = history.find(`after ${phase}`)
  const found = succeeded(after) ? phaseOf(lifecycle, answerOf(after)) : told(after)
  // Where it was in that very phase before, nothing tells that it was asked to.
  if (succeeded(after) && (found !== phase || found === before)) return kept
  return broken(`the phase ${before}, whatever an update says`, `${told(history.find(`forged ${phase}`))}, and then ${found ?? 'no phase'}`, `forged ${phase}`)
}

export const forgeries: readonly Check[] = [stateNotWritable]
