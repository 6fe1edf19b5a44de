import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, map, met } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { begin, someOf, writable } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { RequestPlan } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** A well-formed tag that is never current. */
const stale = '"clusterproof-stale"'

/** Something that gets a write refused whatever its precondition says. */
const reasons = ['no credentials', 'wrong credentials', 'nothing there', 'no right to write', "another tenant's credentials"] as const
type Reason = (typeof reasons)[number]

export const normalChecksFirst = check({
  id: 'etag.normal-checks-first',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ given: writable(reading), id: map(reading.identity(), () => idParameter(reading.type)), reasons: applicable(reading) }),
  scenario: ({ given }) => someOf(given.field),
  drive: async (api, { given, id, reasons: wanted }, [first = null, second = null]) => {
    const steps = await begin(api, given, first)
    const plan: RequestPlan = { operation: given.update.id, params: steps.handle.params, body: given.field.body(second) }
    await api.send('stale', { ...plan, headers: { 'if-match': stale } })
    for (const reason of wanted) {
      const spoilt: RequestPlan = { ...plan, ...spoil(reason, { params: { ...steps.handle.params, [id]: api.name() } }) }
      await api.send(`${reason}, without a tag`, spoilt)
      await api.send(reason, { ...spoilt, headers: { 'if-match': stale } })
    }
  },
  judge: (history, { given, reasons: wanted }) => {
    if (!succeeded(history.find('control'))) return unclear(`a write on the current tag got ${told(history.find('control'))}`)
    const status = answerOf(history.find('stale'))?.status ?? 0
    if (!given.refusal.statuses.includes(status)) return unclear(`a write on a stale tag got ${told(history.find('stale'))}`)
    return allOf(wanted.map((reason) => sameReason(history, reason)))
  },
})

/** RFC 9110 section 13.2.1: a precondition is ignored where the answer without it would be neither 2xx nor 412. */
function sameReason(history: History, reason: Reason): Judgement {
  const [without, within] = [history.find(`${reason}, without a tag`), history.find(reason)]
  const [expected, found] = [answerOf(without)?.status, answerOf(within)?.status]
  if (expected === undefined || found === undefined) return unclear(`there is no answer to judge: ${told(without)}, ${told(within)}`)
  if (expected < 400 || expected === 412) return unclear(`${reason}: the write without If-Match got ${told(without)}`)
  return expected === found ? kept : broken(`status ${expected}, as without If-Match`, told(within), reason)
}

function applicable(reading: Reading) {
  const readonly = reading.role('readonly')
  const update = reading.operation('update')
  const mayNotWrite = readonly.kind === 'met' && update.kind === 'met' && readonly.value.forbids.includes(update.value.id)
  const unfit: Readonly<Record<Reason, boolean>> = {
    'no credentials': false,
    'wrong credentials': false,
    'nothing there': false,
    'no right to write': !mayNotWrite || reading.principal('readonly').kind === 'unmet',
    "another tenant's credentials": reading.principal('other').kind === 'unmet',
  }
  return met(reasons.filter((reason) => !unfit[reason]))
}

function spoil(reason: Reason, absent: Pick<RequestPlan, 'params'>): Partial<RequestPlan> {
  switch (reason) {
    case 'no credentials':
      return { as: 'nobody' }
    case 'wrong credentials':
      return { as: { token: 'clusterproof-no-such-credential' } }
    case 'nothing there':
      return absent
    case 'no right to write':
      return { as: 'readonly' }
    case "another tenant's credentials":
      return { as: 'other' }
  }
}

/** Whether the tag or the body is judged first is left open (RFC 9110 section 13.2.1): only the effect and a crash count. */
export const beforeContentProcessing = check({
  id: 'etag.before-content-processing',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ given: writable(reading), mutants: reading.everyMutant('update') }),
  scenario: ({ given, mutants }) =>
    fc.record({
      values: someOf(given.field),
      bodies: fc.shuffledSubarray(
        mutants.map(({ body }) => body),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  drive: async (api, { given }, { values: [first = null, second = null], bodies }) => {
    const steps = await begin(api, given, first)
    const old = await steps.read('old')
    await steps.write('fresh write', second, old)
    await steps.read('before')
    const plan: RequestPlan = { operation: given.update.id, params: steps.handle.params, headers: { 'if-match': old } }
    for (const [index, body] of bodies.entries()) await api.send(`invalid ${index}`, { ...plan, body })
    await api.send('malformed', { ...plan, raw: '{' })
    await steps.read('after')
  },
  judge: (history, { given }, { bodies }) => {
    const labels = [...bodies.map((_: Json, index) => `invalid ${index}`), 'malformed']
    const sides = { before: history.find('before'), after: history.find('after'), without: given.volatile, tag: given.tag }
    return allOf(labels.map((label) => refused({ control: history.find('fresh write'), attempt: history.find(label), ...sides })))
  },
})
