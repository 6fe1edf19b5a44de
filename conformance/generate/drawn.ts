import fc from 'fast-check'
import { valid } from './valid.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'

/** Some random valid values of the schema at a pointer; always the same. */
export function drawn({ document }: Pick<Contract, 'document'>, where: string, many: number): readonly Json[] {
  return fc.sample(valid(where, { document }), { seed: 7, numRuns: many })
}
