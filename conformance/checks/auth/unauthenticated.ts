import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf } from '../../judge/status.ts'
import { all, map, met, optional } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept } from '../../verdict.ts'
import { judgeAttempt, underWatch } from './attempt.ts'
import { look } from './look.ts'
import { invalidBody, operationsThat, pathParameters, readableAt } from './operations.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

const prefix = 'nobody: '

const withInvalid = ', with an invalid body'

/** What was sent without credentials to each operation; not what the suite reads for it, e.g. a tag. */
function attemptsIn(history: History): readonly Exchange[] {
  return history.exchanges.filter(({ label, operation }) => [`${prefix}${operation}`, `${prefix}${operation}${withInvalid}`].includes(label))
}

/** One challenge: a scheme, and whatever parameters follow (RFC 9110 section 11.6.1). */
const challenge = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?: +\S.*)?$/

/** Judges that an answer 401 tells how to authenticate (RFC 9110 section 15.5.2). */
export function challenged(exchange: Exchange): Judgement {
  const answer = answerOf(exchange)
  if (answer?.status !== 401) return kept
  const fields = answer.headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value)
  if (fields.some((value) => challenge.test(value))) return kept
  const actual = fields.length === 0 ? 'status 401 without that field' : `WWW-Authenticate: ${fields.join(', ')}`
  return broken('a WWW-Authenticate field with a challenge', actual, exchange.label)
}

export const missing401 = check({
  id: 'auth.missing-401',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      operations: operationsThat(reading, 'protected'),
      read: reading.operation('read'),
      refusal: reading.refusal('unauthenticated'),
      type: typeOf(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { operations, read, type }) => {
    const handle = await api.borrow()
    const { params } = handle
    await api.send('control', { operation: read.id, params })
    for (const { id } of readableAt(operations, handle, type)) await api.send(`${prefix}${id}`, { operation: id, params, as: 'nobody' })
  },
  judge: (history, { refusal: { statuses, statusesLeanOn } }) => {
    const control = history.find('control')
    return allOf(attemptsIn(history).flatMap((attempt) => [refused({ control, attempt, statuses, statusesLeanOn }), challenged(attempt)]))
  },
})

export const allOperationsProtected = check({
  id: 'auth.all-operations-protected',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      operations: operationsThat(reading, 'protected'),
      look: look(reading),
      create: reading.creatable(),
      field: optional(reading.mutableField()),
      refusal: reading.refusal('unauthenticated'),
      type: typeOf(reading),
      ids: idsIn(reading),
      invalid: met({ create: invalidBody(reading, 'create'), update: invalidBody(reading, 'update') }),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { operations, look: sight, field, type, ids, invalid }) => {
    const handle = await api.borrow()
    await api.send('look', { operation: sight.id, params: handle.params })
    for (const operation of operations) {
      const plan = planFor(operation, api, { handle, field, ids })
      const action = operation.behaviour?.action
      const label = `${prefix}${operation.id}`
      if (action === undefined || operation.behaviour?.resource !== handle.resource) await api.send(label, plan)
      else await underWatch(api, { look: sight, type }, { label, action, plan })
      if (operation.behaviour?.resource === handle.resource && (action === 'create' || action === 'update'))
        await api.send(`${label}${withInvalid}`, { ...plan, body: invalid[action] })
    }
  },
  judge: (history, { look: sight, refusal: { statuses, statusesLeanOn } }) => {
    const control = history.exchanges.find(({ label }) => label === 'look')
    return allOf(attemptsIn(history).map(({ label }) => judgeAttempt(history, sight, { label, control, statuses, statusesLeanOn })))
  },
})

export const unauthenticatedChecks: readonly Check[] = [missing401, allOperationsProtected]

function typeOf({ type }: Reading): Need<ResourceType> {
  return met(type)
}

/** Names of the path parameters that hold the identifiers of each resource type. */
function idsIn(reading: Reading): Need<Readonly<Record<string, string>>> {
  return map(reading.document(), ({ behaviour }) => Object.fromEntries(Object.entries(behaviour.resources).map(([name, type]) => [name, idParameter(type)])))
}

interface Target {
  readonly handle: Handle
  readonly field: MutableField | undefined
  readonly ids: Readonly<Record<string, string>>
}

/** A request that credentials would let through where the resource is the run's own; elsewhere one that can hurt nobody. */
function planFor(operation: Operation, api: Api, { handle, field, ids }: Target): RequestPlan {
  const { behaviour } = operation
  const isOwn = behaviour?.resource === handle.resource
  const foreignId = isOwn ? undefined : ids[behaviour?.resource ?? '']
  const unknown = pathParameters(operation).filter((name) => handle.params[name] === undefined || name === foreignId)
  const params = { ...handle.params, ...Object.fromEntries(unknown.map((name) => [name, api.name()])) }
  return { operation: operation.id, params, as: 'nobody', ...(operation.requestBody && { body: isOwn ? bodyFor(operation, api, field) : harmless }) }
}

const harmless: JsonObject = { clusterproof: 'sent without credentials' }

function bodyFor({ behaviour }: Operation, api: Api, field: MutableField | undefined): JsonObject {
  if (behaviour?.action === 'create') return api.body()
  const value = field?.values.at(-1)
  return field === undefined || value === undefined ? harmless : field.body(value)
}
