import type { Contract } from '../../../specs/contract.ts'
import type { OperationBehaviour, Refusal, RefusalReply } from '../../../specs/behaviour.ts'

/** Statuses by which any server may tell that it is not the time for something. */
export const sensible: readonly number[] = [400, 404, 409, 412, 422, 423]

/** How an operation refuses what does not start now: in a way of its own, where it has one. */
export function refusalOf(contract: Contract, behaviour: OperationBehaviour): { readonly statuses: readonly number[]; readonly own: RefusalReply | undefined } {
  const statuses = statusesOf(contract, behaviour, 'wrong-phase')
  return { statuses: statuses.length === 0 ? sensible : statuses, own: behaviour.refusals?.['wrong-phase'] }
}

/** Statuses by which an operation may refuse something: the contract's, and others that any server may choose. Nobody accuses over one of them. */
export function lenient(contract: Contract, behaviour: OperationBehaviour | undefined, refusal: Refusal): readonly number[] {
  return [...new Set([...statusesOf(contract, behaviour, refusal), ...sensible])]
}

function statusesOf({ behaviour: { errors } }: Contract, behaviour: OperationBehaviour | undefined, refusal: Refusal): readonly number[] {
  const reply = behaviour?.refusals?.[refusal] ?? errors.refusals[refusal]
  return reply === undefined ? [] : [reply.status, ...(reply.tolerated ?? [])]
}
