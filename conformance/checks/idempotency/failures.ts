import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bodyOf, idOf, listedSince, singleEffect } from './effects.ts'
import { keys, making } from './needs.ts'
import { Sender } from './steps.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

const once = { cost: 'destructive', each: 'resource', runs: 1 } as const

interface Fallible {
  readonly given: Making
  readonly contract: Contract
}

/** What a contract says of the answers to failed requests. */
function fallible(reading: Reading): Need<Fallible> {
  const need = all({ given: making(reading), rules: keys(reading), contract: reading.document() })
  if (need.kind === 'unmet') return need
  const { given, rules, contract } = need.value
  return met({ given, contract }, ...need.leansOn, rules.errors)
}

export const errorResultPolicy = check({
  ...once,
  id: 'idem.error-result-policy',
  needs: fallible,
  scenario: () => fc.constant(null),
  drive: async (api, { given, contract }) => {
    const sender = await Sender.begin(api, given)
    const body = without(contract, given, sender.body)
    if (body === undefined) throw new Blocked('no member of the body is required')
    await sender.send('invalid', { body })
    await sender.send('invalid again', { body })
    await sender.send('valid')
    await sender.end(body)
  },
  judge: (history, { given }) => allOf([sameFailure(history), oneOrNone(history, given)]),
})

/** The body without a member that its schema requires. */
function without({ validate }: Contract, { schema }: Pick<Making, 'schema'>, body: JsonObject): JsonObject | undefined {
  const lacking = Object.keys(body).map((name) => Object.fromEntries(Object.entries(body).filter(([other]) => other !== name)))
  return schema === undefined ? undefined : lacking.find((candidate) => validate(schema, candidate).length > 0)
}

/** A failure that is kept comes again, and one that is not is found again: either way the answer has one status. */
export function sameFailure(history: History): Judgement {
  const [first, again] = [history.answer('invalid'), history.answer('invalid again')]
  if (first === undefined || again === undefined) return unclear('a request was not answered')
  if (first.status < 400 || first.status >= 500) return unclear(`the invalid request got ${told(history.find('invalid'))}`)
  return first.status === again.status ? kept : broken(`${told(history.find('invalid'))} once more`, told(history.find('invalid again')), 'invalid again')
}

/** The valid request under the same key is done or refused as a reuse of it; there is one resource if it was done, and none otherwise. */
export function oneOrNone(history: History, given: Pick<Making, 'type' | 'list'>): Judgement {
  const valid = history.find('valid')
  const status = answerOf(valid)?.status
  if (status === undefined || status === 429) return unclear(`there is no answer to judge: ${told(valid)}`)
  if (status >= 500) return broken('a success, or a refusal of the key', told(valid), 'valid')
  if (succeeded(valid)) return singleEffect(history, given, ['valid'])
  const listed = listedSince(history, given, { bodies: [bodyOf(valid), bodyOf(history.find('invalid'))] })
  if (listed === undefined) return unclear('how many there are is not known')
  return listed.length === 0 ? kept : broken('nothing is made', `${told(valid)}, and yet ${listed.join(', ')} is in the list`, 'valid')
}

export const transientNotRecorded = check({
  ...once,
  id: 'idem.transient-not-recorded',
  needs: making,
  scenario: () => fc.string({ unit: fc.constantFrom(...'abcdefghijkmnpqrstuvwxyz23456789'), minLength: 12, maxLength: 20 }),
  drive: async (api, given, word) => {
    const sender = await Sender.begin(api, given)
    await sender.send('control', { body: given.body(api), headers: { [given.rules.header]: sender.another(api.name()) } })
    await sender.send('nobody', { as: 'nobody' })
    await sender.send('unknown', { as: { token: word } })
    await sender.send('proper')
  },
  judge: (history, given) => {
    const [control, nobody, unknown, proper] = ['control', 'nobody', 'unknown', 'proper'].map((label) => history.find(label))
    if (!succeeded(control)) return unclear(`another request under another key got ${told(control)}`)
    const accepted = [nobody, unknown].find((exchange) => answerOf(exchange) === undefined || succeeded(exchange))
    if (accepted !== undefined) return unclear(`without credentials it got ${told(accepted)}`)
    if (answerOf(proper) === undefined) return unclear(`there is no answer to judge: ${told(proper)}`)
    return idOf(given, proper) === undefined ? broken('what was refused for want of credentials is done with them', told(proper), 'proper') : kept
  },
})

export const failures: readonly Check[] = [errorResultPolicy, transientNotRecorded]
