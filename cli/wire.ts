import { wiresOf } from '../specs/connect.ts'
import type { Contract } from '../specs/contract.ts'
import { UsageError } from './exit.ts'

export type Wire = Contract['wire']

/** A contract as it reads over a wire. Throws a UsageError where the provider is not spoken over it. */
export function over(contract: Contract, wire: Wire = 'rest'): Contract {
  const found = wiresOf(contract).find((one) => one.wire === wire)
  if (found !== undefined) return found
  throw new UsageError(`Failed to read --wire: ${contract.id} is not spoken over ${wire}. Leave --wire out.`)
}
