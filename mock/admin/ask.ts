import { at, isObject, type Json, type JsonObject } from '../../specs/json.ts'
import { validatorOf } from '../../specs/schemas.ts'
import type { Violation } from '../../specs/contract.ts'
import type { Host } from '../host.ts'
import { scan } from '../json-text.ts'
import { bodyOf, WORLD_HEADER } from '../request.ts'
import type { World } from '../world.ts'
import { document } from './openapi.ts'
import { problem, type Mistake } from './problem.ts'
import { text } from './text.ts'

/** One request to the management interface, checked against its document. */
export interface Ask {
  readonly host: Host
  readonly version: string
  /** Name of the world that was asked for, if any. */
  readonly named: string | undefined
  /** The world that is meant; made when first named. */
  readonly world: () => World
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The body, valid by its schema; empty where there is none. */
  readonly body: JsonObject
}

export type Handler = (ask: Ask) => Response | Promise<Response>

/** Largest accepted body, in bytes. */
const MAX_BODY = 1_048_576

const validate = validatorOf(document)
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The world that a request names: the query wins over the header. */
export function worldOf(request: Request, query: Readonly<Record<string, string>>): string | undefined {
  return query['world'] ?? request.headers.get(WORLD_HEADER) ?? undefined
}

/** Refuses query parameters that the operation does not have. */
export function checkQuery(operation: JsonObject, query: Readonly<Record<string, string>>): Response | undefined {
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : []
  const allowed = ['world', ...parameters.flatMap((item: Json) => (isObject(item) && item['in'] === 'query' ? [text(item['name'])] : []))]
  const unknown = Object.keys(query).find((name) => !allowed.includes(name))
  return unknown === undefined ? undefined : problem(400, `The query parameter "${unknown}" is unknown. Allowed: ${allowed.join(', ')}.`)
}

/** Reads the body as the operation's schema says, or answers what is wrong with it. */
export async function readBody(operation: JsonObject, request: Request): Promise<JsonObject | Response> {
  const wanted = operation['requestBody']
  const schema = at(wanted, '/content/application~1json/schema/$ref')
  if (typeof schema !== 'string' || !isObject(wanted)) return {}
  const body = await bodyOf(request, (name) => request.headers.get(name) ?? undefined, MAX_BODY)
  if (body.kind === 'too-large') return problem(413, `The body is larger than ${body.limit} bytes.`)
  if (body.bytes.length === 0 && wanted['required'] !== true) return {}
  const value = parsed(body.bytes)
  if (typeof value === 'string') return problem(400, `${value} ${allowedIn(schema, '')}`)
  const mistakes = validate(schema.slice(1), value.parsed).map((violation) => mistake(schema, violation))
  if (mistakes.length === 0 && isObject(value.parsed)) return value.parsed
  return problem(400, `Failed to read the body: ${mistakes[0]?.detail ?? 'it is not an object.'}`, mistakes)
}

function parsed(bytes: Uint8Array): { readonly parsed: Json } | string {
  if (bytes.length === 0) return 'Failed to read the body: there is none.'
  try {
    const written = utf8.decode(bytes)
    const value: Json = JSON.parse(written)
    const { duplicate } = scan(written)
    return duplicate === undefined ? { parsed: value } : `Failed to read the body: the member "${duplicate}" stands twice in one object.`
  } catch (error) {
    return `Failed to read the body: it is not JSON in UTF-8 (${error instanceof Error ? error.message : String(error)}).`
  }
}

function mistake(schema: string, violation: Violation): Mistake {
  const where = violation.at === '' ? 'it' : `"${violation.at.slice(1).replaceAll('/', '.')}"`
  const listing = violation.member === undefined && violation.at !== '' ? '' : ` ${allowedIn(schema, violation.at)}`
  const unknown = violation.keyword === 'additionalProperties' && violation.member !== undefined
  return { pointer: unknown ? `${violation.at}/${violation.member}` : violation.at, detail: `${where} ${violation.message}.${listing}` }
}

/** Names the members that the schema has at a place. */
function allowedIn(schema: string, place: string): string {
  const inner = place
    .split('/')
    .slice(1)
    .map((step) => `/properties/${step}`)
    .join('')
  const properties = at(document, `${schema.slice(1)}${inner}/properties`)
  return isObject(properties) ? `Allowed members: ${Object.keys(properties).join(', ')}.` : ''
}
