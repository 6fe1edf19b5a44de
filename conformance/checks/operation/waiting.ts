import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson, view } from '../../judge/view.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { itemsAt } from '../sight.ts'
import { commanding, follow, owned, starting, work } from './needs.ts'
import { text } from './sound.ts'
import { between } from './words.ts'
import type { LongRunning } from '../../../specs/behaviour.ts'
import type { Api, RequestPlan } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Owned, Work } from './needs.ts'

type Waiting = NonNullable<LongRunning['wait']>

/** How long a long-running operation may be waited for. */
function waiting(reading: Reading): Need<Waiting> {
  return reading.stated(({ longRunning }) => longRunning?.wait, 'the contract does not say how long a wait may be')
}

/** Dates are told in whole seconds. */
const tolerance = 1000

/**
 * Sends a wait and lets time pass while it lasts, by looks at something else: on a clock that stands still nothing would ever come
 * to its end otherwise.
 */
async function waitFor(api: Api, of: { readonly plan: RequestPlan; readonly meanwhile: RequestPlan; readonly seconds: number }): Promise<void> {
  const wait = { over: false }
  const meanwhile = async () => {
    for (let passed = 0; !wait.over && passed <= of.seconds; passed += 1) {
      await api.send('meanwhile', of.meanwhile)
      if (!wait.over) await api.wait(1)
    }
  }
  await Promise.all([api.send('wait', of.plan).finally(() => (wait.over = true)), meanwhile()])
}

/** A long-running operation about a resource that is there anyway, and that is done. */
async function finishedOne(api: Api, found: Work, list: Owned): Promise<string> {
  const handle = await api.borrow()
  const [id] = itemsAt(await api.send('past', list.plan(handle)), list.items).flatMap((item) => found.idOf(item) ?? [])
  if (id === undefined) throw new Blocked('no long-running operation about a resource that is there is listed')
  await api.poll('before', found.plan(id), (exchange) => !succeeded(exchange) || found.isDone(answerOf(exchange)?.json))
  return id
}

const waitFinished = check({
  id: 'lro.wait-finished',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ work: work(reading), wait: commanding(reading, 'wait'), bounds: waiting(reading), list: owned(reading) }),
  // Half of it is far more than any answer takes, and all of it less than a client waits.
  scenario: ({ bounds }) => fc.constant({ seconds: Math.min(bounds.max, 20) }),
  drive: async (api, { work: found, wait, bounds, list }, { seconds }) => {
    const id = await finishedOne(api, found, list)
    await waitFor(api, { plan: wait.plan(id, `${bounds.parameter}=${seconds}`), meanwhile: found.plan(id), seconds })
  },
  judge: (history, { work: found }, { seconds }) => {
    const [before, wait] = ['before', 'wait'].map((label) => history.find(label))
    if (!succeeded(before) || !found.isDone(answerOf(before)?.json)) return unclear(`no long-running operation is known to be done: ${told(before)}`)
    return allOf([sameWork(history, found), atOnce(between(before, wait), seconds)])
  },
})

function sameWork(history: History, { type }: Work): Judgement {
  const [before, wait] = ['before', 'wait'].map((label) => history.find(label))
  if (answerOf(wait)?.status !== 200) return broken('status 200', told(wait), 'wait')
  const places = (type.moves ?? []).flatMap((moves) => moves.places)
  const [read, waited] = [before, wait].map((exchange) => view(answerOf(exchange)?.json, places))
  return sameJson(read, waited) ? kept : broken(`the same as a read shows: ${text(read)}`, text(waited), 'wait')
}

/** A subject that tells no date leaves open how long it took. */
function atOnce(elapsed: number | undefined, seconds: number): Judgement {
  if (elapsed === undefined || elapsed < (seconds * 1000) / 2) return kept
  return broken('an answer at once, because it is done', `one after ${elapsed / 1000} of ${seconds} seconds`, 'wait')
}

const waitRunning = check({
  id: 'lro.wait-running',
  cost: 'destructive',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({ work: work(reading), wait: commanding(reading, 'wait'), bounds: waiting(reading), create: starting(reading, 'create'), list: reading.items() }),
  scenario: ({ bounds }) => fc.constant({ seconds: Math.min(bounds.max, Math.max(bounds.min, 5)) }),
  drive: async (api, { work: found, wait, bounds, create, list }, { seconds }) => {
    // Whatever is looked at meanwhile must tell nothing of the work, or each look might bring it on.
    const meanwhile = { operation: list.id }
    const started = await api.send('start', { operation: create.id, body: api.body() })
    const id = succeeded(started) ? found.idOf(answerOf(started)?.json) : undefined
    if (id === undefined) throw new Blocked(`nothing was started: the create got ${told(started)}`)
    await waitFor(api, { plan: wait.plan(id, `${bounds.parameter}=${seconds}`), meanwhile, seconds: seconds * 2 })
    await follow(api, found, { label: 'end', started })
  },
  judge: (history, { work: found }, { seconds }) => {
    const [started, wait] = ['start', 'wait'].map((label) => history.find(label))
    const json = answerOf(wait)?.json
    if (answerOf(wait)?.status !== 200) return broken('status 200, also when the time is over', told(wait), 'wait')
    const id = found.idOf(answerOf(started)?.json)
    if (found.idOf(json) !== id) return broken(`the long-running operation ${id ?? ''}`, found.idOf(json) ?? 'another thing', 'wait')
    const elapsed = between(started, wait)
    if (found.isDone(json) || elapsed === undefined || elapsed >= seconds * 1000 - tolerance) return kept
    return broken(`no answer before it is done or ${seconds} seconds are over`, `after ${elapsed / 1000} seconds, one that is not done`, 'wait')
  },
})

const waitBounds = check({
  id: 'lro.wait-bounds',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ work: work(reading), wait: commanding(reading, 'wait'), bounds: waiting(reading), list: owned(reading) }),
  scenario: ({ bounds: { min, max } }) => fc.constant([min - 1, max + 1, -max, 'abc', '1e1', ''].map(String)),
  drive: async (api, { work: found, wait, bounds, list }, odd) => {
    const id = await finishedOne(api, found, list)
    await api.send('control', wait.plan(id, `${bounds.parameter}=${bounds.min}`))
    for (const value of odd) await api.send(`wait ${value}`, wait.plan(id, `${bounds.parameter}=${value}`))
  },
  judge: (history, { work: found }, odd) => {
    const control = history.find('control')
    if (!succeeded(control)) return unclear(`there is no positive control: a wait within the bounds got ${told(control)}`)
    return allOf(odd.map((value) => bounded(history.find(`wait ${value}`), found, found.idOf(answerOf(control)?.json))))
  },
})

/** A time to wait that is none: refused, or taken for one that is. */
function bounded(attempt: Exchange | undefined, { idOf }: Work, id: string | undefined): Judgement {
  const answer = answerOf(attempt)
  if (attempt === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  if (answer.status >= 400 && answer.status < 500) return kept
  const right = succeeded(attempt) && idOf(answer.json) === id
  return right ? kept : broken('a refusal, or a wait for a time that is allowed', `${told(attempt)} with ${answer.body.slice(0, 80)}`, attempt.label)
}

export const waits: readonly Check[] = [waitFinished, waitRunning, waitBounds]
