import { sameJson } from '../../judge/view.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, withAt } from '../../../specs/json.ts'
import { allowed } from '../allowed.ts'
import { isCombined, withRow } from '../combined.ts'
import { parted, schemaAt, valuesFor } from '../ground.ts'
import { isMeant } from '../meant.ts'
import { unlike } from '../unlike.ts'
import type { Json } from '../../../specs/json.ts'
import type { Combination } from '../combined.ts'
import type { Ground } from '../ground.ts'
import type { Trial, Variant } from '../trial.ts'

/** One place at a time has a value that does not go with the others, although it goes with some; or one that goes with none. */
export function combinationTrial(ground: Ground, rule: Combination): Trial | undefined {
  const known = allowed(ground.schema, rule)
  if (rule.at.some((place) => parted(place) !== undefined || schemaAt(ground, place) === undefined) || known.values.length === 0) return undefined
  const names = rule.at.join(' and ')
  const breaking = rule.at.flatMap((place, index): readonly Variant[] => {
    const column = columnOf(known, index)
    const others = rule.at.filter((other) => other !== place).join(' and ')
    const mixed: Variant = {
      name: `${place} does not go with ${others}`,
      of: (plain) => oddOf(ground, filled(plain, known), { rule: known, place, values: column }),
    }
    const strangers = strangersTo(
      ground,
      place,
      rule.values.map((row) => row[index] ?? null),
    )
    const strange: Variant = {
      name: `${place} goes with nothing`,
      of: (plain) => oddOf(ground, filled(plain, known), { rule: known, place, values: strangers }),
    }
    return [...(column.length > 1 ? [mixed] : []), ...(strangers.length > 0 ? [strange] : [])]
  })
  return { rule, keeping: [{ name: `${names} go together`, of: (plain) => filled(plain, known) }], breaking }
}

function isAllowed(ground: Ground, place: string, value: Json): boolean {
  const where = schemaAt(ground, place)
  return value === null || (where !== undefined && ground.schema.contract.validate(where, value).length === 0)
}

/** The different values that a place has in the rows. */
function columnOf({ values }: Combination, index: number): readonly Json[] {
  return [
    ...new Map(values.flatMap((row) => (row[index] === null || row[index] === undefined ? [] : [[JSON.stringify(row[index]), row[index]] as const]))).values(),
  ]
}

/** The body with what it lacks of a combination that it has the beginning of. */
function filled(plain: Json, { at: places, values }: Combination): Json {
  const row = values.find((one) =>
    places.every((place, index) => at(plain, place) === undefined || one[index] === null || sameJson(at(plain, place), one[index])),
  )
  return places.reduce<Json>((body, place, index) => {
    const value = row?.[index] ?? null
    return value === null || at(body, place) !== undefined ? body : withAt(body, place, value)
  }, plain)
}

/** The first body that breaks the rule with one of some values at a place, and leaves the same other rules to be kept; the body itself as the base before others. */
function oddOf(
  { type }: Ground,
  body: Json,
  { rule, place, values }: { readonly rule: Combination; readonly place: string; readonly values: readonly Json[] },
): Json | undefined {
  const named = rulesOf(type, 'exists').filter((one) => at(body, one.at) !== undefined)
  return [body, ...rule.values.map((row) => withRow(body, rule.at, row))]
    .flatMap((base) => values.map((value) => withAt(base, place, value)))
    .find((made) => !isCombined(made, rule) && named.every((one) => isMeant(one, made) === isMeant(one, body)))
}

/** Values that the schema allows and no row has. */
function strangersTo(ground: Ground, place: string, column: readonly Json[]): readonly Json[] {
  const near = column.flatMap((value) => (typeof value === 'string' ? [unlike(value)] : []))
  return [...near, ...valuesFor(ground, place, 20)]
    .filter((value) => isAllowed(ground, place, value) && !column.some((one) => sameJson(one, value)))
    .slice(0, 4)
}
