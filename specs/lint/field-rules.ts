import { rulesOf } from '../behaviour.ts'
import type { ResourceType, Rule as FieldRule } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { steps } from '../json.ts'
import { placesOf } from './field-places.ts'
import type { Place } from './field-places.ts'
import { phaseNamed, resourceNamed } from './names.ts'
import { sentPlaceNamed, shownPlaceNamed } from './places.ts'
import { together } from './together.ts'
import { choices, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const badThrough = reporter('rule-through')
const badScope = reporter('rule-scope')
const badStar = reporter('rule-place')
const badCondition = reporter('rule-condition')
const badOffer = reporter('rule-offered')

/** What resource types say of their fields: the places are sent, and other resources have what is looked for there. */
export const fieldRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([name, type]) =>
    (type.rules ?? []).flatMap((rule, index) => {
      const path = ['resources', name, 'rules', index]
      return [
        ...placesOf(rule).flatMap((place) => placed(pair, [...path, ...place.below], { name, type, place })),
        ...condition(path, rule),
        ...elsewhere(pair, path, { type, rule }),
        ...(rule.rule === 'one-minor-at-a-time' ? offers(name, type, rule.at) : []),
        ...together(pair, path, { name, rule }),
      ]
    }),
  )

/** What never changes may be a member that no request has any more: only shown, that is. */
function placed(pair: Pair, path: Path, { name, type, place }: Placed): readonly Problem[] {
  const { at, one, shown } = place
  if (one && steps(at).includes('*'))
    return [badStar(path, `'${at}' stands for every item of an array, and one value is meant here. Write a place without \`*\`.`)]
  const isShown = shown === true && shownPlaceNamed(pair, path, { schema: type.schema, at }).length === 0
  return isShown ? [] : sentPlaceNamed(pair, path, { type: name, at })
}

interface Placed {
  readonly name: string
  readonly type: ResourceType
  readonly place: Place
}

/** Which item has changed cannot be told: the others may have moved up. */
function condition(path: Path, rule: FieldRule): readonly Problem[] {
  if (rule.rule !== 'apart' || rule.each === undefined || rule.when.is !== undefined) return []
  return [badCondition([...path, 'when'], 'Whether an item of an array has changed cannot be told. Add `is` with the value that it has then.')]
}

interface Ruled {
  readonly type: ResourceType
  readonly rule: FieldRule
}

/** What a rule says of resources of another type. */
function elsewhere(pair: Pair, path: Path, { type, rule }: Ruled): readonly Problem[] {
  if (rule.rule === 'equal') return through(pair, path, { type, rule, member: 'to', at: rule.to })
  if (rule.rule === 'member-of') return through(pair, path, { type, rule, member: 'of', at: rule.of })
  if (rule.rule !== 'exists') return []
  const { resource, phases = [] } = rule
  const named = own(pair.behaviour.resources, resource)
  if (named === undefined) return resourceNamed(pair, [...path, 'resource'], resource)
  const untold = named.address.slice(0, -1).filter((parameter) => !type.address.includes(parameter))
  if (untold.length > 0) {
    const message = `A '${resource}' has the address ${choices(named.address)}, of which one of these tells no ${choices(untold)}. Name a type in the same scope.`
    return [badScope([...path, 'resource'], message)]
  }
  return phases.flatMap((phase, index) => phaseNamed(pair, [...path, 'phases', index], { resource, phase }))
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
    const versions = rule.values.map((value) => (typeof value === 'string' ? /^v?(\d+)\.(\d+)$/.exec(value) : null))
    const other = versions.indexOf(null)
    if (other >= 0)
      return [badOffer([...path, other], `${JSON.stringify(rule.values[other])} is no version. Write them as \`v1.N\`, with or without the \`v\`.`)]
    const isLower = (version: RegExpExecArray | null, at: number): boolean => at > 0 && !isAbove(version, versions[at - 1])
    const lower = versions.findIndex(isLower)
    if (lower < 0) return []
    return [badOffer([...path, lower], `${JSON.stringify(rule.values[lower])} is not above the one before it. Write the versions in ascending order.`)]
  })
}

function isAbove(one: RegExpExecArray | null, other: RegExpExecArray | null | undefined): boolean {
  const [major, minor] = [Number(one?.[1]) - Number(other?.[1]), Number(one?.[2]) - Number(other?.[2])]
  return major > 0 || (major === 0 && minor > 0)
}
