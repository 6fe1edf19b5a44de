import type { Refusal, RefusalReply } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { isObject, type Json } from '../specs/json.ts'
import { httpDate } from './clock.ts'
import type { Reply } from './call.ts'

/** A call that is not going to be done, and why. Says nothing of status or wording: those are the contract's. */
export interface Refused {
  readonly refusal: Refusal
  /** What exactly was wrong, for the `{detail}` of a message. */
  readonly detail?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Statuses used where a contract does not say how it refuses. */
const fallback: Partial<Record<Refusal, number>> = {
  'not-routable': 404,
  absent: 404,
  'parent-absent': 404,
  'method-not-allowed': 405,
  'not-modelled': 501,
  internal: 500,
  'rate-limited': 429,
  unauthenticated: 401,
  'not-member': 403,
  'missing-role': 403,
  'unsupported-media-type': 415,
  'too-large': 413,
  'stale-tag': 412,
  'malformed-tag': 412,
  'missing-tag': 428,
  'name-taken': 409,
  'still-deleting': 409,
  'not-ready': 503,
}

/** The vendor's answer to a refused call: status, envelope, code and words all come from the contract. */
export function refuse(contract: Contract, refused: Refused): Reply {
  const { errors } = contract.behaviour
  const reply: RefusalReply = errors.refusals[refused.refusal] ?? {
    status: fallback[refused.refusal] ?? 400,
    message: '{detail}',
    basis: 'assumed',
    source: 'RFC 9110 section 15',
  }
  const detail = refused.detail ?? refused.refusal.replaceAll('-', ' ')
  const words = { status: String(reply.status), code: reply.code ?? '', detail, message: reply.message.replaceAll('{detail}', detail) }
  return {
    status: reply.status,
    headers: { 'content-type': errors.envelope.mediaType, ...reply.headers, ...refused.headers },
    body: filled(errors.envelope.body, words),
    refusal: refused.refusal,
  }
}

/** A template with `{word}`s filled in. A text that is nothing but `{status}` becomes the number. */
function filled(template: Json, words: Readonly<Record<string, string>>): Json {
  if (template === '{status}') return Number(words['status'])
  if (typeof template === 'string') return template.replaceAll(/\{(\w+)\}/g, (all, word: string) => words[word] ?? all)
  if (Array.isArray(template)) return (template as readonly Json[]).map((item) => filled(item, words))
  if (!isObject(template)) return template
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, words)]))
}

/** The refusal of a call that came too soon, with its `Retry-After` (RFC 9110 section 10.2.3). */
export function throttled(contract: Contract, wait: { seconds: number; now: number }): Refused {
  const format = contract.behaviour.rateLimit?.retryAfter.format ?? 'seconds'
  const value = format === 'date' ? httpDate(wait.now + wait.seconds * 1000) : String(wait.seconds)
  return { refusal: 'rate-limited', detail: `retry after ${wait.seconds} s`, headers: { 'retry-after': value } }
}
