import { answerOf } from './history.ts'
import { tagOf } from './judge/view.ts'
import { pathsOf } from './mask.ts'
import { operationFor, resourceOf } from './resources.ts'
import { operationOf } from './subject/address.ts'
import { whole } from './whole.ts'
import { at, isObject, withAt } from '../specs/json.ts'
import type { JsonObject } from '../specs/json.ts'
import type { OperationBehaviour } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'

const name = 'if-match'

/** What a plan is completed with. */
export interface Completion {
  /** Reads a tag, or what the resource is. */
  readonly read: (plan: RequestPlan) => Promise<Exchange>
  /** The body that the addressed resource was made with, where the run made it. */
  readonly madeWith: (resource: string) => JsonObject | undefined
  /** A text that no other request of the run has had. */
  readonly fresh: () => string
}

/**
 * A plan with what the contract requires and the plan says nothing of, so that checks of other things need not know: the current
 * entity tag, an idempotency key, a field mask, the rest of the resource where an update replaces it. An empty header in the plan means that none shall be sent. Tags go out as the contract reads them.
 */
export async function conditioned(contract: Contract, plan: RequestPlan, { read, fresh, madeWith }: Completion): Promise<RequestPlan> {
  const operation = operationOf(contract, plan)
  const { behaviour } = operation
  if (behaviour === undefined || plan.method !== undefined || plan.path !== undefined) return plan
  const replacing = behaviour.replaces === undefined ? plan : await whole(contract, plan, { operation, read, madeWith })
  const complete = masked(behaviour, keyed(contract, replacing, { behaviour, fresh }))
  return bare(behaviour, await tagged(contract, complete, { behaviour, read }))
}

async function tagged(
  contract: Contract,
  plan: RequestPlan,
  { behaviour, read }: { readonly behaviour: OperationBehaviour; readonly read: Completion['read'] },
): Promise<RequestPlan> {
  const rule = behaviour.precondition
  if (rule?.presence !== 'required') return plan
  const given = plan.headers?.[name]
  if (given !== undefined) return given === '' ? { ...plan, headers: without(plan.headers ?? {}, name) } : plan
  const subject = rule.on ?? behaviour.resource
  const operation = operationFor(contract, subject, 'read')
  const { tag } = resourceOf(contract, subject).type
  if (operation === undefined || tag === undefined) return plan
  const exchange = await read({ operation: operation.id, ...(plan.params && { params: plan.params }) })
  const current = tagOf(tag, answerOf(exchange))
  return current === undefined ? plan : { ...plan, headers: { ...plan.headers, [name]: current } }
}

/** The mask of an update names the fields of its body, unless the body has one of its own; null means none. */
function masked({ mask, binds = {} }: OperationBehaviour, plan: RequestPlan): RequestPlan {
  const { body } = plan
  if (mask === undefined || !isObject(body)) return plan
  const given = at(body, mask.at)
  if (given !== undefined) return given === null ? { ...plan, body: withAt(body, mask.at, undefined) } : plan
  const named = pathsOf(body, mask, Object.values(binds))
  return named.length === 0 ? plan : { ...plan, body: withAt(body, mask.at, named.join(',')) }
}

function keyed(
  contract: Contract,
  plan: RequestPlan,
  { behaviour, fresh }: { readonly behaviour: OperationBehaviour; readonly fresh: () => string },
): RequestPlan {
  const rules = contract.behaviour.idempotency
  if (rules === undefined || behaviour.idempotency?.presence !== 'required') return plan
  const given = Object.entries(plan.headers ?? {}).find(([field]) => field.toLowerCase() === rules.header)?.[1]
  if (given !== undefined) return given === '' ? { ...plan, headers: without(plan.headers ?? {}, rules.header) } : plan
  if (plan.lines?.some(([line]) => line.toLowerCase() === rules.header) === true) return plan
  const key = fresh().slice(-rules.key.maxLength).padStart(rules.key.minLength, '0')
  return { ...plan, headers: { ...plan.headers, [rules.header]: key } }
}

/** A strong tag goes out without quotes where the contract has it stand alone. */
function bare({ precondition }: OperationBehaviour, plan: RequestPlan): RequestPlan {
  const tag = /^"([^"]+)"$/.exec(plan.headers?.[name] ?? '')?.[1]
  return precondition?.single === true && precondition.bare && tag !== undefined ? { ...plan, headers: { ...plan.headers, [name]: tag } } : plan
}

function without(headers: Readonly<Record<string, string>>, left: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== left))
}
