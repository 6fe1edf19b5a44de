import type { Contract } from '../specs/contract.ts'
import { UsageError } from './exit.ts'

export type Wire = Contract['wire']

/** The wires that a provider is spoken over, the document's own first. */
export function wiresOf({ connect }: Contract): readonly Wire[] {
  return connect === undefined ? ['rest'] : ['rest', 'connect']
}

/** A contract as it reads over a wire. Throws a UsageError where the provider is not spoken over it. */
export function over(contract: Contract, wire: Wire = 'rest'): Contract {
  const found = wire === contract.wire ? contract : contract.connect
  if (found !== undefined) return found
  throw new UsageError(`Failed to read --wire: ${contract.id} is not spoken over ${wire}. Leave --wire out.`)
}
