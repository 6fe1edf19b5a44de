import { jsonBodyOf } from '../generate/json-body.ts'
import { minimal } from '../generate/minimal.ts'
import { idParameter, operationFor, resourceOf } from '../resources.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { at, valuesAt } from '../../specs/json.ts'
import { allowed } from './allowed.ts'
import { withRow } from './combined.ts'
import { isMeant } from './meant.ts'
import { holder } from './places.ts'
import type { ResourceType, Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

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
  const plain = plainFor(contract, resource, known)
  for (const { at: place, values: rows } of rulesOf(type, 'combination')) {
    if (rows.length > 0) for (const one of place) setKnown(values, one, at(plain, one))
  }
  for (const rule of rulesOf(type, 'exists')) {
    const id = idOf(contract, rule, known)
    if (id === undefined || !isMeant(rule, plain)) continue
    values.set(rule.at, id)
    for (const place of Object.keys(rule.where ?? {})) setKnown(values, place, at(plain, place))
  }
  for (const { at: place, through, to } of rulesOf(type, 'equal')) {
    const [value] = valuesAt(shownAt(contract, type, { through, known }), to)
    if (value !== undefined) values.set(place, value)
  }
  for (const [place, value] of membersFor(contract, type, known)) values.set(place, value)
  return values
}

function setKnown(values: Map<string, Json>, place: string, value: Json | undefined): void {
  if (value !== undefined) values.set(place, value)
}

function idOf(contract: Contract, { resource }: Of<'exists'>, { ids }: Acquaintance): string | undefined {
  return ids.get(idParameter(resourceOf(contract, resource).type))
}

/**
 * The plainest create body, its values made to go together: as in the first row that the schema allows, those first that were
 * wished for or, among several, that name nothing of which the run knows none.
 */
export function plainFor(contract: Contract, resource: string, known: Acquaintance): Json | undefined {
  const { type } = resourceOf(contract, resource)
  const where = jsonBodyOf(operationFor(contract, resource, 'create'))?.schema
  if (where === undefined) return undefined
  return rulesOf(type, 'combination').reduce<Json>(
    (body, rule) => {
      const rows = allowed({ contract, where }, rule).values
      const wished = rows.filter((row) => rule.at.every((place, index) => [undefined, row[index]].includes(known.ids.get(place.slice(1)))))
      const bodies = (wished.length > 0 ? wished : rows).map((row) => withRow(body, rule.at, row))
      const names = (made: Json) => rulesOf(type, 'exists').filter((one) => one.where !== undefined && at(made, one.at) !== undefined && isMeant(one, made))
      return bodies.find((made) => names(made).every((one) => idOf(contract, one, known) !== undefined)) ?? bodies[0] ?? body
    },
    minimal(contract.document, where),
  )
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
