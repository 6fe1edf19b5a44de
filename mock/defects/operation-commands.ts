import type { OperationBehaviour } from '../../specs/behaviour.ts'
import { at, withAt, type Json } from '../../specs/json.ts'
import type { Call, Outcome, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { readQuery } from '../query.ts'
import { refuse } from '../refuse.ts'
import { hasWaits, hasWork, recordOf } from './operation-parts.ts'
import { behaviourOf } from './parts.ts'

/** A call, and what would answer it. */
interface Asked {
  readonly respond: Respond
  readonly call: Call
  readonly around: Surroundings
}

/** True where a long-running operation is under way, to whoever only looks. */
function runs({ respond, call, around }: Asked): boolean {
  const { reply, until } = respond(call, { ...around, settings: { ...around.settings, pace: 'manual' } })
  return until !== undefined || at(reply.body, call.contract.behaviour.longRunning?.done ?? '') === false
}

/** The outcomes of one kind of command on long-running operations, edited. */
function onCommand(action: OperationBehaviour['action'], edit: (outcome: Outcome, asked: Asked) => Outcome): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const behaviour = behaviourOf(call)
    if (behaviour?.action !== action || behaviour.resource !== call.contract.behaviour.longRunning?.resource) return outcome
    return edit(outcome, { respond, call, around })
  }
}

/** Refusals of one kind of command for one reason, answered with another status and body, and nothing done. */
function instead(action: 'wait' | 'cancel', reason: string, answer: { readonly status: number; readonly body: 'none' | 'told' | 'error' }): Defect['wrap'] {
  return onCommand(action, (outcome, { respond, call, around }) => {
    if (outcome.reply.refusal !== reason) return outcome
    const { status } = answer
    const headers = { 'content-type': call.contract.behaviour.content.mediaTypes.response }
    if (answer.body === 'error') return { reply: { ...refuse(call.contract, { refusal: 'internal', detail: 'it crashed' }), status }, changes: [] }
    if (answer.body === 'none') return { reply: { status, headers, body: {} }, changes: [] }
    const { route } = call
    if (route.kind !== 'found' || route.operation.behaviour === undefined) return outcome
    const behaviour: OperationBehaviour = { ...route.operation.behaviour, action: 'read' }
    const shown = respond({ ...call, route: { ...route, operation: { ...route.operation, behaviour } } }, around)
    return { reply: { ...shown.reply, status }, changes: [] }
  })
}

/** What is done with long-running operations: waiting for them, cancelling them, listing them. */
export const operationCommandDefects: readonly Defect[] = [
  {
    id: 'operation.wait-blocks-for-nothing',
    violates: 'lro.wait-finished',
    sentence: 'Waits out the whole time although the long-running operation is done.',
    applies: hasWaits,
    wrap: onCommand('wait', (outcome, { call, around }) => {
      const parameter = call.contract.behaviour.longRunning?.wait?.parameter
      const seconds = Number(readQuery(call.target).find(({ name }) => name === parameter)?.value ?? 0)
      const until = (call.arrived ?? around.now) + seconds * 1000
      return outcome.reply.refusal === undefined && outcome.until === undefined && around.now < until ? { ...outcome, until } : outcome
    }),
  },
  {
    id: 'operation.wait-shows-less',
    violates: 'lro.wait-finished',
    sentence: 'Answers a wait without the result.',
    applies: hasWaits,
    wrap: onCommand('wait', ({ reply, ...rest }, { call }) => {
      const { response = '' } = call.contract.behaviour.longRunning ?? {}
      return { ...rest, reply: reply.refusal === undefined && reply.body !== undefined ? { ...reply, body: withAt(reply.body, response, null) } : reply }
    }),
  },
  {
    id: 'operation.wait-does-not-wait',
    violates: 'lro.wait-running',
    sentence: 'Answers a wait at once, done or not.',
    applies: hasWaits,
    wrap: onCommand('wait', (_, { respond, call, around }) => {
      const { reply } = respond(call, { ...around, settings: { ...around.settings, pace: 'manual' } })
      return { reply, changes: [] }
    }),
  },
  {
    id: 'operation.wait-ends-in-an-error',
    violates: 'lro.wait-running',
    sentence: 'Answers a wait for what is under way with an error.',
    applies: hasWaits,
    wrap: onCommand('wait', (outcome, { respond, call, around }) =>
      outcome.reply.refusal === undefined && runs({ respond, call, around })
        ? { reply: { ...refuse(call.contract, { refusal: 'internal', detail: 'it took too long' }), status: 504 }, changes: [] }
        : outcome,
    ),
  },
  {
    id: 'operation.odd-wait-crashes',
    violates: 'lro.wait-bounds',
    sentence: 'Crashes over a time to wait that is none.',
    applies: hasWaits,
    wrap: instead('wait', 'invalid-parameter', { status: 500, body: 'error' }),
  },
  {
    id: 'operation.odd-wait-answers-nothing',
    violates: 'lro.wait-bounds',
    sentence: 'Answers a wait for a time that is none with success and an empty body.',
    applies: hasWaits,
    wrap: instead('wait', 'invalid-parameter', { status: 200, body: 'none' }),
  },
  {
    id: 'operation.cancel-refused',
    violates: 'lro.cancel-running',
    sentence: 'Refuses to cancel what is under way.',
    applies: hasWork,
    wrap: onCommand('cancel', (outcome, { call }) =>
      outcome.reply.refusal === undefined ? { reply: refuse(call.contract, { refusal: 'already-done', detail: 'too late' }), changes: [] } : outcome,
    ),
  },
  {
    id: 'operation.cancel-answers-nothing',
    violates: 'lro.cancel-running',
    sentence: 'Answers a cancellation with an empty body.',
    applies: hasWork,
    wrap: onCommand('cancel', (outcome) => (outcome.reply.refusal === undefined ? { ...outcome, reply: { ...outcome.reply, body: {} } } : outcome)),
  },
  {
    id: 'operation.late-cancel-accepted',
    violates: 'lro.cancel-finished',
    sentence: 'Accepts the cancellation of what is done, and does nothing.',
    applies: hasWork,
    wrap: instead('cancel', 'already-done', { status: 202, body: 'told' }),
  },
  {
    id: 'operation.late-cancel-takes-it-back',
    violates: 'lro.cancel-finished',
    sentence: 'Refuses the cancellation of what is done, and calls it cancelled from then on.',
    applies: hasWork,
    wrap: onCommand('cancel', (outcome, { call, around }) => {
      const record = outcome.reply.refusal === 'already-done' ? recordOf(call, around) : undefined
      if (record?.work === undefined) return outcome
      const work = { ...record.work, ended: { as: 'cancelled', at: around.now, message: 'The work was cancelled.' } as const }
      return { ...outcome, changes: [{ kind: 'note', resource: { ...record, work } }] }
    }),
  },
  {
    id: 'operation.waits-for-nothing',
    violates: 'lro.absent',
    sentence: 'Answers a wait for what there is not with success.',
    applies: hasWaits,
    wrap: instead('wait', 'absent', { status: 200, body: 'none' }),
  },
  {
    id: 'operation.cancels-nothing',
    violates: 'lro.absent',
    sentence: 'Accepts the cancellation of what there is not.',
    applies: hasWork,
    wrap: instead('cancel', 'absent', { status: 202, body: 'none' }),
  },
  {
    id: 'operation.list-forgets-the-latest',
    violates: 'lro.listed',
    sentence: 'Leaves the latest long-running operation out of the list.',
    applies: hasWork,
    wrap: onCommand('list', (outcome, { call }) => withItems(outcome, call, (items) => items.slice(1))),
  },
  {
    id: 'operation.list-oldest-first',
    violates: 'lro.listed',
    sentence: 'Lists long-running operations with the oldest first.',
    applies: ({ behaviour }) =>
      Object.values(behaviour.operations).some(
        ({ action, resource, newestFirst }) => action === 'list' && resource === behaviour.longRunning?.resource && newestFirst !== undefined,
      ),
    wrap: onCommand('list', (outcome, { call }) => withItems(outcome, call, (items) => items.toReversed())),
  },
  {
    id: 'operation.list-of-everything',
    violates: 'lro.listed',
    sentence: 'Lists every long-running operation, whichever resource is asked about.',
    applies: hasWork,
    wrap: (respond) => (call, around) => {
      const behaviour = behaviourOf(call)
      const lists = behaviour?.action === 'list' && behaviour.resource === call.contract.behaviour.longRunning?.resource
      return respond(lists ? { ...call, target: call.target.split('?', 1)[0] ?? '' } : call, around)
    },
  },
]

function withItems(outcome: Outcome, call: Call, edit: (items: readonly Json[]) => readonly Json[]): Outcome {
  const { body } = outcome.reply
  const where = behaviourOf(call)?.items ?? ''
  const items = at(body, where)
  if (body === undefined || !Array.isArray(items)) return outcome
  return { ...outcome, reply: { ...outcome.reply, body: withAt(body, where, edit(items as readonly Json[])) } }
}
