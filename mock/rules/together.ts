import type { Rule } from '../../specs/behaviour.ts'
import { at } from '../../specs/json.ts'
import { called, same, text, touches, type Broken, type Judged } from './judged.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** The first number is not greater than the second. */
export function ordered({ at: places }: Of<'ordered'>, judged: Judged): Broken | undefined {
  if (!touches(judged, places)) return undefined
  const [least, most] = places
  const [low, high] = [at(judged.after, least), at(judged.after, most)]
  if (typeof low !== 'number' || typeof high !== 'number' || low <= high) return undefined
  return { at: most, detail: `${called(most)} ${high} is less than ${called(least)} ${low}` }
}

/** The values are there together in one of some ways; a place without a value goes with any. */
export function combination({ at: places, values }: Of<'combination'>, judged: Judged): Broken | undefined {
  if (!touches(judged, places)) return undefined
  const given = places.map((place) => at(judged.after, place) ?? undefined)
  const fits = values.some((row) => given.every((value, index) => value === undefined || (row[index] ?? null) === null || same(value, row[index])))
  if (fits) return undefined
  const told = places.map((place, index) => `${called(place)} ${text(given[index] ?? null)}`)
  return { at: places.at(-1) ?? '', detail: told.join(' does not go with ') }
}
