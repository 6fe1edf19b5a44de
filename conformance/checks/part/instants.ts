import { header } from '../../history.ts'
import type { Json } from '../../../specs/json.ts'
import type { Answer } from '../../history.ts'

/** How far the instant in a body may lie from the `Date` of the answer, in milliseconds: clocks of one vendor's machines differ. */
const tolerance = 120_000

/** When an answer was made, by its `Date` (RFC 9110 section 6.6.1), in milliseconds since 1970; undefined where it does not tell. */
export function instantOf(answer: Answer | undefined): number | undefined {
  const told = Date.parse(header(answer, 'date') ?? '')
  return Number.isNaN(told) ? undefined : told
}

/** True for an instant close to another one, as text (RFC 3339) or as seconds since 1970; any instant where the other one is not known. */
export function near(value: Json | undefined, other: number | undefined): boolean {
  const found = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return !Number.isNaN(found) && (other === undefined || Math.abs(found - other) <= tolerance)
}
