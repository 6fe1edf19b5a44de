import { codes, messageType } from '../../specs/connect.ts'
import { isObject, type Json } from '../../specs/json.ts'
import type { Call, Outcome, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { editReply, withBytes, withHeader } from './parts.ts'

/** Changes what is done over Connect, and leaves the other wire alone. */
export function overConnect(wrap: Defect['wrap']): Defect['wrap'] {
  return (respond, contract) => (contract.wire === 'connect' ? wrap(respond, contract) : respond)
}

/** Edits refusals over Connect that tell an error. */
export function editErrors(edit: (reply: Reply, call: Call) => Reply): Defect['wrap'] {
  return overConnect(editReply((reply, call) => (reply.refusal !== undefined && isObject(reply.body) ? edit(reply, call) : reply)))
}

/** The code of an error, as a name. */
export function codeOf({ body }: Reply): string | undefined {
  const code = isObject(body) ? body['code'] : undefined
  return typeof code === 'string' ? code : undefined
}

/** A reply with another code in its body. */
export function withCode(reply: Reply, code: Json): Reply {
  return isObject(reply.body) ? { ...reply, body: { ...reply.body, code } } : reply
}

/** An error as the protocol has them, in the words of a defect. */
export function error(code: string, message: string): Outcome {
  const status = [...codes.values()].find(({ name }) => name === code)?.status ?? 500
  return { reply: { status, headers: { 'content-type': messageType }, body: { code, message }, refusal: 'internal' }, changes: [] }
}

/** The number of google.rpc.Code for a name. */
export function numberOf(code: string | undefined): number {
  return [...codes].find(([, { name }]) => name === code)?.[0] ?? 2
}

/** A GET as the POST that it could be: the message stands in the query. Undefined for a path that no method has. */
export function asPost(call: Call): Call | undefined {
  const [path, query = ''] = call.target.split('?')
  const operation = [...call.contract.operations.values()].find(({ template }) => path?.endsWith(template) === true)
  const message = new URLSearchParams(query).get('message')
  if (operation === undefined || message === null) return undefined
  const posted = withHeader({ ...call, method: 'POST', route: { kind: 'found', operation, params: {} } }, 'content-type', messageType)
  return withBytes(posted, new TextEncoder().encode(message))
}
