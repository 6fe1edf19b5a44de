import { rulesOf } from '../behaviour.ts'
import type { ResourceType, Rule as FieldRule } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { phaseNamed, resourceNamed } from './names.ts'
import { sentPlaceNamed, shownPlaceNamed } from './places.ts'
import { choices, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const badThrough = reporter('rule-through')
const badOffer = reporter('rule-offered')

/** What resource types say of their fields: the places are sent, and other resources have what is looked for there. */
export const fieldRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([name, type]) =>
    (type.rules ?? []).flatMap((rule, index) => {
      const path = ['resources', name, 'rules', index]
      return [
        ...placesOf(rule).flatMap(({ at, below }) => placed(pair, [...path, ...below], { name, type, rule, at })),
        ...elsewhere(pair, path, { type, rule }),
        ...(rule.rule === 'one-minor-at-a-time' ? offers(name, type, rule.at) : []),
      ]
    }),
  )

/** What never changes may be a member that no request has any more: only shown, that is. */
function placed(pair: Pair, path: Path, of: Ruled & { readonly name: string; readonly at: string }): readonly Problem[] {
  const isShown = of.rule.rule === 'immutable' && shownPlaceNamed(pair, path, { schema: of.type.schema, at: of.at }).length === 0
  return isShown ? [] : sentPlaceNamed(pair, path, { type: of.name, at: of.at })
}

interface Place {
  readonly at: string
  /** Steps to it below its rule. */
  readonly below: Path
}

/** Every place that a rule speaks of. */
function placesOf(rule: FieldRule): readonly Place[] {
  const list = (member: string, places: readonly string[] = []) => places.map((at, index) => ({ at, below: [member, index] }))
  switch (rule.rule) {
    case 'exists':
    case 'append-only':
    case 'at-most-one':
    case 'decodes-as':
    case 'offered':
    case 'one-minor-at-a-time':
      return [{ at: rule.at, below: ['at'] }]
    case 'equal':
    case 'member-of':
      return [
        { at: rule.at, below: ['at'] },
        { at: rule.through, below: ['through'] },
      ]
    case 'unique':
      return [...list('at', rule.at), ...list('within', rule.within)]
    case 'immutable':
    case 'exclusive-or':
    case 'all-or-none':
      return list('at', rule.at)
    case 'only-grows':
      return [
        { at: rule.from, below: ['from'] },
        { at: rule.to, below: ['to'] },
      ]
    case 'apart': {
      const item = rule.each === undefined ? '' : `${rule.each}/*`
      return [
        ...(rule.each === undefined ? [] : [{ at: item, below: ['each'] }]),
        { at: item + rule.when.at, below: ['when', 'at'] },
        ...list('without', rule.without).map(({ at, below }) => ({ at: item + at, below })),
      ]
    }
  }
}

interface Ruled {
  readonly type: ResourceType
  readonly rule: FieldRule
}

/** What a rule says of resources of another type. */
function elsewhere(pair: Pair, path: Path, { type, rule }: Ruled): readonly Problem[] {
  switch (rule.rule) {
    case 'exists':
      return own(pair.behaviour.resources, rule.resource) === undefined
        ? resourceNamed(pair, [...path, 'resource'], rule.resource)
        : (rule.phases ?? []).flatMap((phase, index) => phaseNamed(pair, [...path, 'phases', index], { resource: rule.resource, phase }))
    case 'equal':
      return through(pair, path, { type, rule, member: 'to', at: rule.to })
    case 'member-of':
      return through(pair, path, { type, rule, member: 'of', at: rule.of })
    default:
      return []
  }
}

interface Through {
  readonly type: ResourceType
  readonly rule: Extract<FieldRule, { readonly through: string }>
  readonly member: string
  readonly at: string
}

/** The type of what is named at a place is what an `exists` rule says of that place. */
function through(pair: Pair, path: Path, { type, rule, member, at }: Through): readonly Problem[] {
  const naming = rulesOf(type, 'exists')
  const named = naming.find((each) => each.at === rule.through)
  if (named === undefined) {
    const known = choices(naming.map((each) => each.at))
    return [badThrough([...path, 'through'], `No rule \`exists\` tells what '${rule.through}' names. Write one of ${known}, or add one.`)]
  }
  const schema = own(pair.behaviour.resources, named.resource)?.schema
  return schema === undefined ? [] : shownPlaceNamed(pair, [...path, member], { schema, at })
}

/** What is offered where versions go up one by one are versions, the lowest first. */
function offers(name: string, { rules = [] }: ResourceType, place: string): readonly Problem[] {
  return rules.flatMap((rule, index) => {
    if (rule.rule !== 'offered' || rule.at !== place) return []
    const path = ['resources', name, 'rules', index, 'values']
    const minors = rule.values.map((value) => (typeof value === 'string' ? /^v?1\.(\d+)$/.exec(value)?.[1] : undefined))
    const other = minors.indexOf(undefined)
    if (other >= 0)
      return [badOffer([...path, other], `${JSON.stringify(rule.values[other])} is no version. Write them as \`v1.N\`, with or without the \`v\`.`)]
    const isLower = (minor: string | undefined, at: number): boolean => at > 0 && Number(minor) <= Number(minors[at - 1])
    const lower = minors.findIndex(isLower)
    if (lower < 0) return []
    return [badOffer([...path, lower], `${JSON.stringify(rule.values[lower])} is not above the one before it. Write the versions in ascending order.`)]
  })
}
