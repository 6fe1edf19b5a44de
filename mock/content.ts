import type { Operation, Violation } from '../specs/contract.ts'
import { at, isObject, steps, withoutAll, type Json, type JsonObject } from '../specs/json.ts'
import { essenceOf, isJson } from '../specs/media-type.ts'
import { coerced } from './coerce.ts'
import type { Check, Context } from './context.ts'
import { scan } from './json-text.ts'
import { known } from '../specs/known.ts'
import { kubeconfigProblem } from './kubeconfig.ts'
import { maskRefusal } from './mask.ts'
import { quantityRefusal } from './quantities.ts'
import type { Refused } from './refuse.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The request body: media type, size, encoding, JSON text (or any text, where the document says so), schema. Operations without one ignore what is sent. */
export const content: Check = (context) => {
  const wanted = context.operation.requestBody
  if (wanted === undefined) return undefined
  const { body } = context.call
  if (body.kind === 'too-large') return { refusal: 'too-large', detail: `the body is larger than ${body.limit} bytes` }
  if (body.bytes.length === 0)
    return wanted.required ? { refusal: 'malformed-body', detail: wantsText(wanted) ? 'a body is required' : 'a JSON body is required' } : undefined
  const media = mediaType(context) ?? coding(context)
  if (media !== undefined) return media
  if (wantsText(wanted)) return text(context, wanted.schema, body.bytes)
  const value = parse(context, body.bytes)
  if ('refusal' in value) return value
  if (value.parsed === null && !wanted.required && context.moment.contract.behaviour.content.nullBody !== undefined) return undefined
  const { moment, type } = context
  return settle(context, { schema: wanted.schema, value: type.coerces === undefined ? value.parsed : coerced(moment.contract, wanted.schema, value.parsed) })
}

type RequestBody = NonNullable<Operation['requestBody']>

/** True where the body is not JSON, but a text as it stands, e.g. YAML that nobody reads here. */
function wantsText({ mediaType: declared }: RequestBody): boolean {
  return !isJson(declared)
}

function text(context: Context, schema: string, bytes: Uint8Array): Refused | undefined {
  const value = decoded(bytes)
  if (value === undefined) return { refusal: 'malformed-body', detail: 'the body is not UTF-8' }
  const [violation] = context.moment.contract.validate(schema, value)
  if (violation !== undefined) return refusalOf(context, violation)
  context.text = value
  return undefined
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function mediaType({ call, moment, operation: { requestBody } }: Context): Refused | undefined {
  const sent = call.header('content-type')
  const accepted =
    requestBody !== undefined && wantsText(requestBody) ? [essenceOf(requestBody.mediaType)] : moment.contract.behaviour.content.mediaTypes.request
  if (sent !== undefined && accepted.includes(sent)) return undefined
  const [essence = '', ...parameters] = (sent ?? '').split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  if (accepted.includes(essence) && (charset === undefined || charset === 'utf-8')) return undefined
  return { refusal: 'unsupported-media-type', detail: `the content type is ${sent ?? 'missing'}; use ${accepted.join(' or ')}` }
}

/** Nothing is unpacked here, so every content coding is refused, with what is understood (RFC 9110 section 12.5.3). */
function coding({ call }: Context): Refused | undefined {
  const sent = call.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (sent === '' || sent === 'identity') return undefined
  return { refusal: 'unsupported-media-type', detail: `the content coding is ${sent}; use none`, headers: { 'accept-encoding': 'identity' } }
}

function parse({ moment }: Context, bytes: Uint8Array): { parsed: Json } | Refused {
  const { maxDepth, duplicateKeys } = moment.contract.behaviour.content
  const source = decoded(bytes)
  if (source === undefined) return { refusal: 'malformed-body', detail: 'the body is not UTF-8' }
  let parsed: Json
  try {
    parsed = JSON.parse(source)
  } catch {
    return { refusal: 'malformed-body', detail: 'the body is not JSON' }
  }
  const facts = scan(source)
  if (facts.depth > maxDepth.levels) return { refusal: 'malformed-body', detail: `the body is nested deeper than ${maxDepth.levels} levels` }
  if (facts.duplicate !== undefined && duplicateKeys.policy === 'refuse') {
    return { refusal: 'malformed-body', detail: `the member "${facts.duplicate}" stands twice in one object` }
  }
  if (facts.inexact !== undefined) return { refusal: 'invalid-body', detail: `the number ${facts.inexact} is larger than can be kept exactly` }
  return { parsed }
}

function settle(context: Context, body: { schema: string; value: Json }): Refused | undefined {
  const { contract } = context.moment
  const [violation] = contract.validate(body.schema, body.value)
  if (violation !== undefined) return refusalOf(context, violation)
  if (!isObject(body.value)) return { refusal: 'invalid-body', detail: 'the body must be an object' }
  const ignore = contract.behaviour.content.unknownFields.policy === 'ignore'
  const value = ignore ? known(contract, body.schema, body.value) : body.value
  // What the contract says of the resource's own members is not about those of a part.
  const isPart = context.behaviour.stores !== undefined
  context.body = unbound(context, isPart ? value : lowered(context, value))
  if (isPart) return undefined
  return quantityRefusal(context.body, context.type.quantities ?? {}) ?? kubeconfigRefusal(context) ?? maskRefusal(context)
}

/** Kubeconfigs among the fields. Their text is never told, not even in part. */
function kubeconfigRefusal({ body, type }: Context): Refused | undefined {
  for (const [place, bounds] of Object.entries(type.kubeconfigs ?? {})) {
    const text = at(body, place)
    const problem = typeof text === 'string' ? kubeconfigProblem(text, bounds) : undefined
    if (problem !== undefined) return { refusal: 'unusable-kubeconfig', detail: problem, path: ['body', ...steps(place)] }
  }
  return undefined
}

function refusalOf({ behaviour }: Context, violation: Violation): Refused {
  const where = violation.at === '' ? '' : violation.at.slice(1).replaceAll('/', '.')
  const named = [where, violation.member].filter((part) => part !== undefined && part !== '').join('.')
  const detail = violation.member === undefined && named !== '' ? `${named} ${violation.message}` : `${where === '' ? 'the body' : where} ${violation.message}`
  if (violation.keyword === 'minProperties' && violation.at === '' && behaviour.emptyChange !== undefined) {
    return { refusal: 'empty-change', detail: 'at least one field required' }
  }
  const unknown = violation.keyword === 'additionalProperties' || violation.keyword === 'unevaluatedProperties'
  const path = ['body', ...steps(violation.at), ...(violation.member === undefined ? [] : [violation.member])]
  return unknown ? { refusal: 'unknown-field', detail: named, path } : { refusal: 'invalid-body', detail, path }
}

/** Without the members that repeat a path parameter: what the path says is what counts. */
function unbound({ behaviour }: Context, body: JsonObject): JsonObject {
  return withoutAll(body, Object.values(behaviour.binds ?? {}))
}

function lowered({ type }: Context, body: JsonObject): JsonObject {
  const fields = type.lowerCase ?? []
  if (fields.length === 0) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' && fields.includes(name) ? value.toLowerCase() : value]),
  )
}
