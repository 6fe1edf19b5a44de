import type { OperationBehaviour, Refusal, RefusalReply } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { isObject, type Json } from '../specs/json.ts'
import { httpDate } from './clock.ts'
import type { Reply } from './call.ts'
import { connectDetails } from './connect/details.ts'

/** A call that is not going to be done, and why. Says nothing of status or wording: those are the contract's. */
export interface Refused {
  readonly refusal: Refusal
  /** What exactly was wrong, for the `{detail}` of a message. */
  readonly detail?: string
  /** Where the fault lies, outermost first, e.g. `body`, `name`. */
  readonly path?: readonly string[]
  /** Facts that a contract's `metadata` and `details` may tell. */
  readonly facts?: Readonly<Record<string, string>>
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
  'key-reused': 422,
  'wrong-phase': 409,
  'already-done': 409,
  'in-use': 409,
}

/** The vendor's answer to a refused call: status, envelope, code and words all come from the contract, and first from what it says of this operation. */
export function refuse(contract: Contract, refused: Refused, behaviour?: Pick<OperationBehaviour, 'refusals'>): Reply {
  const { errors } = contract.behaviour
  const reply: RefusalReply = behaviour?.refusals?.[refused.refusal] ??
    errors.refusals[refused.refusal] ?? {
      status: fallback[refused.refusal] ?? 400,
      message: '{detail}',
      basis: 'assumed',
      source: 'RFC 9110 section 15',
    }
  const detail = refused.detail ?? refused.refusal.replaceAll('-', ' ')
  const facts = { ...shortened({ ...refused.facts, ...fieldOf(refused), detail }), status: String(reply.status), code: reply.code ?? '' }
  const words: Words = {
    texts: { ...facts, message: worded(reply.message, facts) },
    wholes: {
      status: reply.status,
      code: /^\d+$/.test(facts.code) ? Number(facts.code) : facts.code,
      path: refused.path?.map(short),
      metadata: metadataOf(reply, facts),
      details: detailsOf(contract, reply, facts),
    },
  }
  return {
    status: reply.status,
    headers: { 'content-type': errors.envelope.mediaType, ...reply.headers, ...refused.headers },
    body: filled(errors.envelope.body, words) ?? null,
    refusal: refused.refusal,
  }
}

/** Longest text that a refusal tells again: much of what was wrong comes from whoever calls, and can be as long as a body. */
const LONGEST = 2000

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}

function shortened(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, short(text)]))
}

/** What a template's words stand for: texts anywhere, and whole values where a text is nothing but the word. */
interface Words {
  readonly texts: Readonly<Record<string, string>>
  readonly wholes: Readonly<Record<string, Json | undefined>>
}

/** A template with `{word}`s filled in; members whose word stands for nothing are left out. */
function filled(template: Json, words: Words): Json | undefined {
  if (typeof template === 'string') {
    const [, word] = /^\{(\w+)\}$/.exec(template) ?? []
    return word !== undefined && Object.hasOwn(words.wholes, word) ? words.wholes[word] : worded(template, words.texts)
  }
  if (Array.isArray(template)) return (template as readonly Json[]).flatMap((item) => filled(item, words) ?? [])
  if (!isObject(template)) return template
  return Object.fromEntries(
    Object.entries(template).flatMap(([key, value]) => {
      const found = filled(value, words)
      return found === undefined ? [] : [[key, found] as const]
    }),
  )
}

function worded(template: string, texts: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (all, word: string) => texts[word] ?? all)
}

/** The facts of a refusal that the contract tells; none that is not known. */
function metadataOf(reply: RefusalReply, facts: Readonly<Record<string, string>>): Json | undefined {
  const known = Object.entries(reply.metadata ?? {}).map(([key, template]) => [key, worded(template, facts)] as const)
  const told = known.filter(([, text]) => !/\{\w+\}/.test(text))
  return told.length === 0 ? undefined : Object.fromEntries(told)
}

/** Where the fault lies, in dots; unknown where it is the whole body. */
function fieldOf({ path }: Refused): { readonly field?: string } {
  return path === undefined || path.length < 2 ? {} : { field: path.slice(1).join('.') }
}

/** The details of a refusal, as far as all that they tell is known, in the form of the wire. */
function detailsOf({ wire }: Contract, reply: RefusalReply, facts: Readonly<Record<string, string>>): Json | undefined {
  const told = (reply.details ?? []).filter((detail) => isKnown(detail, facts)).map((detail) => filled(detail, { texts: facts, wholes: {} }) ?? null)
  const sent = wire === 'connect' ? connectDetails(told) : told
  return sent.length === 0 ? undefined : sent
}

function isKnown(template: Json, facts: Readonly<Record<string, string>>): boolean {
  if (typeof template === 'string') return [...template.matchAll(/\{(\w+)\}/g)].every(([, word = '']) => Object.hasOwn(facts, word))
  return template === null || typeof template !== 'object' || Object.values(template).every((value: Json) => isKnown(value, facts))
}

/** The refusal of a call that came too soon, with its `Retry-After`. */
export function throttled(contract: Contract, wait: { seconds: number; now: number }): Refused {
  return { refusal: 'rate-limited', detail: `retry after ${wait.seconds} s`, headers: retryAfter(contract, wait) }
}

/** How long to wait, as the contract writes it (RFC 9110 section 10.2.3). */
export function retryAfter(contract: Contract, wait: { seconds: number; now: number }): Readonly<Record<string, string>> {
  const format = contract.behaviour.rateLimit?.retryAfter.format ?? 'seconds'
  return { 'retry-after': format === 'date' ? httpDate(wait.now + wait.seconds * 1000) : String(wait.seconds) }
}
