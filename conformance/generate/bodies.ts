import fc from 'fast-check'
import { mutantsOf } from './mutant.ts'
import { minimal } from './minimal.ts'
import { valid } from './valid.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Mutant } from './mutant.ts'

/** A schema of the contract, and what is known of single places in it. */
export interface BodySchema {
  readonly contract: Contract
  /** JSON pointer of the schema. */
  readonly where: string
  readonly hints: ReadonlyMap<string, fc.Arbitrary<Json>>
}

/** Valid bodies. The last word is the contract's own: what it refuses for reasons no generator sees is drawn again. */
export function bodies({ contract, where, hints }: BodySchema): fc.Arbitrary<Json> {
  return valid(where, { document: contract.document, hints }).filter((body) => contract.validate(where, body).length === 0)
}

/** Every violation, one at a time, of one plain body that has all declared members. Always the same list. */
export function everyMutant(schema: BodySchema): readonly Mutant[] {
  const { contract, where } = schema
  const judge = (value: Json) => contract.validate(where, value)
  const bases = [minimal(contract.document, where, true), minimal(contract.document, where)]
  const base = bases.find((body) => judge(body).length === 0) ?? fc.sample(bodies(schema), { seed: 1, numRuns: 1 })[0]
  return base === undefined ? [] : mutantsOf(contract.document, where, base, judge)
}

/** Random bodies with one violation each; base and violation shrink apart from each other. */
export function mutants(schema: BodySchema): fc.Arbitrary<Mutant> {
  const { contract, where } = schema
  const judge = (value: Json) => contract.validate(where, value)
  const fallback = everyMutant(schema)[0]
  return fc
    .record({ base: bodies(schema), index: fc.nat(9999) })
    .map(({ base, index }) => {
      const all = mutantsOf(contract.document, where, base, judge)
      return all[index % Math.max(1, all.length)] ?? fallback
    })
    .filter((mutant) => mutant !== undefined)
}
