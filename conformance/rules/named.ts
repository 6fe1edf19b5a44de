import { idParameter, resourceOf } from '../resources.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { valuesAt } from '../../specs/json.ts'
import { holder } from './places.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'

/** What a run knows of resources that others name. */
export interface Acquaintance {
  /** Identifiers by the name of their path parameter. */
  readonly ids: ReadonlyMap<string, string>
  /** Their representations, by the same name. */
  readonly shown?: ReadonlyMap<string, Json>
}

/** Values that the rules of a type give to places of its bodies: what is named, what follows from it, and what is on offer. */
export function namedValues(contract: Contract, resource: string, known: Acquaintance): ReadonlyMap<string, Json> {
  const { type } = resourceOf(contract, resource)
  const values = new Map<string, Json>()
  for (const { at: place, values: offered } of rulesOf(type, 'offered')) {
    const [first] = offered
    const wanted = known.ids.get(place.slice(1))
    if (first !== undefined) values.set(place, wanted ?? first)
  }
  for (const { at: place, resource: named } of rulesOf(type, 'exists')) {
    const id = known.ids.get(idParameter(resourceOf(contract, named).type))
    if (id !== undefined) values.set(place, id)
  }
  for (const { at: place, through, to } of rulesOf(type, 'equal')) {
    const [value] = valuesAt(shownAt(contract, type, { through, known }), to)
    if (value !== undefined) values.set(place, value)
  }
  for (const [place, value] of membersFor(contract, type, known)) values.set(place, value)
  return values
}

/** A different member for each place, as long as there are enough; an array gets one. */
function membersFor(contract: Contract, type: ResourceType, known: Acquaintance): readonly (readonly [string, Json])[] {
  return rulesOf(type, 'member-of').flatMap(({ at: place, through, of }, index) => {
    const members = valuesAt(shownAt(contract, type, { through, known }), of)
    const value = members[index % Math.max(1, members.length)]
    if (value === undefined) return []
    return [[holder(place), holder(place) === place ? value : [value]] as const]
  })
}

/** What the resource shows that is named at a place. */
export function shownAt(
  contract: Contract,
  type: ResourceType,
  { through, known }: { readonly through: string; readonly known: Acquaintance },
): Json | undefined {
  const named = rulesOf(type, 'exists').find((rule) => rule.at === through)?.resource
  return named === undefined ? undefined : known.shown?.get(idParameter(resourceOf(contract, named).type))
}
