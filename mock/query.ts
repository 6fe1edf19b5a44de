import type { Json, JsonObject } from '../specs/json.ts'

/** What stands behind the `?` of a target, in order. `value` is undefined where the percent-encoding is broken. */
export interface Sent {
  readonly name: string
  readonly value: string | undefined
}

/** Reads a query as forms write it: `+` is a space (WHATWG URL, application/x-www-form-urlencoded). */
export function readQuery(target: string): readonly Sent[] {
  const start = target.indexOf('?')
  if (start < 0) return []
  return target
    .slice(start + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map(sentOf)
}

function sentOf(pair: string): Sent {
  const equals = pair.indexOf('=')
  const raw = equals < 0 ? pair : pair.slice(0, equals)
  const name = decoded(raw)
  return { name: name ?? raw, value: name === undefined ? undefined : decoded(equals < 0 ? '' : pair.slice(equals + 1)) }
}

function decoded(text: string): string | undefined {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}

/** What a text stands for, by the name of a JSON Schema type. */
type Reader = (text: string) => Json

const plain: Reader = (text) => text
const readers: Readonly<Record<string, Reader>> = {
  integer: (text) => (/^-?(?:0|[1-9]\d*)$/.test(text) ? finite(text) : text),
  number: (text) => (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? finite(text) : text),
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
}

/** Numbers too large to be told apart are still numbers, as large as they come. */
function finite(text: string): number {
  return Math.min(Math.max(Number(text), -Number.MAX_VALUE), Number.MAX_VALUE)
}

/** How a schema's type reads a text. A text that is none of its values stays a text, which the schema then refuses. */
export function readerOf(schema: JsonObject | undefined): Reader {
  const type = schema?.['type']
  for (const name of Array.isArray(type) ? (type as readonly Json[]) : [type]) {
    const reader = typeof name === 'string' && Object.hasOwn(readers, name) ? readers[name] : undefined
    if (reader !== undefined) return reader
  }
  return plain
}

/** A value as it stands in a query. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
