import { at, isObject } from '../../../specs/json.ts'
import { sameJson } from '../../judge/view.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'

/** What stands for a name in braces, e.g. a path parameter or a member of the request. */
export type Values = Readonly<Record<string, string | undefined>>

/** A text of the contract with its names filled in; undefined unless all of them are known. Other values stay as they are. */
export function filledIn(template: Json, values: Values): Json | undefined {
  if (typeof template !== 'string') return template
  let known = true
  const text = template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    known &&= value !== undefined
    return value ?? ''
  })
  return known ? text : undefined
}

/**
 * JSON pointers of the members that are not what a template says; those whose template is not known in full say nothing, and
 * those that are no texts either: they tell of the provider and not of the request.
 */
export function unlike(template: JsonObject, values: Values, shown: Json | undefined): readonly string[] {
  return Object.entries(template).flatMap(([name, wanted]) => {
    const found = at(shown, `/${name}`)
    if (isObject(wanted)) return unlike(wanted, values, found).map((place) => `/${name}${place}`)
    if (typeof wanted !== 'string') return []
    const expected = filledIn(wanted, values)
    return expected === undefined || sameJson(expected, found ?? null) ? [] : [`/${name}`]
  })
}

/** What a request's target says: its path parameters, and what stands before the path, e.g. the base of another endpoint. */
export function readTarget({ template }: Pick<Operation, 'template'>, target: string): { readonly params: Values; readonly before: string } {
  const names: string[] = []
  const pattern = template.split(/(\{[^}]+\})/).map((part) => {
    if (!part.startsWith('{')) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    names.push(part.slice(1, -1))
    return '([^/?]+?)'
  })
  const found = new RegExp(`${pattern.join('')}(?:\\?.*)?$`).exec(target)
  const params = Object.fromEntries(names.map((name, index) => [name, decoded(found?.[index + 1])]))
  return { params, before: target.slice(0, found?.index ?? 0) }
}

/** Members of a request body that may be expected to come back as they are: plain words. */
export function wordsIn(body: JsonObject): Values {
  return Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' && /^[\w-]+$/.test(value) ? [[name, value]] : [])))
}

/** The value that a template gives a name, where it is nothing but that name: `{id}` and `c1` give `id` the value `c1`. */
export function named(template: Json | undefined, value: Json | undefined): Values {
  const name = typeof template === 'string' ? /^\{([^{}]+)\}$/.exec(template)?.[1] : undefined
  return name === undefined || typeof value !== 'string' ? {} : { [name]: value }
}

/** Milliseconds since 1970 of an instant as a body tells it: RFC 3339 or seconds; undefined for anything else. */
export function instantOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value * 1000
  const found = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(found) ? undefined : found
}

/** Milliseconds between two answers by the subject's own clock; undefined where one of them does not tell the date. */
export function between(first: Exchange | undefined, second: Exchange | undefined): number | undefined {
  const [a, b] = [first, second].map((exchange) => {
    const lines = exchange?.outcome.kind === 'answered' ? exchange.outcome.response.headers : []
    return Date.parse(lines.find(([name]) => name === 'date')?.[1] ?? '')
  })
  return a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b) ? undefined : b - a
}

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
