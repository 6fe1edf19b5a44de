import { at, isObject } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'

/**
 * What one answer has to show, as data: a program that knows nothing of this suite can ask for it. Numbers are positions in the
 * evidence of the finding, from 1.
 */
export type Claim = { readonly exchange: number } & (
  | { readonly of: 'status'; readonly statuses: readonly (number | StatusClass)[] }
  | { readonly of: 'header'; readonly name: string; readonly test: Test }
  | { readonly of: 'json'; readonly at: string; readonly test: Test }
  /** How often an array (at a JSON pointer) holds an item with this member; `some`: at least once. */
  | { readonly of: 'item'; readonly at: string; readonly member: string; readonly equals: Term; readonly times: 0 | 1 | 'some' }
  /** What the first item with this member shows at another place of it. */
  | { readonly of: 'item member'; readonly at: string; readonly member: string; readonly equals: Term; readonly where: string; readonly test: Test }
  | { readonly of: 'body'; readonly is: 'empty' | 'json' }
)

export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx'

export type Test =
  | { readonly is: 'present' }
  | { readonly is: 'absent' }
  | { readonly is: 'like'; readonly pattern: string }
  | { readonly is: 'one of' | 'none of'; readonly values: readonly Scalar[] }
  | { readonly is: 'same' | 'other'; readonly as: Reference }

export type Scalar = string | number | boolean | null

/** A value that stands elsewhere in the evidence. */
export interface Reference {
  readonly exchange: number
  readonly side: 'request' | 'answer'
  readonly from: { readonly header: string } | { readonly json: string }
}

export type Term = { readonly value: Scalar } | { readonly as: Reference }

/** Claims that hold together, or not. */
export type Assertion = readonly Claim[]

/** What of an exchange a claim can be held against. */
export interface Seen {
  readonly request: { readonly headers: readonly (readonly [string, string])[]; readonly body?: string }
  /** Absent where none came. */
  readonly answer?: { readonly status: number; readonly headers: readonly (readonly [string, string])[]; readonly body: string }
}

/** The value that a claim about a member is about. */
export function shownBy(claim: Claim, seen: (exchange: number) => Seen | undefined): Json | undefined {
  const body = seen(claim.exchange)?.answer?.body ?? ''
  if (claim.of === 'json') return at(jsonIn(body), claim.at)
  return claim.of === 'item member' ? at(itemsWith(claim, body, seen)?.[0], claim.where) : undefined
}

/** Whether a claim holds; undefined where an answer that it is about, or leans on, never came. */
export function holds(claim: Claim, seen: (exchange: number) => Seen | undefined): boolean | undefined {
  const answer = seen(claim.exchange)?.answer
  if (answer === undefined) return undefined
  switch (claim.of) {
    case 'status':
      return claim.statuses.some((status) => (typeof status === 'number' ? status === answer.status : Number(status[0]) === Math.floor(answer.status / 100)))
    case 'header':
      return passes(headerIn(answer.headers, claim.name), claim.test, seen)
    case 'json':
      return passes(at(jsonIn(answer.body), claim.at), claim.test, seen)
    case 'item': {
      const items = itemsWith(claim, answer.body, seen)
      if (items === undefined) return false
      return claim.times === 'some' ? items.length > 0 : items.length === claim.times
    }
    case 'item member': {
      const item = itemsWith(claim, answer.body, seen)?.[0]
      return item !== undefined && passes(at(item, claim.where), claim.test, seen)
    }
    case 'body':
      return claim.is === 'empty' ? answer.body === '' : jsonIn(answer.body) !== undefined
    default:
      return claim satisfies never
  }
}

function itemsWith(
  claim: Extract<Claim, { of: 'item' | 'item member' }>,
  body: string,
  seen: (exchange: number) => Seen | undefined,
): readonly Json[] | undefined {
  const items = at(jsonIn(body), claim.at)
  const wanted = 'value' in claim.equals ? claim.equals.value : valueAt(claim.equals.as, seen)
  return Array.isArray(items) ? (items as readonly Json[]).filter((item) => at(item, claim.member) === wanted) : undefined
}

function passes(found: Json | undefined, test: Test, seen: (exchange: number) => Seen | undefined): boolean {
  switch (test.is) {
    case 'present':
      return found !== undefined
    case 'absent':
      return found === undefined
    case 'like':
      return isScalar(found) && new RegExp(test.pattern).test(String(found))
    case 'one of':
      return isScalar(found) && test.values.includes(found)
    case 'none of':
      return !isScalar(found) || !test.values.includes(found)
    case 'same':
      return found !== undefined && found === valueAt(test.as, seen)
    case 'other':
      return found !== undefined && found !== valueAt(test.as, seen)
    default:
      return test satisfies never
  }
}

/** The scalar that a reference stands for, where there is one. */
export function valueAt({ exchange, side, from }: Reference, seen: (exchange: number) => Seen | undefined): Scalar | undefined {
  const one = seen(exchange)
  const half = side === 'request' ? one?.request : one?.answer
  const value = 'header' in from ? headerIn(half?.headers ?? [], from.header) : at(jsonIn(half?.body ?? ''), from.json)
  return isScalar(value) ? value : undefined
}

export function isScalar(value: Json | undefined): value is Scalar {
  return value !== undefined && !Array.isArray(value) && !isObject(value)
}

export function headerIn(headers: readonly (readonly [string, string])[], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}

export function jsonIn(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text)
    return json
  } catch {
    return undefined
  }
}
