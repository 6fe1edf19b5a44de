import type { Contract } from '../specs/contract.ts'
import type { Settings } from './settings.ts'

/** An operation that cannot be answered as a setting says, and what it may be answered with. */
export interface Unanswerable {
  readonly operation: string
  readonly detail: string
}

/** The first of some statuses of success that no contract lets its operation have; undefined where all are allowed. */
export function unanswerable(contracts: readonly Contract[], successes: Settings['successes']): Unanswerable | undefined {
  for (const [operation, status] of Object.entries(successes)) {
    const found = contracts.flatMap((contract) => contract.operations.get(operation) ?? [])
    const allowed = [...new Set(found.flatMap(({ responses, behaviour }) => [...responses.keys(), ...(behaviour?.success?.tolerated ?? [])].filter(isSuccess)))]
    if (allowed.includes(status)) continue
    const detail =
      found.length === 0
        ? `"${operation}" is no operation${meant(contracts, operation)}`
        : `${operation} is answered with ${allowed.join(' or ')}, and not with ${status}`
    return { operation, detail }
  }
  return undefined
}

/** The same name in other letters, if it is one. */
function meant(contracts: readonly Contract[], operation: string): string {
  const found = contracts.flatMap(({ operations }) => [...operations.keys()]).find((id) => id.toLowerCase() === operation.toLowerCase())
  return found === undefined ? '' : `; ${found} is one`
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}
