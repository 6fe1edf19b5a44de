import { codes } from '../../specs/connect.ts'
import { isObject, type Json } from '../../specs/json.ts'
import type { Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { editRefusal } from './parts.ts'

/** What goes wrong with the codes of refusals, by their numbers or by their names. */
export const errorCodeDefects: readonly Defect[] = [
  {
    id: 'err.code-is-status',
    violates: 'err.code-mapping',
    sentence: 'Tells the HTTP status where the code belongs.',
    wrap: editRefusal(['absent', 'invalid-body', 'malformed-body', 'unauthenticated'], (reply) => recoded(reply, () => reply.status)),
  },
  {
    id: 'err.code-of-another',
    violates: 'err.code-mapping',
    sentence: 'Tells what is not there as aborted, and keeps the status.',
    wrap: editRefusal(['absent'], (reply) => recoded(reply, (code) => (typeof code === 'number' ? 10 : 'aborted'))),
  },
  {
    id: 'err.invalid-is-internal',
    violates: 'err.code-mapping',
    sentence: 'Tells invalid input as a failure of its own, under the status of invalid input.',
    wrap: editRefusal(['malformed-body', 'invalid-body'], (reply) => recoded(reply, (code) => (typeof code === 'number' ? 13 : 'internal'))),
  },
]

/** The refusal with another code, wherever its envelope has it. */
function recoded(reply: Reply, edit: (code: Json) => Json): Reply {
  return reply.body === undefined ? reply : { ...reply, body: replaced(reply.body, edit) }
}

function replaced(value: Json, edit: (code: Json) => Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => replaced(item, edit))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, name === 'code' && isCode(member) ? edit(member) : replaced(member, edit)]))
}

function isCode(value: Json): boolean {
  return [...codes].some(([number, { name }]) => value === number || value === name)
}
