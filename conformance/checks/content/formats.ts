import { succeeded } from '../../history.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { all, met, unmet } from '../../need.ts'
import { follow } from '../../../specs/document.ts'
import { at, isObject, pointer } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

interface Dated {
  readonly contract: Contract
  /** Ids of the operations whose answers hold declared timestamps. */
  readonly operations: ReadonlySet<string>
  /** The read of one resource, and where it shows the time of creation. */
  readonly read: string
  readonly created: readonly string[]
}

export const scalarFormats = monitor({
  id: 'content.scalar-formats',
  each: 'resource',
  needs: timestamps,
  judge: (trace, { contract, operations, read, created }) => {
    const own = trace.filter(({ operation, request }) => operations.has(operation ?? '') && contract.operations.get(operation ?? '')?.method === request.method)
    const moved = created.map((place) => constant(trace, read, place)).find((judgement) => judgement !== undefined)
    return moved ?? everyAnswer(own, (_, exchange) => wellFormed(contract, exchange))
  },
})

function timestamps(reading: Reading): Need<Dated> {
  const needs = all({ document: reading.document(), read: reading.operation('read') })
  if (needs.kind === 'unmet') return needs
  const { document: contract, read } = needs.value
  const own = [...contract.operations.values()].filter(({ behaviour }) => behaviour?.resource === reading.resource)
  const dated = own.filter(({ responses }) => [...responses.values()].some(({ schema }) => schema !== undefined && holdsTimestamp(contract.document, schema)))
  if (dated.length === 0) return unmet(`no answer about a ${reading.resource} has a declared timestamp`)
  const created = Object.entries(reading.type.shows ?? {}).flatMap(([place, { is }]) => (is === 'created' ? [place] : []))
  const value = { contract, operations: new Set(dated.map(({ id }) => id)), read: read.id, created }
  return met(value, ...needs.leansOn, ...dated.flatMap(({ behaviour }) => behaviour ?? []))
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
  if (schema === undefined || answer?.json === undefined) return undefined
  const found = timestampsIn(contract.document, schema, answer.json)
  if (found.length === 0) return undefined
  const wrong = found.find(({ text }) => !isTimestamp(text))
  return wrong === undefined ? 'kept' : { expected: 'an RFC 3339 date-time with an offset', actual: `${wrong.place} is "${wrong.text}"` }
}

interface Timestamp {
  readonly place: string
  readonly text: string
}

/** Texts at the places of a value that its schema declares to be a date-time. */
function timestampsIn(document: JsonObject, where: string, value: Json, path: readonly (string | number)[] = []): readonly Timestamp[] {
  const schema = follow(document, where)
  if (schema === undefined) return []
  if (typeof value === 'string') return schema.value['format'] === 'date-time' ? [{ place: pointer(path), text: value }] : below(document, schema.where, { value, path })
  return below(document, schema.where, { value, path })
}

function below(document: JsonObject, where: string, { value, path }: { readonly value: Json; readonly path: readonly (string | number)[] }): readonly Timestamp[] {
  const parts = at(document, `${where}/allOf`)
  const wholes = Array.isArray(parts) ? [...parts.keys()].flatMap((index) => timestampsIn(document, `${where}/allOf/${index}`, value, path)) : []
  if (Array.isArray(value)) return [...wholes, ...(value as readonly Json[]).flatMap((item, index) => timestampsIn(document, `${where}/items`, item, [...path, index]))]
  if (!isObject(value)) return wholes
  return [...wholes, ...Object.entries(value).flatMap(([name, member]) => timestampsIn(document, where + pointer(['properties', name]), member, [...path, name]))]
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

/** Whether every read of the same resource shows the same time of creation. A new life begins with a delete, or with a read that finds nothing. */
export function constant(trace: readonly Exchange[], read: string, place: string): Judgement | undefined {
  const lives = new Map<string, { readonly exchange: Exchange; readonly text: Json }>()
  for (const exchange of trace) {
    const { operation, request } = exchange
    const path = request.target.split('?')[0] ?? ''
    if (request.method === 'DELETE') lives.delete(path)
    if (operation !== read || request.method !== 'GET') continue
    if (!succeeded(exchange)) lives.delete(path)
    const text = exchange.outcome.kind === 'answered' && succeeded(exchange) ? at(exchange.outcome.response.json, place) : undefined
    if (text === undefined) continue
    const first = lives.get(path)
    if (first === undefined) lives.set(path, { exchange, text })
    else if (first.text !== text) return shows([first.exchange, exchange], `the time of creation stays ${JSON.stringify(first.text)}`, `${place} is ${JSON.stringify(text)}`)
  }
  return undefined
}
