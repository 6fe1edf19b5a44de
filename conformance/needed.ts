import type { Behaviour, Precondition, Refusal, RefusalReply, Tag } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { Sourced } from '../specs/statement.ts'

/** An operation of the contract, and its id for request plans. */
export interface OperationNeed {
  readonly id: string
  readonly operation: Operation
}

/** How a refusal looks. `statuses` holds the promised status first, then the tolerated ones. */
export interface RefusalNeed {
  readonly refusal: Refusal
  readonly status: number
  readonly statuses: readonly number[]
  /** What the statuses lean on besides: whoever accuses over one says so. */
  readonly statusesLeanOn: readonly Sourced[]
  readonly reply: RefusalReply
}

/** A list, and the JSON pointer of the array in its answer. */
export interface ItemsNeed {
  readonly id: string
  readonly items: string
}

/** A condition that an operation honours. */
export interface PreconditionNeed {
  readonly id: string
  readonly rule: Precondition
  /** The resource type whose tag is compared, and the operation that shows it. */
  readonly on: string
  readonly read: string
  readonly tag: Tag
}

/** Rights of a role by operationId: the documented ones, or, where none is documented, the ones assumed. */
export interface RoleNeed {
  readonly role: string
  readonly allows: readonly string[]
  readonly forbids: readonly string[]
}

/** The role of the credential that the sample data gives a principal; it is named as the vendor names it. */
export function roleOf({ auth: { credentials }, seed }: Behaviour, principal: string): string | undefined {
  const token = seed.principals[principal]?.token
  const credential = (seed.resources[credentials.resource] ?? []).find(({ secret }) => secret !== undefined && secret === token)
  const role = credential?.fields[credentials.role]
  return typeof role === 'string' ? role : undefined
}

/** The documented ones among several statements; all of them where none is documented. */
export function strongest<T extends Sourced>(statements: readonly T[]): readonly T[] {
  const documented = statements.filter(({ basis }) => basis === 'documented')
  return documented.length > 0 ? documented : statements
}

/**
 * What a role is forbidden, by the strongest statements. Those about the very scopes that credentials are bound to count besides,
 * and tell nothing of what lies in them.
 */
export function forbidding<T extends Sourced & { readonly operations: readonly string[] }>(
  { behaviour, operations }: Contract,
  rules: readonly T[],
): readonly T[] {
  const { scope } = behaviour.auth.credentials
  const isOnScope = (id: string) => behaviour.resources[operations.get(id)?.behaviour?.resource ?? '']?.address.join() === scope
  const onScopes = rules.filter((rule) => rule.operations.every(isOnScope))
  return [...strongest(rules.filter((rule) => !onScopes.includes(rule))), ...onScopes.filter(({ basis }) => basis === 'documented')]
}
