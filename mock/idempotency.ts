import type { Idempotency } from '../specs/behaviour.ts'
import type { Json } from '../specs/json.ts'
import type { Outcome } from './call.ts'
import type { Context, Intercept } from './context.ts'
import { digits } from './ids.ts'
import { present } from './moment.ts'
import type { Refused } from './refuse.ts'
import { represent } from './represent.ts'
import type { Remembered } from './store.ts'
import { shown } from './actions/reply.ts'

const charsets: Readonly<Record<Idempotency['charset']['of'], RegExp>> = {
  'visible-ascii': /^[\x21-\x7e]*$/,
  'printable-ascii': /^[\x20-\x7e]*$/,
  any: /^[^]*$/,
}

/**
 * Recognises a request that was sent before. Everything happens in one tick, so that none is ever found in flight: of several
 * at the same time, one comes first and the others get its answer.
 */
export const replay: Intercept = (context) => {
  const rules = context.moment.contract.behaviour.idempotency
  const own = context.behaviour.idempotency
  if (rules === undefined || own === undefined) return undefined
  const sent = context.call.header(rules.header)
  const at = ['headers', rules.header]
  if (sent === undefined)
    return own.presence === 'required' ? { refusal: 'missing-key', detail: `the ${rules.header} header is required`, path: at } : undefined
  const wrong = malformed(context, rules, sent)
  if (wrong !== undefined) return { refusal: 'malformed-key', detail: wrong, path: at }
  const memory = { key: keyOf(context, rules, sent), fingerprint: fingerprintOf(context) }
  const before = context.moment.view.remembered(memory.key)
  const known = before !== undefined && context.moment.now - before.at < rules.lifetime.seconds * 1000 ? before : undefined
  const again = known === undefined ? undefined : answerAgain(context, rules, { known, fingerprint: memory.fingerprint })
  if (again === undefined) context.memory = memory
  return again
}

function malformed({ call }: Context, { header, key, charset }: Idempotency, sent: string): string | undefined {
  const lines = call.lines?.().filter(([name]) => name.toLowerCase() === header) ?? []
  if (new Set(lines.map(([, value]) => value)).size > 1) return `the ${header} header was sent twice, with different keys`
  const first = lines[0]?.[1] ?? sent
  if (first.length < key.minLength || first.length > key.maxLength) return `${header} has ${first.length} characters; use ${key.minLength} to ${key.maxLength}`
  return charsets[charset.of].test(first) ? undefined : `${header} holds characters that a key may not have`
}

/** What tells this request's key from equal keys of others. */
function keyOf({ params, operation, caller, moment }: Context, { scope, header }: Idempotency, sent: string): string {
  const { scope: name } = moment.contract.behaviour.auth.credentials
  const parts: Readonly<Record<Idempotency['scope']['of'][number], Json>> = {
    scope: name === undefined ? null : (params[name] ?? null),
    credential: caller?.credential.uid ?? null,
    operation: operation.id,
    address: params,
  }
  return JSON.stringify([header, sent, ...scope.of.map((part) => parts[part])])
}

/** What the request asks for, whatever the order of its members. */
function fingerprintOf({ body, params, operation }: Context): string {
  return digits(operation.id, canonical(params), canonical(body))
}

function canonical(value: Json): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

function answerAgain(context: Context, rules: Idempotency, sent: { known: Remembered; fingerprint: string }): Refused | Outcome | undefined {
  const { known, fingerprint } = sent
  if (known.fingerprint !== fingerprint && rules.reuse.policy === 'refuse')
    return { refusal: 'key-reused', detail: `this ${rules.header} was sent with another request`, path: ['headers', rules.header] }
  const { status, headers, body, resource } = known
  if (body !== undefined || resource === undefined) return { reply: { status, headers, ...(body === undefined ? {} : { body }) }, changes: [] }
  const found = present(context.moment, resource.type, resource.address)
  if (found === undefined) return undefined
  return { reply: { ...shown(context, found), status, headers, body: represent(context.moment, found) }, changes: [] }
}

/** An outcome that is remembered where its request may be sent again. */
export function remembering({ memory, moment, behaviour }: Context, outcome: Outcome): Outcome {
  const rules = moment.contract.behaviour.idempotency
  const { reply, about } = outcome
  if (memory === undefined || rules === undefined || (reply.refusal !== undefined && !rules.errors.stored)) return outcome
  const { status, headers } = reply
  const asIs = behaviour.idempotency?.replay !== 'current' || about === undefined
  const kept = asIs ? (reply.body === undefined ? {} : { body: reply.body }) : { resource: { type: about.type, address: about.address } }
  const value: Remembered = { at: moment.now, fingerprint: memory.fingerprint, status, headers, ...kept }
  return { ...outcome, changes: [...outcome.changes, { kind: 'remember', key: memory.key, value }] }
}
