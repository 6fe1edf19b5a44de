import { at, isObject, type Json, type JsonObject } from '../../specs/json.ts'
import { connectDetails } from '../connect/details.ts'
import type { Defect } from '../defect.ts'
import { connectCallDefects } from './connect-calls.ts'
import { codeOf, editErrors, numberOf, overConnect, withCode } from './connect-parts.ts'
import { accepts, behaviourOf, editReply, paramsOf, withoutViolations } from './parts.ts'

/** What goes wrong where two wires lead to one state. */
const stateDefects: readonly Defect[] = [
  {
    id: 'connect.reads-from-a-cache',
    violates: 'connect.one-state',
    sentence: 'Remembers what it read first over Connect, and shows that for ever.',
    wrap: overConnect((respond) => {
      const seen = new Map<string, Json | undefined>()
      return (call, around) => {
        const outcome = respond(call, around)
        if (behaviourOf(call)?.action !== 'read' || outcome.reply.refusal !== undefined) return outcome
        const key = JSON.stringify(paramsOf(call, around))
        if (!seen.has(key)) seen.set(key, outcome.reply.body)
        return { ...outcome, reply: { ...outcome.reply, body: seen.get(key) ?? null } }
      }
    }),
  },
  {
    id: 'connect.writes-aside',
    violates: 'connect.one-state',
    sentence: 'Confirms a change over Connect and never makes it.',
    wrap: overConnect((respond) => (call, around) => {
      const outcome = respond(call, around)
      return behaviourOf(call)?.action === 'update' ? { ...outcome, changes: [] } : outcome
    }),
  },
  {
    id: 'connect.lists-its-own',
    violates: 'connect.one-state',
    sentence: 'Lists over Connect only what was made over Connect.',
    wrap: overConnect((respond) => {
      const made = new Set<string>()
      return (call, around) => {
        const outcome = respond(call, around)
        const { action, resource, items = '', representation = '' } = behaviourOf(call) ?? {}
        const place = `/${call.contract.behaviour.resources[resource ?? '']?.identity.field.replace(/^\//, '') ?? ''}`
        if (action === 'create') made.add(JSON.stringify(at(at(outcome.reply.body, representation), place)))
        const listed = action === 'list' ? at(outcome.reply.body, items) : undefined
        if (!Array.isArray(listed) || !isObject(outcome.reply.body)) return outcome
        const own = (listed as readonly Json[]).filter((item) => made.has(JSON.stringify(at(item, place))))
        return { ...outcome, reply: { ...outcome.reply, body: { ...outcome.reply.body, [items.slice(1)]: own } } }
      }
    }),
  },
  {
    id: 'connect.nothing-refused',
    violates: 'connect.same-refusals',
    sentence: 'Validates what comes over REST, and takes over Connect whatever comes.',
    wrap: overConnect(accepts(['invalid-body'], (call) => withoutViolations(call, () => true))),
  },
  {
    id: 'connect.unknown-for-all',
    violates: 'connect.same-refusals',
    sentence: 'Tells every error over Connect as unknown.',
    wrap: editErrors((reply) => ({ ...withCode(reply, 'unknown'), status: 500 })),
  },
]

/** What goes wrong with the answers. */
const answerDefects: readonly Defect[] = [
  {
    id: 'connect.accepted',
    violates: 'connect.success',
    sentence: 'Answers a change with 202, as if it were REST.',
    wrap: overConnect(editReply((reply, call) => (behaviourOf(call)?.action === 'update' && reply.refusal === undefined ? { ...reply, status: 202 } : reply))),
  },
  {
    id: 'connect.bare-resource',
    violates: 'connect.success',
    sentence: 'Answers with the resource in place of the message that holds it.',
    wrap: overConnect(
      editReply((reply, call) => {
        const { representation } = behaviourOf(call) ?? {}
        const bare = representation === undefined || reply.refusal !== undefined ? undefined : at(reply.body, representation)
        return bare === undefined ? reply : { ...reply, body: bare }
      }),
    ),
  },
  {
    id: 'connect.message-as-text',
    violates: 'connect.success',
    sentence: 'Calls its messages plain text.',
    wrap: overConnect(
      editReply((reply) => (reply.refusal === undefined ? { ...reply, headers: { ...reply.headers, 'content-type': 'text/plain; charset=utf-8' } } : reply)),
    ),
  },
  {
    id: 'connect.numbers-for-codes',
    violates: 'connect.error-shape',
    sentence: 'Tells errors over Connect as REST has them, with numbers for codes.',
    wrap: editErrors((reply) => withCode(reply, numberOf(codeOf(reply)))),
  },
  {
    id: 'connect.error-with-200',
    violates: 'connect.error-shape',
    sentence: 'Sends errors of unary calls with 200, as those of streams are sent.',
    wrap: editErrors((reply) => ({ ...reply, status: 200 })),
  },
  {
    id: 'connect.code-in-capitals',
    violates: 'connect.error-shape',
    sentence: 'Spells codes as gRPC does.',
    wrap: editErrors((reply) => withCode(reply, codeOf(reply)?.toUpperCase() ?? 'UNKNOWN')),
  },
  {
    id: 'connect.details-as-json',
    violates: 'connect.error-shape',
    sentence: 'Sends the details of errors as JSON in place of base64.',
    applies: ({ behaviour }) => Object.values(behaviour.errors.refusals).some(({ details = [] }) => connectDetails(details).length > 0),
    wrap: editErrors((reply) => {
      const { details, ...rest } = isObject(reply.body) ? reply.body : {}
      return Array.isArray(details) ? { ...reply, body: { ...rest, details: (details as readonly Json[]).map(plain) } } : reply
    }),
  },
  {
    id: 'connect.always-400',
    violates: 'connect.code-status',
    sentence: 'Sends every error with 400, whatever its code.',
    wrap: editErrors((reply) => ({ ...reply, status: 400 })),
  },
  {
    id: 'connect.statuses-of-old',
    violates: 'connect.code-status',
    sentence: 'Sends a failed authentication with 403.',
    wrap: editErrors((reply) => (codeOf(reply) === 'unauthenticated' ? { ...reply, status: 403 } : reply)),
  },
]

function plain(detail: Json): Json {
  const { type, debug }: JsonObject = isObject(detail) ? detail : {}
  return { type: type ?? '', value: debug ?? {} }
}

/** The Connect protocol as a second wire. */
export const connectDefects: readonly Defect[] = [...stateDefects, ...answerDefects, ...connectCallDefects]
