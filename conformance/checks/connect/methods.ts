import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf } from '../../judge/status.ts'
import { volatileIn } from '../../judge/view.ts'
import { pathsOf } from '../../mask.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { anotherValue } from '../content/writing.ts'
import { broken, kept } from '../../verdict.ts'
import { withAt } from '../../../specs/json.ts'
import { called, lent, refusedOver } from './steps.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Action } from '../../resources.ts'
import type { Judgement } from '../../verdict.ts'

/** What no method that does it can be called free of side effects. */
const writes: readonly Action[] = ['create', 'update', 'delete']

/** Ids of the writes of the type under test. */
function writing(reading: Reading): Need<readonly { readonly action: Action; readonly id: string }[]> {
  const found = writes.flatMap((action) => {
    const need = reading.operation(action)
    return need.kind === 'met' ? [{ action, id: need.value.id }] : []
  })
  return found.length > 0 ? met(found) : unmet(`nothing changes a ${reading.resource}`)
}

/** The message of an update in full: the suite completes bodies only. */
function messageOf(connect: Contract, id: string, sent: { readonly body: JsonObject; readonly params: Readonly<Record<string, string>> }): Json {
  const { binds = {}, mask } = connect.operations.get(id)?.behaviour ?? {}
  const bound = Object.entries(binds).reduce<Json>((made, [name, place]) => withAt(made, place, sent.params[name] ?? ''), sent.body)
  return mask === undefined ? bound : withAt(bound, mask.at, pathsOf(sent.body, mask).join(','))
}

export const getRefused = check({
  id: 'connect.get-refused',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({ called: called(reading), writing: writing(reading), field: optional(reading.mutableField()), volatile: met(volatileIn(reading.type)) }),
  scenario: () => fc.constant(null),
  drive: async (api, { called: needs, writing: operations, field }) => {
    const handle = await lent(api, needs)
    const before = await api.settle('before', handle)
    for (const { action, id } of operations) {
      const body = action === 'update' && field !== undefined ? field.body(anotherValue(field, before)) : undefined
      const message = body === undefined ? {} : messageOf(needs.connect, id, { body, params: handle.params })
      const query = `connect=v1&encoding=json&message=${encodeURIComponent(JSON.stringify(message))}`
      await api.send(`GET to ${action}`, { operation: id, params: handle.params, wire: 'connect', method: 'GET', query })
    }
    await api.settle('after', handle)
  },
  judge: (history, { writing: operations, volatile }) => {
    const attempts = operations.map(({ action }) => history.find(`GET to ${action}`))
    const sides = { before: history.find('before'), after: history.find('after'), without: volatile }
    return allOf(
      attempts.flatMap((attempt) => [refused({ control: history.find('read over Connect'), attempt, statuses: [405], ...sides }), allowing(attempt)]),
    )
  },
})

/** RFC 9110 section 15.5.6: a 405 names the methods that there are. */
function allowing(refusal: Exchange | undefined): Judgement {
  if (refusal === undefined || answerOf(refusal)?.status !== 405) return kept
  const allow = header(answerOf(refusal), 'allow')
  const listed = (allow ?? '').split(',').map((method) => method.trim())
  return listed.includes('POST') && !listed.includes('GET') ? kept : broken('Allow: POST', allow === undefined ? 'no Allow' : `Allow: ${allow}`, refusal.label)
}

const stranger = 'ClusterproofNoSuchMethod'

export const unknownMethod = check({
  id: 'connect.unknown-method',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: called,
  scenario: () => fc.constant(null),
  drive: async (api, needs) => {
    const { params } = await lent(api, needs)
    await api.send('an unknown method', { operation: needs.read, params, wire: 'connect', path: `/${stranger}` })
  },
  judge: (history) => {
    const [control, attempt] = [history.find('read over Connect'), history.find('an unknown method')]
    // Clients take a plain 404 for "unimplemented" (https://connectrpc.com/docs/protocol#http-to-error-code).
    if (succeeded(control) && answerOf(attempt)?.status === 404) return kept
    return refusedOver(control, attempt, { statuses: [501], code: 'unimplemented' })
  },
})

export const methodChecks: readonly Check[] = [getRefused, unknownMethod]
