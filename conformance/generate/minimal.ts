import { isObject } from '../../specs/json.ts'
import { cheapQuantities } from './quantity.ts'
import { count, list, shapeAt, word } from './shape.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Shape } from './shape.ts'

/**
 * One plain valid value of a schema: what the documents show where they show something, else the first of an enumeration
 * or the smallest that satisfies the bounds. `full` gives every declared member, otherwise only those required.
 */
export function minimal(document: JsonObject, where: string, full = false): Json {
  return made(document, where, { full, left: 6 })
}

interface Extent {
  readonly full: boolean
  readonly left: number
}

function made(document: JsonObject, where: string, extent: Extent): Json {
  const shape = shapeAt(document, where)
  if (shape === undefined) return 'a'
  const { keywords } = shape
  const told = [keywords['const'], keywords['default'], list(keywords['examples'])[0], keywords['example'], list(keywords['enum'])[0]].find(
    (value) => value !== undefined,
  )
  if (told !== undefined && !isObject(told)) return told
  const branch = shape.branches[0]
  if (branch !== undefined) {
    const chosen = made(document, branch, extent)
    return isObject(chosen) ? { ...members(document, shape, extent), ...chosen } : chosen
  }
  return ofType(document, shape, extent)
}

function ofType(document: JsonObject, shape: Shape, extent: Extent): Json {
  const type = shape.types.find((candidate) => candidate !== 'null')
  switch (type) {
    case 'integer':
    case 'number':
      return count(shape.keywords['minimum']) ?? (count(shape.keywords['exclusiveMinimum']) ?? 0) + 1
    case 'boolean':
      return true
    case 'array':
      return Array.from({ length: Math.max(count(shape.keywords['minItems']) ?? 0, extent.full && extent.left > 0 ? 1 : 0) }, () =>
        shape.items === undefined ? 'a' : made(document, shape.items, { ...extent, left: extent.left - 1 }),
      )
    case 'object':
      return members(document, shape, extent)
    case 'string':
    case undefined:
      return text(shape)
  }
}

function members(document: JsonObject, shape: Shape, extent: Extent): JsonObject {
  const body: Record<string, Json> = {}
  const least = count(shape.keywords['minProperties']) ?? 0
  for (const [name, where] of shape.properties) {
    const wanted = shape.required.has(name) || (extent.full && extent.left > 0) || Object.keys(body).length < least - shape.required.size
    if (wanted) body[name] = made(document, where, { ...extent, left: extent.left - 1 })
  }
  return body
}

const samples: Readonly<Record<string, string>> = {
  'date-time': '2040-01-01T00:00:00Z',
  date: '2040-01-01',
  email: 'somebody@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '6f1f1e0a-7f0e-4b57-9d0f-2f5f6f0d8c11',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
}

function text(shape: Shape): string {
  const format = word(shape.keywords['format'])
  if (format === 'k8s-quantity') return cheapQuantities(undefined)[0] ?? '1'
  return samples[format] ?? 'sample'.padEnd(count(shape.keywords['minLength']) ?? 0, 'a').slice(0, count(shape.keywords['maxLength']) ?? 64)
}
