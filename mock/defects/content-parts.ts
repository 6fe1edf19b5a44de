import { isObject } from '../../specs/json.ts'
import type { Operation } from '../../specs/contract.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Call, Outcome, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { collectionOf } from '../record.ts'
import type { Change } from '../store.ts'
import { withBody } from './lifecycle-parts.ts'
import { behaviourOf, reread } from './parts.ts'

/** Edits the answers to successful reads of one resource. */
export function editRead(edit: (reply: Reply, call: Call) => Reply): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const isRead = shows(call) && outcome.reply.refusal === undefined
    return isRead ? { ...outcome, reply: edit(outcome.reply, call) } : outcome
  }
}

/** True for a read, and for a list where that is the only read there is. */
function shows(call: Call): boolean {
  const behaviour = behaviourOf(call)
  return behaviour?.action === 'read' || (behaviour?.action === 'list' && behaviour.reads !== undefined)
}

/** An answer with more header fields, or others. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } }
}

/** The server's own failure. */
export function failure(message: string): Reply {
  return { status: 500, headers: { 'content-type': 'application/json' }, body: { error: message } }
}

/** What a successful update stores, edited, in the answer too. `before` holds the fields as they were. */
export function editStored(edit: (fields: JsonObject, before: JsonObject, call: Call) => JsonObject): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    if (behaviourOf(call)?.action !== 'update' || outcome.reply.refusal !== undefined) return outcome
    return stored(outcome, (change) => {
      const { type, address } = change.resource
      const before = around.view.get(collectionOf(type, address.slice(0, -1)), address.at(-1) ?? '')?.fields ?? {}
      return edit(change.resource.fields, before, call)
    })
  }
}

function stored(outcome: Outcome, edit: (change: Extract<Change, { kind: 'put' }>) => JsonObject): Outcome {
  const [first, ...others] = outcome.changes
  if (first?.kind !== 'put') return outcome
  const fields = edit(first)
  const reply = withBody(outcome.reply, (body) => (isObject(body) ? { ...without(body, Object.keys(first.resource.fields)), ...fields } : body))
  return { reply, changes: [{ ...first, resource: { ...first.resource, fields } }, ...others] }
}

function without(body: JsonObject, names: readonly string[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))
}

/** The call as if it had another method that the document has on its path; undefined where it has none. */
export function asMethod(call: Call, method: string): Call | undefined {
  const path = call.target.split('?')[0] ?? ''
  for (const operation of call.contract.operations.values()) {
    const params = operation.method === method ? matched(operation, path) : undefined
    if (params !== undefined) return reread({ ...call, method, route: { kind: 'found', operation, params } })
  }
  return undefined
}

/** The call as the update that the document has on its path, by whatever method; undefined where it has none. */
export function asUpdate(call: Call): Call | undefined {
  const methods = [...call.contract.operations.values()].flatMap(({ behaviour, method }) => (behaviour?.action === 'update' ? [method] : []))
  for (const method of new Set(methods)) {
    const found = asMethod(call, method)
    if (found !== undefined && behaviourOf(found)?.action === 'update') return found
  }
  return undefined
}

function matched({ template }: Operation, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')]
  const params: Record<string, string> = {}
  if (wanted.length !== given.length) return undefined
  for (const [index, segment] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '')
    const name = /^\{(.+)\}$/.exec(segment)?.[1]
    if (name === undefined && segment !== value) return undefined
    if (name !== undefined) params[name] = value
  }
  return params
}
