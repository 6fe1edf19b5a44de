import { minorLater } from './changing.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { at } from '../../specs/json.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'

/** The version some minor ones later, where it is on offer, or where nobody knows of the present one whether it is. */
export function laterOn(type: ResourceType, place: string, { before, by }: { readonly before: Json | undefined; readonly by: number }): string | undefined {
  const now = at(before, place)
  const later = minorLater(now, by)
  const offered = rulesOf(type, 'offered').find((rule) => rule.at === place && rule.values.some((value) => value === now))
  return later === undefined || (offered !== undefined && !offered.values.includes(later)) ? undefined : later
}

/** True where the contract knows whether a later version than the one shown is on offer: a subject may well offer others than it knows of. */
export function knowsOffers(type: ResourceType, place: string, shown: Json | undefined): boolean {
  const rules = rulesOf(type, 'offered').filter((rule) => rule.at === place)
  return rules.length === 0 || rules.some((rule) => rule.values.some((value) => value === at(shown, place)))
}
