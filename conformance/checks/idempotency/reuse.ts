import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { differences, sameJson, view } from '../../judge/view.ts'
import { all, map, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idOf, singleEffect } from './effects.ts'
import { keys, making, provided } from './needs.ts'
import { Sender } from './steps.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

const once = { cost: 'destructive', each: 'resource', runs: 1, scenario: () => fc.constant(null) } as const

interface Reused {
  readonly given: Making
  readonly read: string
  readonly contract: Contract
}

function reused(reading: Reading): Need<Reused> {
  const need = all({ given: making(reading), read: reading.operation('read'), contract: reading.document() })
  return map(need, ({ read, ...others }) => ({ ...others, read: read.id }))
}

/** Another body than one that was sent: with a name of its own, or with another value of some text. */
function otherThan(sent: JsonObject, { given, contract }: Reused, fresh: JsonObject): JsonObject | undefined {
  const changed = Object.entries(sent).map(([name, value]) => ({ ...sent, [name]: typeof value === 'string' ? `${value}2` : value }))
  const isValid = (body: JsonObject): boolean => given.schema !== undefined && contract.validate(given.schema, body).length === 0
  return [fresh, ...changed].find((body) => !sameJson(sent, body) && isValid(body))
}

/** What a contract says of one key under two bodies. */
function reuse(reading: Reading): Need<'replay' | 'refuse'> {
  const need = keys(reading)
  return need.kind === 'met' ? met(need.value.reuse.policy, ...need.leansOn, need.value.reuse) : need
}

/** One key under two bodies, then under the first one once more. */
async function sendTwo(api: Api, reused: Reused): Promise<void> {
  const { given, read } = reused
  const sender = await Sender.begin(api, given)
  const other = otherThan(sender.body, reused, given.body(api))
  if (other === undefined) throw new Blocked('two bodies that differ could not be made')
  const handle = sender.made(await sender.send('first'))
  await api.settle('settling', handle)
  const seen = { operation: read, params: handle.params }
  await api.send('earlier', seen)
  await sender.send('other', { body: other })
  await api.send('later', seen)
  await sender.send('again')
  await sender.end(other)
}

export const reuseRejected = check({
  ...once,
  id: 'idem.reuse-other-payload-rejected',
  needs: (reading) =>
    all({
      reused: reused(reading),
      policy: provided(reuse(reading), (policy) => policy === 'refuse', 'the contract does not say that a key is refused under another body'),
      refusal: reading.refusal('key-reused'),
    }),
  drive: (api, { reused: given }) => sendTwo(api, given),
  judge: (history, { refusal }) => {
    const control = [history.find('first'), history.find('again')].find((exchange) => !succeeded(exchange))
    return control === undefined ? statusIn(history.find('other'), refusal.statuses) : unclear(`the first body got ${told(control)}`)
  },
})

/** Whatever another body gets: leans on nothing but that one key is one resource. */
export const reuseSingleEffect = check({
  ...once,
  id: 'idem.reuse-single-effect',
  proves: 'idem.reuse-other-payload-no-effect',
  needs: reused,
  drive: sendTwo,
  judge: (history, { given }) => singleEffect(history, given, ['first', 'other']),
})

export const reuseNoEffect = check({
  ...once,
  id: 'idem.reuse-other-payload-no-effect',
  needs: (reading) => all({ reused: reused(reading), policy: reuse(reading) }),
  drive: (api, { reused: given }) => sendTwo(api, given),
  judge: (history, { reused: { given } }) => allOf([unchanged(history, given), stillKnown(history, given)]),
})

/** The first resource keeps what it was made with. */
export function unchanged(history: History, { volatile }: Pick<Making, 'volatile'>): Judgement {
  const [earlier, later] = [history.find('earlier'), history.find('later')]
  if (!succeeded(earlier)) return unclear(`the resource could not be read: ${told(earlier)}`)
  if (!succeeded(later)) return broken('the first resource is as it was', `it could not be read: ${told(later)}`, 'other')
  const places = differences(view(answerOf(earlier)?.json, volatile), view(answerOf(later)?.json, volatile))
  return places.length === 0 ? kept : broken('the first resource is as it was', `${told(history.find('other'))}, and ${places.join(', ')} changed`, 'other')
}

/** The first body still gets its own result. */
export function stillKnown(history: History, given: Pick<Making, 'type' | 'list'>): Judgement {
  const [first, again] = [history.find('first'), history.find('again')]
  const id = idOf(given, first)
  if (id === undefined) return unclear(`nothing was made: ${told(first)}`)
  if (answerOf(again) === undefined) return unclear(`there is no answer to judge: ${told(again)}`)
  return idOf(given, again) === id ? kept : broken(`the first result, about ${id}`, `${told(again)} about ${idOf(given, again) ?? 'nothing'}`, 'again')
}

export const reuses: readonly Check[] = [reuseRejected, reuseSingleEffect, reuseNoEffect]
