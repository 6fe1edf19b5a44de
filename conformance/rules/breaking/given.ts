import { sameJson } from '../../judge/view.ts'
import { withAt } from '../../../specs/json.ts'
import { valuesFor } from '../ground.ts'
import { placing, valuesOf } from '../trial.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Ground } from '../ground.ts'
import type { Trial } from '../trial.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>
type Placed = readonly [place: string, value: Json | undefined]

/** Two of the places are given or, where one is needed, none. */
export function exclusiveTrial(ground: Ground, rule: Of<'exclusive-or'>): Trial | undefined {
  const values = valuesOf(ground, rule.at)
  if (values === undefined || values.length < 2) return undefined
  const absent: readonly Placed[] = rule.at.map((place) => [place, undefined])
  const names = rule.at.join(' and ')
  return {
    rule,
    keeping: values.map(([place, value]) => placing(`of ${names} only ${place} is given`, [...absent, [place, value]])),
    breaking: [placing(`${names} are given`, values), ...(rule.needed === true ? [placing(`of ${names} none is given`, absent)] : [])],
  }
}

/** One of the places is given without the others, or all but one. */
export function togetherTrial(ground: Ground, rule: Of<'all-or-none'>): Trial | undefined {
  const values = valuesOf(ground, rule.at)
  if (values === undefined || values.length < 2) return undefined
  const absent: readonly Placed[] = rule.at.map((place) => [place, undefined])
  const names = rule.at.join(', ')
  const alone = values.slice(0, 1).map(([place, value]) => placing(`of ${names} only ${place} is given`, [...absent, [place, value]]))
  const short = values.slice(-1).map(([place]) => placing(`of ${names} all but ${place} are given`, [...absent, ...values.slice(0, -1)]))
  return {
    rule,
    keeping: [placing(`${names} are left out`, absent), placing(`${names} are given`, values)],
    breaking: values.length > 2 ? [...alone, ...short] : alone,
  }
}

/** What must be absent where a place has some value is there. Rules about a change have none here: nothing changes in a single body. */
export function apartTrial(ground: Ground, rule: Of<'apart'>): Trial | undefined {
  return rule.when.is === undefined ? undefined : rule.each === undefined ? apartInBody(ground, rule, rule.when.is) : apartInItems(ground, rule, rule.each)
}

function apartInBody(ground: Ground, rule: Of<'apart'>, is: Json): Trial | undefined {
  const values = valuesOf(ground, rule.without)
  if (values === undefined) return undefined
  const said = `${rule.when.at} is ${JSON.stringify(is)}`
  const absent: readonly Placed[] = rule.without.map((place) => [place, undefined])
  return {
    rule,
    keeping: [placing(`${said} and nothing that it excludes is given`, [...absent, [rule.when.at, is]])],
    breaking: values.map(([place, value]) => placing(`${said} and ${place} is given`, [...absent, [rule.when.at, is], [place, value]])),
  }
}

/** The item with the value keeps the first place, so that rules about how many there are hold as well. */
function apartInItems(ground: Ground, rule: Of<'apart'>, each: string): Trial | undefined {
  const { when, without } = rule
  const [one, two] = valuesFor(ground, `${each}/*`, 2)
  const is = when.is ?? null
  const other = valuesFor(ground, `${each}/*${when.at}`, 4).find((value) => !sameJson(value, is))
  const values = without.flatMap((place) => valuesFor(ground, `${each}/*${place}`, 1).map((value) => [place, value] as const))
  if (one === undefined || values.length === 0) return undefined
  const bare = without.reduce<Json>((item, place) => withAt(item, place, undefined), withAt(one, when.at, is))
  const free = other === undefined ? [] : [values.reduce<Json>((item, [place, value]) => withAt(item, place, value), withAt(two ?? one, when.at, other))]
  const said = `${each}/*${when.at} is ${JSON.stringify(is)}`
  return {
    rule,
    keeping: [placing(`${said} and nothing that it excludes is given`, [[each, [bare, ...free]]])],
    breaking: values.map(([place, value]) => placing(`${said} and ${place} is given`, [[each, [withAt(bare, place, value)]]])),
  }
}
