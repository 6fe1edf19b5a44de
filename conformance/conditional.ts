import { answerOf } from './history.ts'
import { tagOf } from './judge/view.ts'
import { operationFor, resourceOf } from './resources.ts'
import { operationOf } from './subject/address.ts'
import type { Contract } from '../specs/contract.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'

const name = 'if-match'

/**
 * A plan with the current entity tag where the contract requires one and the plan says nothing of it, so that checks of
 * other things need not know. An empty `if-match` in the plan means that none shall be sent.
 */
export async function conditioned(contract: Contract, plan: RequestPlan, read: (plan: RequestPlan) => Promise<Exchange>): Promise<RequestPlan> {
  const { behaviour } = operationOf(contract, plan)
  const rule = behaviour?.precondition
  if (behaviour === undefined || rule?.presence !== 'required' || plan.method !== undefined || plan.path !== undefined) return plan
  const given = plan.headers?.[name]
  if (given !== undefined) return given === '' ? { ...plan, headers: without(plan.headers ?? {}) } : plan
  const subject = rule.on ?? behaviour.resource
  const operation = operationFor(contract, subject, 'read')
  const { tag } = resourceOf(contract, subject).type
  if (operation === undefined || tag === undefined) return plan
  const exchange = await read({ operation: operation.id, ...(plan.params && { params: plan.params }) })
  const current = tagOf(tag, answerOf(exchange))
  return current === undefined ? plan : { ...plan, headers: { ...plan.headers, [name]: current } }
}

function without(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
}
