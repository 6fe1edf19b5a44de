import { schemaBelow } from '../generate/samples.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Combination } from './combined.ts'

/** The rule with those of its rows that a schema allows. */
export function allowed({ contract, where }: { readonly contract: Contract; readonly where: string }, rule: Combination): Combination {
  const schemas = rule.at.map((place) => schemaBelow(contract, where, place))
  const fits = (value: Json, schema: string | undefined) => value === null || schema === undefined || contract.validate(schema, value).length === 0
  return { ...rule, values: rule.values.filter((row) => row.every((value, index) => fits(value, schemas[index]))) }
}
