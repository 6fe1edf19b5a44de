import { isAway } from './away.ts'
import { answerOf } from './history.ts'
import type { Contract } from '../specs/contract.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'

/** True for what may be sent again: nothing was done, or nothing can have been. */
export function isTurnedAway(contract: Contract, plan: RequestPlan, exchange: Exchange): boolean {
  const answer = answerOf(exchange)
  if (answer?.status === 429) return !isTooLarge(contract, exchange)
  const operation = contract.operations.get(plan.operation)
  // What is safe may be sent again (RFC 9110 section 9.2.1); over Connect, everything is a POST.
  const isSafe = operation?.method === 'GET' || operation?.behaviour?.action === 'read' || operation?.behaviour?.action === 'list'
  return plan.method === undefined && isSafe && isAway(contract, exchange)
}

/** True where the contract refuses with 429 what is too large: to wait and to send it again would help nobody. */
function isTooLarge({ behaviour: { errors, content } }: Contract, { request }: Exchange): boolean {
  return errors.refusals['too-large']?.status === 429 && Buffer.byteLength(request.body ?? '') > content.maxBytes.bytes
}
