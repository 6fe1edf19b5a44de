import type { Contract } from '../../../specs/contract.ts'
import type { RefusalReply } from '../../../specs/behaviour.ts'
import type { Act } from './acts.ts'

/** Statuses by which any server may tell that it is not the time for something. */
export const sensible: readonly number[] = [400, 404, 409, 412, 422, 423]

/** How an act is refused that does not start now: in a way of its own, where it has one. */
export function refusalOf({ behaviour }: Contract, act: Pick<Act, 'behaviour'>): { readonly statuses: readonly number[]; readonly own: RefusalReply | undefined } {
  const own = act.behaviour.refusals?.['wrong-phase']
  const reply = own ?? behaviour.errors.refusals['wrong-phase']
  return { statuses: reply === undefined ? sensible : [reply.status, ...(reply.tolerated ?? [])], own }
}
