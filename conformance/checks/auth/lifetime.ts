import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { credentials, mint } from './credentials.ts'
import { operationsThat, readableAt } from './operations.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { CredentialNeed } from './credentials.ts'

export const revocation = check({
  id: 'auth.revocation',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      credential: credentials(reading),
      lag: reading.stated(({ auth }) => auth.revocation, 'the contract does not say how soon a revocation works'),
      operations: operationsThat(reading, 'protected'),
      refusal: reading.refusal('unauthenticated'),
      create: reading.creatable(),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { credential, lag, operations, create, type }) => {
    const handle = await api.borrow()
    const { handle: own, as } = await mint(api, credential)
    await api.send('before', { operation: credential.probe, as })
    await api.send('revoke', { operation: credential.revoke, params: own.params })
    if (lag.withinSeconds > 0) await api.wait(lag.withinSeconds)
    for (const { id } of readableAt(operations, handle, type)) await api.send('afterwards', { operation: id, params: handle.params, as })
    await api.send('afterwards', { operation: create.id, params: handle.params, body: api.body(), as })
  },
  judge: (history, { refusal: { statuses, statusesLeanOn } }) => {
    const revoke = history.find('revoke')
    if (!succeeded(revoke)) return unclear(`the revocation got ${told(revoke)}`)
    return allOf(history.all('afterwards').map((attempt) => refused({ control: history.find('before'), attempt, statuses, statusesLeanOn })))
  },
})

/** Seconds that a credential is made to last: long enough for a slow answer, short enough to wait for. */
const lifetime = 20

export const expired = check({
  id: 'auth.expired-refused',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ credential: expiring(reading), refusal: reading.refusal('unauthenticated') }),
  scenario: () => fc.constant(null),
  drive: async (api, { credential }) => {
    // Only the subject's own clock counts, and its Date field is the one place where it can be read.
    const now = instantOf(answerOf(await api.send('clock', { operation: credential.probe })))
    if (now === undefined) return
    const until = credential.instant(now + lifetime * 1000)
    const { as } = await mint(api, credential, { [credential.expires]: until })
    await api.send('in time', { operation: credential.probe, as })
    await api.wait(lifetime + 2)
    await api.send('too late', { operation: credential.probe, as })
    await api.send('control', { operation: credential.probe })
  },
  judge: (history, { refusal: { statuses, statusesLeanOn } }) => {
    const start = instantOf(history.answer('clock'))
    const inTime = history.find('in time')
    if (start === undefined || inTime === undefined) return unclear('the subject tells no Date, so that no instant of expiry can be chosen')
    if (!succeeded(history.find('control'))) return unclear(`a credential that does not expire got ${told(history.find('control'))}`)
    const reached = instantOf(answerOf(inTime))
    if (reached === undefined || reached - start >= lifetime * 1000) return unclear('the answers took longer than the credential lived')
    if (statuses.includes(answerOf(inTime)?.status ?? 0))
      return broken(`a credential that works for ${lifetime} seconds`, `${told(inTime)} after ${(reached - start) / 1000} seconds`, 'in time')
    return refused({ control: inTime, attempt: history.find('too late'), statuses, statusesLeanOn })
  },
})

function expiring(reading: Reading): Need<CredentialNeed & { readonly expires: string }> {
  const need = credentials(reading)
  if (need.kind === 'unmet') return need
  const { expires } = need.value
  return expires === undefined ? unmet('credentials of this provider do not expire') : { ...need, value: { ...need.value, expires } }
}

function instantOf(answer: Answer | undefined): number | undefined {
  const instant = Date.parse(header(answer, 'date') ?? '')
  return Number.isNaN(instant) ? undefined : instant
}

export const shownOnce = check({
  id: 'auth.secret-shown-once',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ credential: listable(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { credential }) => {
    const made = await api.send('create', { operation: credential.create, body: credential.body(api.name()) })
    const handle = api.own(made)
    const secret = at(answerOf(made)?.json, credential.secret)
    await api.send('list', { operation: credential.list })
    if (typeof secret === 'string') await api.send('use', { operation: credential.probe, as: { token: secret } })
    await api.send('list', { operation: credential.list })
    if (handle !== undefined) await api.send('revoke', { operation: credential.revoke, params: handle.params })
  },
  judge: (history, { credential }) => {
    const made = history.find('create')
    if (!succeeded(made)) return unclear(`no credential could be made: ${told(made)}`)
    const secret = at(answerOf(made)?.json, credential.secret)
    if (typeof secret !== 'string' || secret === '') return broken('the raw value in the answer to the creation', `none at ${credential.secret}`, 'create')
    const later = history.exchanges.filter(({ label }) => label !== 'create')
    if (!later.some((exchange) => exchange.label === 'list' && succeeded(exchange))) return unclear('no list of credentials was answered')
    const telling = later.find((exchange) => tells(exchange, secret))
    return telling === undefined ? kept : broken('the raw value in no other answer', `the answer to ${JSON.stringify(telling.label)} holds it`, telling.label)
  },
})

function listable(reading: Reading): Need<CredentialNeed & { readonly list: string }> {
  const need = credentials(reading)
  if (need.kind === 'unmet') return need
  const { list } = need.value
  return list === undefined ? unmet('the contract has no operation to list credentials') : { ...need, value: { ...need.value, list } }
}

/** True where an answer holds this text anywhere: in its body or in a header field. */
export function tells(exchange: Exchange, secret: string): boolean {
  const answer = answerOf(exchange)
  return answer !== undefined && (answer.body.includes(secret) || answer.headers.some(([, value]) => value.includes(secret)))
}

export const lifetimeChecks: readonly Check[] = [revocation, expired, shownOnce]
