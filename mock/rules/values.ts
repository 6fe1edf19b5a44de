import type { Rule } from '../../specs/behaviour.ts'
import { at, placesAt, valuesAt } from '../../specs/json.ts'
import { called, folded, gives, same, text, touches, type Broken, type Judged } from './judged.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** No value stands twice. */
export function unique({ at: patterns, caseless }: Of<'unique'>, judged: Judged): Broken | undefined {
  if (!touches(judged, patterns)) return undefined
  const seen = new Set<string>()
  for (const place of patterns.flatMap((pattern) => placesAt(judged.after, pattern))) {
    const value = at(judged.after, place) ?? null
    const key = JSON.stringify(caseless === undefined ? value : folded(value))
    if (seen.has(key)) return { at: place, detail: `${called(place)} repeats ${shortened(JSON.stringify(value))}` }
    seen.add(key)
  }
  return undefined
}

/** One value stands no more than once, and where it is needed, once. */
export function atMostOne({ at: pattern, is, needed }: Of<'at-most-one'>, judged: Judged): Broken | undefined {
  if (!touches(judged, [pattern])) return undefined
  const places = placesAt(judged.after, pattern)
  const [, second] = places.filter((place) => same(at(judged.after, place), is))
  if (second !== undefined) return { at: second, detail: `only one can be ${JSON.stringify(is)}` }
  if (needed !== true || places.length === 0 || valuesAt(judged.after, pattern).some((value) => same(value, is))) return undefined
  return { at: places[0] ?? '', detail: `one has to be ${JSON.stringify(is)}` }
}

/** The value is on offer when it is set or changed. */
export function offered({ at: pattern, values }: Of<'offered'>, judged: Judged): Broken | undefined {
  if (!touches(judged, [pattern])) return undefined
  const place = placesAt(judged.after, pattern).find((each) => !values.some((value) => same(value, at(judged.after, each))))
  return place === undefined ? undefined : { at: place, detail: `${called(place)} is not one of ${values.map(text).join(', ')}` }
}

/** All places have a value, or none of them. */
export function allOrNone({ at: places }: Of<'all-or-none'>, judged: Judged): Broken | undefined {
  if (!touches(judged, places)) return undefined
  const missing = places.filter((place) => !gives(judged.after, place))
  if (missing.length === 0 || missing.length === places.length) return undefined
  return { at: missing[0] ?? '', detail: `${missing.map(called).join(', ')} cannot be left out beside the others of ${places.map(called).join(', ')}` }
}

/** Values come from whoever calls, and can be long. */
function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
