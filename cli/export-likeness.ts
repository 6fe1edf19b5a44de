import { holds, isScalar, jsonIn, shownBy, type Assertion, type Scalar, type Seen } from '../conformance/runnable/assertion.ts'
import { isObject, type Json } from '../specs/json.ts'
import type { Printed } from '../reports/evidence.ts'

/** Whether two answers to the same request are of one kind: the status, and the members that the body has. */
export function resembles(one: Seen | undefined, other: Seen | undefined): boolean {
  const [answer, recorded] = [one?.answer, other?.answer]
  return answer?.status === recorded?.status && shapeOf(jsonIn(answer?.body ?? '')) === shapeOf(jsonIn(recorded?.body ?? ''))
}

/** Members by their names, as deep as objects lie in objects. */
function shapeOf(json: Json | undefined): string {
  if (json === undefined || isScalar(json)) return typeof json
  if (!isObject(json)) return 'list'
  return `{${Object.keys(json)
    .toSorted()
    .map((name) => `${name}:${isObject(json[name]) ? shapeOf(json[name]) : ''}`)
    .join()}}`
}

/** A telling by the numbers of its steps. */
type Telling = (exchange: number) => Seen | undefined

/** Whether claims fail as they did when it was found: what is complained of is answered as it was, and so is each step that has to be as it was. */
export function isBrokenAlike(
  asserts: Assertion,
  steps: readonly number[],
  { found, recorded }: { readonly found: Telling; readonly recorded: Telling },
): boolean {
  if (!steps.every((step) => found(step)?.answer?.status === recorded(step)?.answer?.status)) return false
  return asserts.every((claim) => {
    const [now, then] = [found(claim.exchange), recorded(claim.exchange)]
    if (holds(claim, found) !== false) return true
    if (claim.of !== 'json' && claim.of !== 'item member') return claim.of !== 'status' || resembles(now, then)
    const [value, before] = [shownBy(claim, found), shownBy(claim, recorded)]
    return isScalar(before) && isLasting(before) ? value === before : typeof value === typeof before
  })
}

/** False for what a server makes up, and tells otherwise in another run: identifiers, instants, counters. */
export function isLasting(value: Scalar): boolean {
  if (typeof value === 'number') return Math.abs(value) < 1000
  return typeof value !== 'string' || !/\d{4}-\d{2}-\d{2}|[0-9a-f]{8}|\d{5}|cp-?[a-z0-9]{6}|^"/.test(value)
}

/** What was recorded, as claims are held against it. */
export function seenOf({ request, outcome }: Printed): Seen {
  return outcome.kind === 'answered' ? { request, answer: outcome.response } : { request }
}
