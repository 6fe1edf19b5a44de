import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { successes } from '../lifecycle/create.ts'
import { commanding, follow, starting, work } from './needs.ts'
import { endOf, sound, text } from './sound.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Work } from './needs.ts'

/** A create whose work can be cancelled. */
function cancellable(reading: Reading): Need<OperationNeed> {
  const create = starting(reading, 'create')
  if (create.kind === 'unmet') return create
  return create.value.operation.behaviour?.longRunning?.cancel === undefined ? unmet(`the creation of a ${reading.resource} cannot be cancelled`) : create
}

interface Stopping {
  readonly work: Work
  readonly create: OperationNeed
  readonly cancel: OperationNeed & { readonly plan: (id: string) => { readonly operation: string } }
}

function stopping(reading: Reading): Need<Stopping> {
  return all({ work: work(reading), create: cancellable(reading), cancel: commanding(reading, 'cancel') })
}

/** Starts a creation and cancels it at once: what is never finished costs least. */
async function startAndStop(api: Api, { work: found, create, cancel }: Stopping): Promise<Exchange> {
  const started = await api.send('start', { operation: create.id, body: api.body() })
  const id = succeeded(started) ? found.idOf(answerOf(started)?.json) : undefined
  if (id === undefined) throw new Blocked(`nothing was started: the create got ${told(started)}`)
  await api.send('cancel', cancel.plan(id))
  await follow(api, found, { label: 'end', started })
  return started
}

const cancelRunning = check({
  id: 'lro.cancel-running',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: stopping,
  scenario: () => fc.constant(null),
  drive: async (api, needs) => void (await startAndStop(api, needs)),
  judge: (history, { work: found, cancel }) => {
    const answer = history.find('cancel')
    if (tooLate(history, found)) return unclear('it was done before it could be cancelled')
    const status = statusIn(answer, successes(cancel))
    if (status.kind !== 'kept') return status
    const [started, stopped] = ['start', 'cancel'].map((label) => found.idOf(history.answer(label)?.json))
    return started === stopped ? kept : broken(`the long-running operation ${started ?? ''}`, stopped ?? text(answerOf(answer)?.json), 'cancel')
  },
})

/** True where it had succeeded before anybody asked, as the first look afterwards tells: then a refusal is right. */
function tooLate(history: History, { rules }: Work): boolean {
  const [look] = history.all('end')
  return !succeeded(history.find('cancel')) && endOf(rules, answerOf(look)?.json) === 'succeeded'
}

const cancelledTold = check({
  id: 'lro.cancelled-told',
  proves: 'life.operation-consistency',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: stopping,
  scenario: () => fc.constant(null),
  drive: async (api, needs) => void (await startAndStop(api, needs)),
  judge: (history, { work: found }) => {
    const shown = history.exchanges.flatMap((exchange) => found.shown(exchange).map((json) => ({ json, label: exchange.label })))
    if (!shown.some(({ json }) => endOf(found.rules, json) === 'cancelled')) return unclear('nothing was seen to be cancelled')
    return allOf(
      shown.map(({ json, label }): Judgement => {
        const sight = sound(found.rules, json)
        return typeof sight === 'object' ? broken(sight.expected, sight.actual, label) : kept
      }),
    )
  },
})

const cancelFinished = check({
  id: 'lro.cancel-finished',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({ stopping: stopping(reading), refusal: reading.refusal('already-done'), read: reading.operation('read'), moves: met(movesOf(reading)) }),
  scenario: () => fc.constant(null),
  drive: async (api, { stopping: needs, read }) => {
    await startAndStop(api, needs)
    const made = await api.send('make', { operation: needs.create.id, body: api.body() })
    const handle = api.own(made)
    const id = needs.work.idOf(answerOf(made)?.json)
    if (handle === undefined || id === undefined) throw new Blocked(`nothing was made: the create got ${told(made)}`)
    await follow(api, needs.work, { label: 'making', started: made })
    await api.settle('settling', handle)
    const looks = [
      ['work', needs.work.plan(id)],
      ['resource', { operation: read.id, params: handle.params }],
    ] as const
    for (const [name, plan] of looks) await api.send(`${name} before`, plan)
    await api.send('late cancel', needs.cancel.plan(id))
    for (const [name, plan] of looks) await api.send(`${name} after`, plan)
  },
  judge: (history, { stopping: { work: found }, refusal: { statuses }, moves }) => {
    if (!found.isDone(history.answer('work before')?.json)) return unclear('nothing was seen to be done')
    const [control, attempt] = ['cancel', 'late cancel'].map((label) => history.find(label))
    if (tooLate(history, found)) return unclear('the first one was done before it could be cancelled')
    return allOf(
      ['work', 'resource'].map((name) => {
        const [before, after] = ['before', 'after'].map((when) => history.find(`${name} ${when}`))
        return refused({ control, attempt, statuses, before, after, without: moves })
      }),
    )
  },
})

/** What changes in both although nobody wrote. */
function movesOf(reading: Reading): readonly string[] {
  const found = work(reading)
  const types = found.kind === 'met' ? [found.value.type, reading.type] : [reading.type]
  return types.flatMap((type) => (type.moves ?? []).flatMap(({ places }) => places))
}

export const cancels: readonly Check[] = [cancelRunning, cancelledTold, cancelFinished]
