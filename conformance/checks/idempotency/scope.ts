import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, map, met, optional, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idOf, singleEffect } from './effects.ts'
import { changing, keys, making } from './needs.ts'
import { Sender } from './steps.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

const once = { cost: 'destructive', each: 'resource', runs: 1 } as const

export const scopePrincipal = check({
  ...once,
  id: 'idem.scope-principal',
  needs: (reading) => all({ given: making(reading), other: reading.principal('other'), scoped: scoped(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { given, other: { params } }) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    await sender.send('stranger', { as: 'other', params, body: given.body(api, nameIn(sender.body), 'other') })
  },
  judge: (history, { given }) => {
    const id = idOf(given, history.find('first'))
    if (id === undefined) return unclear(`nothing was made: ${told(history.find('first'))}`)
    const stranger = history.find('stranger')
    const answer = answerOf(stranger)
    if (answer === undefined) return unclear(`there is no answer to judge: ${told(stranger)}`)
    return tells(stranger, id) ? broken('nothing of what another one made', `${told(stranger)} that tells of ${id}`, 'stranger') : kept
  },
})

/** That equal keys of two scopes are two keys. */
function scoped(reading: Reading): Need<true> {
  const need = keys(reading)
  if (need.kind === 'unmet') return need
  const { scope } = need.value
  return scope.of.includes('scope') || scope.of.includes('credential')
    ? met(true, scope)
    : unmet('the contract does not say that others have keys of their own')
}

/** The name that a body gives, so that another body can give the same. */
function nameIn({ name }: JsonObject): JsonObject {
  return name === undefined ? {} : { name }
}

/** Whether anything in an answer tells of this identifier. */
function tells(exchange: Exchange | undefined, id: string): boolean {
  const answer = answerOf(exchange)
  return answer !== undefined && [answer.body, ...answer.headers.map(([, value]) => value)].some((text) => text.includes(id))
}

export const scopeOperation = check({
  ...once,
  id: 'idem.scope-operation',
  needs: (reading) => all({ given: making(reading), changes: changing(reading) }),
  scenario: ({ changes }) => fc.shuffledSubarray([...changes.field.values], { minLength: 2, maxLength: 2 }),
  drive: async (api, { given, changes: { id, rules, field, read } }, [first = null, second = null]) => {
    const sender = await Sender.begin(api, given)
    const handle = sender.made(await sender.send('first'))
    await api.settle('settling', handle)
    const update = { operation: id, params: handle.params }
    await api.send('control', { ...update, body: field.body(first) })
    await api.send('other', { ...update, body: field.body(second), headers: { [rules.header]: sender.key } })
    await api.send('after', { operation: read, params: handle.params })
  },
  judge: (history, { changes: { field } }, [, second = null]) => {
    const [control, other, after] = ['control', 'other', 'after'].map((label) => history.find(label))
    if (!succeeded(control)) return unclear(`an update without a key got ${told(control)}`)
    const status = answerOf(other)?.status
    if (status === undefined || !succeeded(after)) return unclear(`what became of the update is not known: ${told(other)}`)
    const isDone = sameJson(at(answerOf(after)?.json, field.pointer), second)
    if (succeeded(other)) return isDone ? kept : broken('an update that is done', `${told(other)}, and it was not done`, 'other')
    if (status >= 500) return broken('an update that is done, or a refusal', told(other), 'other')
    return isDone ? broken('a refusal without effect', `${told(other)}, and yet it was done`, 'other') : kept
  },
})

export const fieldName = check({
  ...once,
  id: 'idem.key-field-handling',
  needs: making,
  scenario: () => fc.shuffledSubarray(['upper case', 'title case'] as const, { minLength: 2 }),
  drive: async (api, given, casings) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    for (const casing of casings) await sender.send(casing, { headers: { [cased(given.rules.header, casing)]: sender.key } })
    await sender.end()
  },
  judge: (history, given, casings) => {
    const refusal = casings.map((casing) => history.find(casing)).find((exchange) => answerOf(exchange) !== undefined && !succeeded(exchange))
    const single = singleEffect(history, given, ['first', ...casings])
    if (single.kind !== 'kept' || refusal === undefined) return single
    return broken('the first result, however the name of the field is written', told(refusal), refusal.label)
  },
})

/** The name of a field in other letters: they are the same to everybody (RFC 9110 section 5.1). */
export function cased(name: string, casing: 'upper case' | 'title case'): string {
  return casing === 'upper case' ? name.toUpperCase() : name.replaceAll(/(^|-)[a-z]/g, (found) => found.toUpperCase())
}

export const authBeforeReplay = check({
  ...once,
  id: 'idem.auth-before-replay',
  needs: (reading) => all({ given: making(reading), unauthenticated: reading.refusal('unauthenticated'), reader: optional(forbidden(reading)) }),
  scenario: () => fc.string({ unit: fc.constantFrom(...'abcdefghijkmnpqrstuvwxyz23456789'), minLength: 12, maxLength: 20 }),
  drive: async (api, { given, reader }, word) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    await sender.send('nobody', { as: 'nobody' })
    await sender.send('unknown', { as: { token: word } })
    if (reader !== undefined) await sender.send('reader', { as: 'readonly' })
    await sender.send('again')
    await sender.end()
  },
  judge: (history, { given, unauthenticated, reader }) => {
    const id = idOf(given, history.find('first'))
    if (id === undefined) return unclear(`nothing was made: ${told(history.find('first'))}`)
    const shut = ['nobody', 'unknown'].map((who) => withheld(history, { who, id, statuses: unauthenticated.statuses }))
    return allOf([...shut, ...(reader === undefined ? [] : [withheld(history, { who: 'reader', id, statuses: reader })])])
  },
})

/** How a principal is refused whose role forbids to make one. */
function forbidden(reading: Reading): Need<readonly number[]> {
  const need = all({ who: reading.principal('readonly'), role: reading.role('readonly'), refusal: reading.refusal('missing-role'), given: making(reading) })
  if (need.kind === 'unmet') return need
  const { role, given } = need.value
  return role.forbids.includes(given.id) ? map(need, ({ refusal }) => refusal.statuses) : unmet(`the role ${role.role} may make one`)
}

/** A refusal that tells nothing of the result. */
function withheld(history: History, { who, id, statuses }: { readonly who: string; readonly id: string; readonly statuses: readonly number[] }): Judgement {
  const attempt = history.find(who)
  if (tells(attempt, id)) return broken('a refusal that tells nothing of the result', `${told(attempt)} that tells of ${id}`, who)
  return refused({ control: history.find('again'), attempt, statuses })
}

export const scopes: readonly Check[] = [scopePrincipal, scopeOperation, fieldName, authBeforeReplay]
