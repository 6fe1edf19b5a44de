import fc from 'fast-check'
import { mutantsOf } from './mutant.ts'
import { minimal } from './minimal.ts'
import { optionalAbove } from './optional.ts'
import { schemaBelow } from './samples.ts'
import { shapeAt } from './shape.ts'
import { valid } from './valid.ts'
import { withKnown } from './known.ts'
import { allowed } from '../rules/allowed.ts'
import { obeying } from '../rules/obeying.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { at, isObject, withAt } from '../../specs/json.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Sourced } from '../../specs/statement.ts'
import type { Known } from './known.ts'
import type { Mutant } from './mutant.ts'

const none: Known = new Map()

/** Random values of one kind. */
export type Drawn<T> = fc.Arbitrary<T>

/** A schema of the contract, and what is known of single places in it. */
export interface BodySchema {
  readonly contract: Contract
  /** JSON pointer of the schema. */
  readonly where: string
  readonly hints: ReadonlyMap<string, fc.Arbitrary<Json>>
  /** Constraints that the provider's documents do not vouch for: not tested, and fields marked `*` not sent. */
  readonly unsure: readonly { readonly at: string; readonly keywords: readonly string[] }[]
  /** Values for places that no schema can tell. None when absent. */
  readonly known?: Known
  /** What holds between the fields. Nothing when absent. */
  readonly rules?: readonly Rule[]
  /** Present where texts are taken for numbers and booleans. */
  readonly coerces?: Sourced
}

/** Valid bodies. The last word is the contract's own: what it refuses for reasons no generator sees is drawn again. */
export function bodies(schema: BodySchema): fc.Arbitrary<Json> {
  const { contract, where, hints, known = none } = schema
  const without = new Set(unsent(schema))
  const rules = feasible(schema)
  const fixed = withoutChoices(schema, known)
  const drawn = valid(where, { document: contract.document, hints, without })
  return drawn.map((body) => pruned(obeying(withKnown(body, fixed), rules), without)).filter((body) => contract.validate(where, body).length === 0)
}

/** Members that bodies do without: those that nobody vouches for, and those that name something of which the run knows none. */
function unsent({ contract, where, unsure, known = none, rules = [] }: BodySchema): readonly string[] {
  const isNameless = ({ at: place, where: only }: Extract<Rule, { readonly rule: 'exists' }>) => !known.has(place) || only !== undefined || place.includes('*')
  const nameless = rulesOf({ rules }, 'exists')
    .filter(isNameless)
    .flatMap((rule) => optionalAbove(contract, where, rule.at) ?? [])
  return [...new Set([...unsure.filter(({ keywords }) => keywords.includes('*')).map(({ at: place }) => place), ...nameless])]
}

/** The rules, without ways to combine values that the schema does not allow. */
function feasible({ contract, where, rules = [] }: BodySchema): readonly Rule[] {
  return rules.flatMap((rule): readonly Rule[] => {
    if (rule.rule !== 'combination') return [rule]
    const one = allowed({ contract, where }, rule)
    return one.values.length > 0 ? [one] : []
  })
}

/** What is known and not merely the first of several ways to combine values; those that decide what a body has to name stay. */
function withoutChoices({ contract, where, rules = [] }: BodySchema, known: Known): Known {
  const decided = rulesOf({ rules }, 'exists').filter((rule) => known.has(rule.at) && optionalAbove(contract, where, rule.at) === undefined)
  const tied = decided.flatMap((rule) => Object.keys(rule.where ?? {}))
  const free = rulesOf({ rules }, 'combination').flatMap((rule) => rule.at.filter((place) => !tied.includes(place)))
  return new Map([...known].filter(([place]) => !free.includes(place)))
}

/** Without objects that are empty because everything in them was left out: an update would clear what they hold. */
function pruned(body: Json, left: Iterable<string>): Json {
  return [...left].reduce<Json>((rest, place) => {
    const parent = place.slice(0, place.lastIndexOf('/'))
    const found = at(rest, parent)
    return parent !== '' && isObject(found) && Object.keys(found).length === 0 ? withAt(rest, parent, undefined) : rest
  }, body)
}

/** Every violation, one at a time, of the plain body. Always the same list. */
export function everyMutant(schema: BodySchema): readonly Mutant[] {
  const { contract, where } = schema
  const judge = (value: Json) => contract.validate(where, value)
  const base = plainBody(schema)
  return base === undefined ? [] : mutantsOf({ document: contract.document, where, judge }, base).filter((mutant) => isSure(schema, mutant))
}

/** One plain valid body with all declared members that the documents vouch for. Always the same. */
export function plainBody(schema: BodySchema): Json | undefined {
  const { contract, where, known = none } = schema
  const left = unsent(schema)
  const rules = feasible(schema)
  const without = (places: readonly string[]) => (body: Json) =>
    pruned(
      places.reduce<Json>((rest, place) => (at(rest, place) === undefined ? rest : withAt(rest, place, undefined)), body),
      places,
    )
  // What has to be there is sent all the same; the rest of them is not, for that.
  const [sent, sentAsRequired] = [without(left), without(left.filter((place) => optionalAbove(contract, where, place) !== undefined))]
  const isValid = (body: Json) => contract.validate(where, body).length === 0
  const [full = null, least = null] = [true, false].map((all) => obeying(withKnown(minimal(contract.document, where, all), known), rules))
  return [sent(full), sentAsRequired(full), full, sent(least), least].find(isValid) ?? fc.sample(bodies(schema), { seed: 1, numRuns: 1 })[0]
}

/** True where the violated keyword is one that the provider's documents vouch for, and the value is not taken for the right one. */
function isSure({ contract, where, unsure, coerces }: BodySchema, mutant: Mutant): boolean {
  if (coerces !== undefined && mutant.keyword === 'type' && typeof at(mutant.body, mutant.at) === 'string' && isScalar(contract, where, mutant.at)) return false
  const covers = (place: string) => mutant.at === place || mutant.at.startsWith(`${place}/`)
  return !unsure.some(({ at, keywords }) => covers(at) && (keywords.includes('*') || (mutant.at === at && keywords.includes(mutant.keyword))))
}

/** Whether a place wants a number or a boolean. */
function isScalar(contract: Contract, where: string, place: string): boolean {
  const schema = schemaBelow(contract, where, place.replaceAll(/\/\d+(?=\/|$)/g, '/*'))
  const { types = [] } = (schema === undefined ? undefined : shapeAt(contract.document, schema)) ?? {}
  return types.some((type) => type === 'integer' || type === 'number' || type === 'boolean')
}

/** Random bodies with one violation each; base and violation shrink apart from each other. */
export function mutants(schema: BodySchema): fc.Arbitrary<Mutant> {
  const { contract, where } = schema
  const judge = (value: Json) => contract.validate(where, value)
  const fallback = everyMutant(schema)[0]
  return fc
    .record({ base: bodies(schema), index: fc.nat(9999) })
    .map(({ base, index }) => {
      const all = mutantsOf({ document: contract.document, where, judge }, base).filter((mutant) => isSure(schema, mutant))
      return all[index % Math.max(1, all.length)] ?? fallback
    })
    .filter((mutant) => mutant !== undefined)
}
