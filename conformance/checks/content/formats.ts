import { succeeded, wholeOf } from '../../history.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { follow } from '../../../specs/document.ts'
import { at, isObject, pointer } from '../../../specs/json.ts'
import { isThrough } from '../../readable.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Action } from '../../resources.ts'
import type { Judgement } from '../../verdict.ts'

interface Dated {
  readonly contract: Contract
  /** Ids of the operations whose answers hold declared timestamps. */
  readonly operations: ReadonlySet<string>
  /** Where one resource shows the time of its creation. */
  readonly created: readonly Creation[]
}

export const scalarFormats = monitor({
  id: 'content.scalar-formats',
  each: 'resource',
  needs: timestamps,
  judge: (trace, { contract, operations, created }) => {
    const own = trace.filter(({ operation, request }) => operations.has(operation ?? '') && contract.operations.get(operation ?? '')?.method === request.method)
    const moved = created.map((creation) => constant(trace, creation)).find((judgement) => judgement !== undefined)
    return moved ?? everyAnswer(own, (_, exchange) => wellFormed(contract, exchange))
  },
})

function timestamps(reading: Reading): Need<Dated> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const contract = document.value
  const own = [...contract.operations.values()].filter(({ behaviour }) => behaviour?.resource === reading.resource)
  const dated = own.filter(({ responses }) => [...responses.values()].some(({ schema }) => schema !== undefined && holdsTimestamp(contract.document, schema)))
  if (dated.length === 0) return unmet(`no answer about a ${reading.resource} has a declared timestamp`)
  const doing = (action: Action) => own.find(({ behaviour }) => behaviour?.action === action)
  const read = doing('read')
  const places = Object.entries(reading.type.shows ?? {}).flatMap(([place, { is }]) => (is === 'created' ? [place] : []))
  const created =
    read === undefined
      ? []
      : places.map((place): Creation => ({ ...seenBy(read), create: doing('create')?.id, place, idIn: (json) => idIn(reading.type, json) }))
  const value = { contract, operations: new Set(dated.map(({ id }) => id)), created }
  return met(value, ...dated.flatMap(({ behaviour }) => behaviour ?? []))
}

/** How reads of a resource are told from other exchanges, and from each other. */
function seenBy(read: Operation): Pick<Creation, 'read' | 'method' | 'named'> {
  const { id, method, template } = read
  return { read: id, method: method.toUpperCase(), named: isThrough(read) || !template.includes('{') }
}

/** RFC 3339 section 5.6: a date that exists, seconds up to a leap second, and always an offset. */
export function isTimestamp(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/.exec(text)
  if (parts === null) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const [offsetHour, offsetMinute] = [Number(parts[8] ?? 0), Number(parts[9] ?? 0)]
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  return month >= 1 && month <= 12 && day >= 1 && day <= last && hour <= 23 && minute <= 59 && second <= 60 && offsetHour <= 23 && offsetMinute <= 59
}

function wellFormed(contract: Contract, exchange: Exchange): Sight {
  const answer = exchange.outcome.kind === 'answered' ? exchange.outcome.response : undefined
  const schema = answer && contract.operations.get(exchange.operation ?? '')?.responses.get(answer.status)?.schema
  const body = wholeOf(answer)
  if (schema === undefined || body === undefined) return undefined
  const found = timestampsIn(contract.document, schema, { value: body, path: [] })
  if (found.length === 0) return undefined
  const wrong = found.find(({ text }) => !isTimestamp(text))
  return wrong === undefined ? 'kept' : { expected: 'an RFC 3339 date-time with an offset', actual: `${wrong.place} is "${wrong.text}"` }
}

interface Timestamp {
  readonly place: string
  readonly text: string
}

/** A value and where it lies in the answer. */
interface Located {
  readonly value: Json
  readonly path: readonly (string | number)[]
}

/** Texts at the places of a value that its schema declares to be a date-time. */
function timestampsIn(document: JsonObject, where: string, { value, path }: Located): readonly Timestamp[] {
  const schema = follow(document, where)
  if (schema === undefined) return []
  const parts = schema.value['allOf']
  const wholes = Array.isArray(parts) ? [...parts.keys()].flatMap((index) => timestampsIn(document, `${schema.where}/allOf/${index}`, { value, path })) : []
  if (typeof value === 'string') return schema.value['format'] === 'date-time' ? [{ place: pointer(path), text: value }, ...wholes] : wholes
  return [...wholes, ...below(value).flatMap(([step, name, member]) => timestampsIn(document, schema.where + step, { value: member, path: [...path, name] }))]
}

/** The members of a value, each with the step that leads to its schema. */
function below(value: Json): readonly (readonly [step: string, name: string | number, member: Json])[] {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => ['/items', index, item])
  return isObject(value) ? Object.entries(value).map(([name, member]) => [pointer(['properties', name]), name, member]) : []
}

/** True where the schema, or one below it, is a date-time. */
function holdsTimestamp(document: JsonObject, where: string, seen: ReadonlySet<string> = new Set()): boolean {
  const schema = follow(document, where)
  if (schema === undefined || seen.has(schema.where)) return false
  if (schema.value['format'] === 'date-time') return true
  const names = isObject(schema.value['properties']) ? Object.keys(schema.value['properties']) : []
  const parts = Array.isArray(schema.value['allOf']) ? [...schema.value['allOf'].keys()] : []
  const deeper = [...names.map((name) => pointer(['properties', name])), ...parts.map((index) => `/allOf/${index}`), '/items']
  return deeper.some((step) => holdsTimestamp(document, schema.where + step, new Set([...seen, schema.where])))
}

export interface Creation {
  readonly read: string
  readonly create: string | undefined
  /** Method of the read: GET when absent. */
  readonly method?: string
  /** True where paths name methods, and messages what they are about. */
  readonly named?: boolean
  /** JSON pointer of the time of creation. */
  readonly place: string
  readonly idIn: (json: Json | undefined) => string | undefined
}

/**
 * Whether every read of the same resource shows the same time of creation. A new life begins with a create, with a delete, or
 * with a read that finds nothing. Fractions of a second may be told in one answer and left out in the next.
 */
export function constant(trace: readonly Exchange[], { read, create, method = 'GET', named = false, place, idIn }: Creation): Judgement | undefined {
  const lives = new Map<string, { readonly exchange: Exchange; readonly text: Json }>()
  for (const exchange of trace) {
    const { operation, request } = exchange
    const answer = exchange.outcome.kind === 'answered' ? exchange.outcome.response : undefined
    const made = operation === create && request.method === 'POST' && succeeded(exchange) ? idIn(answer?.json) : undefined
    const inPath = (request.target.split('?')[0] ?? '') + (made === undefined ? '' : `/${encodeURIComponent(made)}`)
    const path = named ? (made ?? Object.values(exchange.named ?? {}).at(-1) ?? '') : inPath
    if (request.method === 'DELETE' || made !== undefined || [404, 410].includes(answer?.status ?? 0)) lives.delete(path)
    const isShown = made !== undefined || (operation === read && request.method === method && succeeded(exchange))
    const text = isShown ? at(answer?.json, place) : undefined
    if (text === undefined) continue
    const first = lives.get(path)
    if (first === undefined) lives.set(path, { exchange, text })
    else if (secondOf(first.text) !== secondOf(text))
      return shows([first.exchange, exchange], `the time of creation stays ${JSON.stringify(first.text)}`, `${place} is ${JSON.stringify(text)}`)
  }
  return undefined
}

function secondOf(text: Json): string {
  const instant = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(instant) ? JSON.stringify(text) : String(Math.floor(instant / 1000))
}
