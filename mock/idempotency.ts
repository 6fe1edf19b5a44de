import type { Idempotency, Refusal } from '../specs/behaviour.ts'
import type { Json } from '../specs/json.ts'
import type { Outcome } from './call.ts'
import type { Context, Intercept } from './context.ts'
import { digits } from './ids.ts'
import { present } from './moment.ts'
import type { Refused } from './refuse.ts'
import type { Remembered } from './store.ts'
import { shown } from './actions/reply.ts'

const charsets: Readonly<Record<Idempotency['charset']['of'], RegExp>> = {
  'visible-ascii': /^[\x21-\x7e]*$/,
  'printable-ascii': /^[\x20-\x7e]*$/,
  any: /^[^]*$/,
}

/** Says nothing of the request itself, so it is never kept, whatever a contract says of errors: later it may well be answered. */
const passing: ReadonlySet<Refusal> = new Set(['rate-limited', 'unauthenticated', 'not-member', 'missing-role', 'missing-context', 'not-modelled', 'internal'])

/**
 * Recognises a request that was sent before. Everything happens in one tick, so that none is ever found in flight: of several
 * at the same time, one comes first and the others get its answer.
 */
export const replay: Intercept = (context) => {
  const rules = context.moment.contract.behaviour.idempotency
  const own = context.behaviour.idempotency
  if (rules === undefined || own === undefined) return undefined
  const at = ['headers', rules.header]
  const lines = linesOf(context, rules)
  const [sent] = lines
  if (sent === undefined)
    return own.presence === 'required' ? { refusal: 'missing-key', detail: `the ${rules.header} header is required`, path: at } : undefined
  const wrong = malformed(rules, lines)
  if (wrong !== undefined) return { refusal: 'malformed-key', detail: wrong, path: at }
  const memory = { key: keyOf(context, rules, sent), fingerprint: fingerprintOf(context) }
  const known = lookUp(context, rules, memory.key)
  if (known !== undefined) return answerAgain(context, rules, { known, fingerprint: memory.fingerprint })
  context.memory = memory
  return undefined
}

/**
 * Whether this request was answered before, by its key alone: then it may be about something that is no more, e.g. what it
 * deleted the first time.
 */
export function wasAnswered(context: Context): boolean {
  const rules = context.moment.contract.behaviour.idempotency
  if (rules === undefined || context.behaviour.idempotency === undefined) return false
  const [sent] = linesOf(context, rules)
  return sent !== undefined && lookUp(context, rules, keyOf(context, rules, sent)) !== undefined
}

/** What is remembered under a key: not for ever, and no longer than what is to be shown again is there. */
function lookUp({ moment }: Context, rules: Idempotency, key: string): Remembered | undefined {
  const before = moment.view.remembered(key)
  if (before === undefined || moment.now - before.at >= rules.lifetime.seconds * 1000) return undefined
  return before.resource === undefined || present(moment, before.resource.type, before.resource.address) !== undefined ? before : undefined
}

/** The keys of a request, one for each line. Several lines with one key are one key. */
function linesOf({ call }: Context, { header }: Idempotency): readonly string[] {
  const lines = call.lines?.().filter(([name]) => name.toLowerCase() === header) ?? []
  const joined = call.header(header)
  return lines.length > 0 ? [...new Set(lines.map(([, value]) => value))] : joined === undefined ? [] : [joined]
}

function malformed({ header, key, charset }: Idempotency, [sent = '', ...others]: readonly string[]): string | undefined {
  if (others.length > 0) return `the ${header} header was sent ${others.length + 1} times, with different keys`
  const { length } = charset.of === 'any' ? [...decoded(sent)] : sent
  if (length < key.minLength || length > key.maxLength) return `${header} has ${length} characters; use ${key.minLength} to ${key.maxLength}`
  return charsets[charset.of].test(sent) ? undefined : `${header} holds characters that a key may not have`
}

/** A header's characters, where its bytes are UTF-8: they come as if each byte were one (RFC 9110 section 5.5). */
function decoded(field: string): string {
  return Buffer.from(field, 'latin1').toString('utf8')
}

/** What tells this request's key from equal keys of others. */
function keyOf({ call, params, operation, caller, moment }: Context, { scope, header }: Idempotency, sent: string): string {
  const { scope: name } = moment.contract.behaviour.auth.credentials
  const parts: Readonly<Record<Idempotency['scope']['of'][number], Json>> = {
    scope: name === undefined ? null : (params[name] ?? null),
    credential: caller?.credential.uid ?? null,
    operation: operation.id,
    address: call.route.kind === 'found' ? call.route.params : {},
  }
  return JSON.stringify([header, sent, ...scope.of.map((part) => parts[part])])
}

/** What the request asks for, whatever the order of its members. Begins with the operation, because that is never mistaken. */
function fingerprintOf({ body, text, params, operation }: Context): string {
  return `${operation.id} ${digits(canonical(params), text ?? canonical(body))}`
}

function canonical(value: Json): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

function answerAgain(context: Context, rules: Idempotency, sent: { known: Remembered; fingerprint: string }): Refused | Outcome {
  const { known, fingerprint } = sent
  const isOther = known.fingerprint !== fingerprint && (rules.reuse.policy === 'refuse' || !known.fingerprint.startsWith(`${context.operation.id} `))
  if (isOther) return { refusal: 'key-reused', detail: `this ${rules.header} was sent with another request`, path: ['headers', rules.header] }
  const { status, headers, body, resource } = known
  const found = resource && present(context.moment, resource.type, resource.address)
  if (found === undefined) return { reply: { status, headers, ...(body === undefined ? {} : { body }) }, changes: [] }
  const now = shown(context, found)
  return { reply: { ...now, status, headers: { ...headers, ...now.headers } }, changes: [] }
}

/** An outcome that is remembered where its request may be sent again; one that may still wait is none yet. */
export function remembering({ memory, moment, behaviour }: Context, outcome: Outcome): Outcome {
  const rules = moment.contract.behaviour.idempotency
  const { reply, about } = outcome
  if (memory === undefined || rules === undefined || outcome.until !== undefined) return outcome
  if (reply.refusal !== undefined && (!rules.errors.stored || passing.has(reply.refusal))) return outcome
  const { status, headers } = reply
  const asIs = behaviour.idempotency?.replay !== 'current' || about === undefined
  const kept = asIs ? (reply.body === undefined ? {} : { body: reply.body }) : { resource: { type: about.type, address: about.address } }
  const value: Remembered = { at: moment.now, fingerprint: memory.fingerprint, status, headers, ...kept }
  return { ...outcome, changes: [...outcome.changes, { kind: 'remember', key: memory.key, value }] }
}
