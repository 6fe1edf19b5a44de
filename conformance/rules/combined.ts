import { at, withAt } from '../../specs/json.ts'
import { sameJson } from '../judge/view.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'

export type Combination = Extract<Rule, { readonly rule: 'combination' }>

type Row = Combination['values'][number]

/** Whether the values that a body has go together; what it does not have, or has as null, is not looked at. */
export function isCombined(body: Json, { at: places, values }: Combination): boolean {
  return values.some((row) => agreement(body, places, row) === places.length)
}

/**
 * The body with values that go together. Those named first stay as long as they stand in some row; which of the rows that are left
 * it is depends on what the body had, so that different bodies get different ones.
 */
export function combined(body: Json, rule: Combination): Json {
  if (isCombined(body, rule)) return body
  const most = Math.max(0, ...rule.values.map((row) => agreement(body, rule.at, row)))
  const rows = rule.values.filter((row) => agreement(body, rule.at, row) === most)
  const row = rows[sumOf(rule.at.map((place) => at(body, place) ?? null)) % Math.max(1, rows.length)]
  return row === undefined ? body : withRow(body, rule.at, row)
}

/** The body with the values of a row, in the places that it has. */
export function withRow(body: Json, places: readonly string[], row: Row): Json {
  return places.reduce<Json>((made, place, index) => {
    const value = row[index] ?? null
    return value === null || at(made, place) === undefined ? made : withAt(made, place, value)
  }, body)
}

/** How many of the places, from the first one on, have what the row has. */
function agreement(body: Json, places: readonly string[], row: Row): number {
  const odd = places.findIndex((place, index) => {
    const [value, wanted = null] = [at(body, place), row[index]]
    return value !== undefined && value !== null && wanted !== null && !sameJson(value, wanted)
  })
  return odd < 0 ? places.length : odd
}

function sumOf(values: readonly Json[]): number {
  return Array.from(JSON.stringify(values)).reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003, 0)
}
