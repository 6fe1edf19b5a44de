import type { Merge, ResourceType } from '../../specs/behaviour.ts'
import type { Sourced } from '../../specs/statement.ts'

/** True for a rule that rests on less than the update itself. */
export function isWeak({ basis = 'documented' }: Merge): boolean {
  return basis !== 'documented'
}

/** The type as its documents alone describe it: a member whose merging they leave open counts as replaced whole. */
export function asDocuments(type: ResourceType): ResourceType {
  const merge = Object.entries(type.merge ?? {}).map(([name, rule]) => [name, isWeak(rule) ? { ...rule, how: 'replace' as const } : rule] as const)
  return { ...type, merge: Object.fromEntries(merge) }
}

/** What the merging by keys of a type rests on, where that is less than its update. */
export function weakKeys({ merge = {} }: ResourceType): readonly Sourced[] {
  return Object.values(merge).flatMap(({ how, basis, source }) =>
    how === 'keys' && basis !== undefined && basis !== 'documented' ? [{ basis, source: source ?? '' }] : [],
  )
}
