import { pointer, steps } from '../../specs/json.ts'
import type { ResourceType, Rule, RuleKind } from '../../specs/behaviour.ts'

/** Kinds whose places hold what is named elsewhere or offered: no value is free. */
const given: readonly RuleKind[] = ['exists', 'equal', 'member-of', 'offered', 'combination', 'one-minor-at-a-time']
/** Kinds that say how a value may change. */
const changing: readonly RuleKind[] = [...given, 'append-only', 'only-grows', 'immutable']

/** Places whose value cannot be made up: in a create, or in an update. `*` is cut off: the whole array is meant. */
export function ruledPlaces({ rules = [] }: ResourceType, action: 'create' | 'update'): readonly string[] {
  const kinds = action === 'create' ? given : changing
  return rules.filter(({ rule }) => kinds.includes(rule)).flatMap((rule) => placesOf(rule).map(holder))
}

/** The same, and places whose text has a form that no schema tells: no free text will do there. */
export function boundPlaces(type: ResourceType, action: 'create' | 'update'): readonly string[] {
  const encoded = (type.rules ?? []).filter(({ rule }) => rule === 'decodes-as')
  return [...ruledPlaces(type, action), ...encoded.flatMap((rule) => placesOf(rule).map(holder))]
}

/** The places that a rule is about, `*` and all. */
export function placesOf(rule: Rule): readonly string[] {
  switch (rule.rule) {
    case 'only-grows':
      return [rule.from, rule.to]
    case 'apart':
      return rule.each === undefined ? [rule.when.at] : [rule.each]
    case 'unique':
    case 'immutable':
    case 'exclusive-or':
    case 'all-or-none':
    case 'ordered':
    case 'combination':
      return rule.at
    case 'exists':
    case 'equal':
    case 'member-of':
    case 'append-only':
    case 'at-most-one':
    case 'decodes-as':
    case 'offered':
    case 'one-minor-at-a-time':
      return [rule.at]
  }
}

/** The array that a place with `*` is about; the place itself where there is none. */
export function holder(place: string): string {
  const path = steps(place)
  const star = path.indexOf('*')
  return star < 0 ? place : pointer(path.slice(0, star))
}

/** True where a place is one of these, lies in one, or holds one. */
export function touches(places: readonly string[], place: string): boolean {
  return places.some((one) => place === one || place.startsWith(`${one}/`) || one.startsWith(`${place}/`))
}
