import { operationFor, primaryOf } from './resources.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { RequestPlan } from './api.ts'

/** Something harmless to ask for: the list of the primary resource, else the first thing that is only read. Undefined where there is none. */
export function contactFor(
  contract: Contract,
  known: Readonly<Record<string, string>>,
): { readonly operation: Operation; readonly plan: RequestPlan } | undefined {
  const operation =
    operationFor(contract, primaryOf(contract), 'list') ?? [...contract.operations.values()].find(({ method }) => method.toUpperCase() === 'GET')
  if (operation === undefined) return undefined
  const params = Object.fromEntries(operation.parameters.map(({ name }) => [name, known[name] ?? 'clusterproof']))
  return { operation, plan: { operation: operation.id, params } }
}
