import type { Problem } from './finding.ts'
import { at, isObject, pointer, steps } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** An object of the document, with the pointer it was finally found at. */
export interface Found {
  readonly where: string
  readonly value: JsonObject
}

/** The pointer that an internal `$ref` names; undefined for every other reference. */
export function target(ref: string): string | undefined {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined
  try {
    return decodeURIComponent(ref.slice(1))
  } catch {
    return undefined
  }
}

/** The object at a pointer, `$ref`s followed to their end; undefined where there is none, or where they go in a circle. */
export function follow(document: JsonObject, where: string): Found | undefined {
  const seen = new Set<string>()
  for (let place: string | undefined = where; place !== undefined && !seen.has(place);) {
    seen.add(place)
    const value = at(document, place)
    if (!isObject(value)) return undefined
    if (typeof value['$ref'] !== 'string') return { where: place, value }
    place = target(value['$ref'])
  }
  return undefined
}

/** The path below which all operations live: that of `servers[0].url`, variables at their defaults, without a trailing slash. */
export function basePathOf(document: JsonObject): string {
  const url = at(document, '/servers/0/url')
  if (typeof url !== 'string') return ''
  const filled = url.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = at(document, pointer(['servers', 0, 'variables', name, 'default']))
    return typeof value === 'string' ? value : ''
  })
  return filled
    .replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
}

/** What is wrong with the document as a whole: its version, and references that lead nowhere or out of the file. */
export function documentProblems(document: JsonObject): readonly Problem[] {
  const version = document['openapi']
  if (typeof version !== 'string' || !/^3\.1\.\d+$/.test(version)) return [unknownVersion(document)]
  const problems: Problem[] = []
  const judged = new Map<string, string | undefined>()
  collectRefs(document, [], (path, ref) => {
    const message = judged.has(ref) ? judged.get(ref) : refProblem(document, ref)
    judged.set(ref, message)
    if (message !== undefined) problems.push(error('reference', pointer(path), message))
  })
  return problems
}

function unknownVersion(document: JsonObject): Problem {
  const version = document['openapi'] ?? document['swagger']
  const found = version === undefined ? 'There is no openapi version' : `The OpenAPI version is ${JSON.stringify(version)}`
  const hint = typeof version === 'string' && version.startsWith('3.0') ? ', and turn `nullable: true` into `type: [..., "null"]`' : ''
  const where = 'swagger' in document ? '/swagger' : '/openapi'
  return error('openapi-version', where, `${found}; only 3.1 is read. Write \`openapi: 3.1.1\`${hint}.`)
}

function refProblem(document: JsonObject, ref: string): string | undefined {
  const where = target(ref)
  if (where === undefined)
    return `The reference '${ref}' leads out of this file, and nothing else is ever read. Copy what it names below components and write '#/components/...'.`
  if (at(document, where) === undefined) return `The reference '${ref}' names nothing. Write the pointer of something that is in this file.`
  return follow(document, where) === undefined && isObject(at(document, where))
    ? `The reference '${ref}' leads in a circle. Let one of its links be a schema.`
    : undefined
}

/** Sample data may hold a member `$ref` that is no reference. */
const samples = new Set(['example', 'examples', 'default', 'const', 'enum'])

function collectRefs(value: Json, path: readonly string[], report: (path: readonly string[], ref: string) => void): void {
  if (Array.isArray(value)) {
    value.forEach((item: Json, index) => collectRefs(item, [...path, String(index)], report))
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') report([...path, key], member)
      else if (!samples.has(key) || path.at(-1) === 'properties' || path.at(-1) === 'schemas') collectRefs(member, [...path, key], report)
    }
  }
}

/** The schema at a JSON pointer of a value, reached through `$ref`, `properties`, `items` and `allOf`; undefined where none is known. */
export function schemaBelow(document: JsonObject, schema: string, below: string): Found | undefined {
  let found = follow(document, schema)
  for (const step of steps(below)) found = found === undefined ? undefined : member(document, found, step)
  return found
}

function member(document: JsonObject, schema: Found, step: string): Found | undefined {
  const property = pointer(['properties', step])
  if (at(schema.value, property) !== undefined) return follow(document, schema.where + property)
  if (/^\d+$/.test(step) && schema.value['items'] !== undefined) return follow(document, `${schema.where}/items`)
  const parts = schema.value['allOf']
  if (!Array.isArray(parts)) return undefined
  for (const index of parts.keys()) {
    const part = follow(document, `${schema.where}/allOf/${index}`)
    const found = part && member(document, part, step)
    if (found !== undefined) return found
  }
  return undefined
}

function error(rule: string, where: string, message: string): Problem {
  return { in: 'openapi', at: where, severity: 'error', rule, message }
}
