import { sameJson } from '../../judge/view.ts'
import { at, isObject, valuesAt, withAt } from '../../../specs/json.ts'
import { parted, valuesFor } from '../ground.ts'
import { placed, placing } from '../trial.ts'
import { grouped } from './references.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Ground } from '../ground.ts'
import type { Trial, Variant } from '../trial.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** The same value in two of the places, or in two items of the array. */
export function uniqueTrial(ground: Ground, rule: Of<'unique'>): Trial | undefined {
  const [first, second] = rule.at
  if (first === undefined) return undefined
  if (second === undefined) return repeatedTrial(ground, rule, first)
  if (rule.at.some((place) => parted(place) !== undefined)) return undefined
  const filled = filling(ground, rule.at)
  return filled === undefined
    ? undefined
    : {
        rule,
        keeping: [{ name: `${first} and ${second} differ`, of: filled }],
        breaking: [{ name: `${first} and ${second} are the same`, of: (plain) => withAt(filled(plain), second, at(filled(plain), first)) }],
      }
}

function repeatedTrial(ground: Ground, rule: Of<'unique'>, place: string): Trial | undefined {
  const path = parted(place)
  const filled = path && filling(ground, [path.array])
  if (path === undefined || filled === undefined) return undefined
  const { array, below } = path
  const [one, other] = distinctItems(ground, path)
  if (one === undefined) return undefined
  const twin = other !== undefined && isObject(other) && below !== '' ? withAt(other, below, at(one, below)) : one
  const last =
    other === undefined
      ? []
      : [{ name: `${place} has its first value once more at the end`, of: (plain: Json) => withAt(filled(plain), array, [one, other, twin]) }]
  return {
    rule,
    keeping: other === undefined ? [] : [{ name: `${place} has different values`, of: (plain) => withAt(filled(plain), array, [one, other]) }],
    breaking: [{ name: `${place} has one value twice`, of: (plain) => withAt(filled(plain), array, [one, twin]) }, ...last],
  }
}

/** Two items that differ below. */
function distinctItems(ground: Ground, { array, below }: { readonly array: string; readonly below: string }): readonly Json[] {
  const items = valuesFor(ground, `${array}/*`, 6).filter((item) => at(item, below) !== undefined)
  const [one] = items
  const other = items.find((item) => one !== undefined && !sameJson(at(item, below), at(one, below)))
  return one === undefined ? [] : other === undefined ? [one] : [one, other]
}

/** Values for places that a plain body lacks, and for what has to come with them. */
function filling(ground: Ground, places: readonly string[]): ((plain: Json) => Json) | undefined {
  const groups = places.map((place) => grouped(ground, place))
  if (groups.some((group) => group === undefined)) return undefined
  const values = groups.flatMap((group) => group ?? [])
  return (plain) =>
    places.every((place) => at(plain, place) !== undefined) ? plain : values.reduce((body, [place, value]) => placed(body, place, value), plain)
}

/** The value that stands once at most stands twice; where it is needed, it also stands nowhere. */
export function singleTrial(ground: Ground, rule: Of<'at-most-one'>): Trial | undefined {
  const path = parted(rule.at)
  if (path === undefined) return undefined
  const { array, below } = path
  const items = itemsOf(ground, path, rule.is)
  if (items === undefined) return undefined
  const { first, second, others } = items
  const said = JSON.stringify(rule.is)
  const none = others.length > 0 && rule.needed === true ? [placing(`${rule.at} is ${said} nowhere`, [[array, others]])] : []
  return {
    rule,
    keeping: [placing(`${rule.at} is ${said} once`, [[array, [first, ...others]]])],
    breaking: [placing(`${rule.at} is ${said} twice`, [[array, [first, below === '' ? rule.is : second]]]), ...none],
  }
}

/** Two items with the value, otherwise different, and one with another value where there is one. */
function itemsOf(ground: Ground, { array, below }: { readonly array: string; readonly below: string }, is: Json) {
  const [one, two] = valuesFor(ground, `${array}/*`, 2)
  if (one === undefined) return undefined
  const value = [...valuesFor(ground, `${array}/*${below}`, 4), ...valuesAt([one, two ?? one], `/*${below}`)].find((found) => !sameJson(found, is))
  const set = (item: Json, to: Json): Json => (below === '' ? to : withAt(item, below, to))
  return { first: set(one, is), second: set(two ?? one, is), others: value === undefined ? [] : [set(two ?? one, value)] }
}

/** The first number is greater than the second, by one and by more. */
export function orderedTrial(ground: Ground, rule: Of<'ordered'>): Trial | undefined {
  const [first, second] = rule.at
  if (rule.at.some((place) => parted(place) !== undefined)) return undefined
  const [lower, upper] = rule.at.map((place) => valuesFor(ground, place, 12).filter((value) => typeof value === 'number'))
  const low = (upper ?? []).find((value) => lower?.includes(value) === true && lower.includes(value + 1))
  if (low === undefined || lower === undefined) return undefined
  const put = (name: string, value: number): Variant =>
    placing(`${first} is ${name} ${second}`, [
      [first, value],
      [second, low],
    ])
  const more = lower.filter((value) => value > low + 1).slice(-1)
  return {
    rule,
    keeping: [put('as great as', low)],
    breaking: [put('one greater than', low + 1), ...more.map((value) => put('much greater than', value))],
  }
}
