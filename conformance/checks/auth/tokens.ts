import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { accepted, allOf, statusIn, told } from '../../judge/status.ts'
import { all, map, met } from '../../need.ts'
import { idIn, itemsIn, operationFor, resourceOf } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { schemeOf } from '../../subject/address.ts'
import { credentials, mint } from './credentials.ts'
import { isSafe, operationsThat, pathParameters } from './operations.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** `{"alg":"none","typ":"JWT"}` and `{"sub":"clusterproof","admin":true}`, unsigned. */
const unsigned = 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJjbHVzdGVycHJvb2YiLCJhZG1pbiI6dHJ1ZX0.'

const word = fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'), minLength: 8, maxLength: 24 })

/** Values of the Authorization field that name nobody. Few, because some servers lock out whoever guesses. */
function badTokens(word: Scheme, random: string): Readonly<Record<string, string>> {
  return {
    unknown: `${word} ${random}`,
    altered: `${word} {admin}${random.slice(0, 1)}`,
    unsigned: `${word} ${unsigned}`,
    'without a token': word,
    'another scheme': 'Basic Y2x1c3RlcnByb29mOmNsdXN0ZXJwcm9vZg==',
  }
}

type Scheme = ReturnType<typeof schemeOf>

/** The word before a token. */
function scheme(reading: Reading): Need<Scheme> {
  const auth = reading.stated((behaviour) => behaviour.auth, 'the contract says nothing of credentials')
  return map(all({ auth, contract: reading.document() }), ({ contract }) => schemeOf(contract))
}

/** The same word in other letters: its case does not matter (RFC 9110 section 11.1). */
function spellings(word: Scheme): readonly string[] {
  return [word.toLowerCase(), word.toUpperCase()]
}

/** The other words under which the same credentials are taken. */
export const otherSchemes = check({
  id: 'auth.other-schemes',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      list: reading.operation('list'),
      also: reading.stated(({ auth }) => auth.also, 'credentials are taken under one scheme only'),
      refusal: reading.refusal('unauthenticated'),
    }),
  scenario: () => word,
  drive: async (api, { list, also }, random) => {
    await api.send('control', { operation: list.id })
    for (const other of also.schemes) {
      await api.send(`scheme ${other}`, { operation: list.id, as: { authorization: `${other} {admin}` } })
      await api.send(`unknown ${other}`, { operation: list.id, as: { authorization: `${other} ${random}` } })
    }
  },
  judge: (history, { also, refusal: { statuses, statusesLeanOn } }) => {
    const control = history.find('control')
    if (!succeeded(control)) return unclear(`the valid credential got ${told(control)}`)
    const unknown = (other: string) => refused({ control, attempt: history.find(`unknown ${other}`), statuses, statusesLeanOn })
    return allOf(also.schemes.flatMap((other) => [accepted(history.find(`scheme ${other}`)), unknown(other)]))
  },
})

export const badToken = check({
  id: 'auth.bad-token',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      list: reading.operation('list'),
      refusal: reading.refusal('unauthenticated'),
      scheme: scheme(reading),
    }),
  scenario: () => word,
  drive: async (api, { list, scheme: own }, random) => {
    await api.send('control', { operation: list.id })
    for (const spelt of spellings(own)) await api.send(`scheme ${spelt}`, { operation: list.id, as: { authorization: `${spelt} {admin}` } })
    for (const [name, authorization] of Object.entries(badTokens(own, random))) await api.send(name, { operation: list.id, as: { authorization } })
  },
  judge: (history, { scheme: own, refusal: { statuses, statusesLeanOn } }, random) => {
    const control = history.find('control')
    if (!succeeded(control)) return unclear(`the valid credential got ${told(control)}`)
    // RFC 6750 section 3.1: a malformed request may be told apart by 400.
    const right = (name: string) => (name === 'without a token' || name === 'another scheme' ? [...statuses, 400] : statuses)
    const bad = Object.keys(badTokens(own, random)).map((name) => refused({ control, attempt: history.find(name), statuses: right(name), statusesLeanOn }))
    return allOf([...bad, ...spellings(own).map((spelt) => accepted(history.find(`scheme ${spelt}`)))])
  },
})

export const multipleMethods = check({
  id: 'auth.multiple-methods',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ credential: credentials(reading), refusal: reading.refusal('unauthenticated') }),
  scenario: () => word,
  drive: async (api, { credential }, random) => {
    // A token in a URL ends up in logs: so it is one that lives for this scenario only.
    const { placeholder, as } = await mint(api, credential)
    const operation = credential.probe
    await api.send('control', { operation, as })
    await api.send('query alone', { operation, as: 'nobody', query: `access_token=${placeholder}` })
    await api.send('query beside header', { operation, as, query: `access_token=${random}` })
  },
  judge: (history, { refusal: { statuses, statusesLeanOn } }) => {
    const control = history.find('control')
    const alone = refused({ control, attempt: history.find('query alone'), statuses: [...statuses, 400], statusesLeanOn })
    // RFC 6750 section 3.1: a request with two methods may be refused as invalid.
    const beside = statusIn(history.find('query beside header'), [answerOf(control)?.status ?? 200, 400])
    return allOf([alone, beside])
  },
})

interface Open {
  readonly open: readonly Operation[]
  readonly find: Find
}

function opened(reading: Reading): Need<Open> {
  const open = map(operationsThat(reading, 'open'), (operations) => operations.filter(isSafe))
  return all({ open, find: finder(reading) })
}

const openly = { cost: 'safe', each: 'provider', runs: 1, scenario: () => word } as const

export const openOperations = check({
  ...openly,
  id: 'auth.open-operations',
  needs: opened,
  drive: async (api, { open, find }) => {
    for (const operation of open) {
      const params = await find(api, operation)
      if (params === undefined) continue
      await api.send(`nobody: ${operation.id}`, { operation: operation.id, params, as: 'nobody' })
    }
  },
  judge: (history, { open }) => allOf(askedOf(history, open, 'nobody')),
})

/** Apart from the absence of credentials: that an open operation reads none is convention, and few documents say it. */
export const openWhateverIsSent = check({
  ...openly,
  id: 'auth.open-whatever-is-sent',
  needs: opened,
  drive: async (api, { open, find }, random) => {
    for (const operation of open) {
      const params = await find(api, operation)
      if (params === undefined) continue
      await api.send(`nobody: ${operation.id}`, { operation: operation.id, params, as: 'nobody' })
      await api.send(`unknown token: ${operation.id}`, { operation: operation.id, params, as: { token: random } })
      await api.send(`malformed: ${operation.id}`, { operation: operation.id, params, as: { authorization: random } })
    }
  },
  judge: (history, { open }) => {
    const control = allOf(askedOf(history, open, 'nobody'))
    if (control.kind !== 'kept') return unclear('without credentials it is not served either')
    return allOf(['unknown token', 'malformed'].flatMap((who) => askedOf(history, open, who)))
  },
})

/** Judgements of what was asked in one way of each open operation, as far as it was. */
function askedOf(history: History, open: readonly Operation[], who: string): readonly Judgement[] {
  return open.flatMap(({ id }) => {
    const asked = history.find(`${who}: ${id}`)
    return asked === undefined ? [] : [served(asked)]
  })
}

function served(exchange: Parameters<typeof accepted>[0]): Judgement {
  if (succeeded(exchange)) return kept
  const answer = answerOf(exchange)
  if (exchange === undefined || answer === undefined || answer.status >= 500) return unclear(`there is no answer to judge: ${told(exchange)}`)
  return broken('a status of the class 2xx without credentials', told(exchange), exchange.label)
}

export const tokenChecks: readonly Check[] = [badToken, otherSchemes, multipleMethods, openOperations, openWhateverIsSent]

type Find = (api: Api, operation: Operation) => Promise<Readonly<Record<string, string>> | undefined>

/** Path parameters of an operation: none, or the identifier of whatever the list of its resource type shows first. */
function finder(reading: Reading): Need<Find> {
  const need = reading.document()
  if (need.kind === 'unmet') return need
  const contract = need.value
  return met(async (api, operation) => {
    const [name, ...more] = pathParameters(operation)
    const resource = operation.behaviour?.resource
    if (name === undefined) return {}
    const list = resource === undefined ? undefined : operationFor(contract, resource, 'list')
    if (more.length > 0 || resource === undefined || list === undefined || pathParameters(list).length > 0) return undefined
    const shown = await api.send(`listing ${resource}`, { operation: list.id, as: list.open ? 'nobody' : 'admin' })
    const id = idIn(resourceOf(contract, resource).type, itemsIn(list, answerOf(shown)?.json)[0])
    return id === undefined ? undefined : { [name]: id }
  })
}
