import type { Stage } from '../specs/behaviour.ts'
import { create } from './actions/create.ts'
import { list } from './actions/list.ts'
import { read, view } from './actions/read.ts'
import { remove } from './actions/remove.ts'
import { update } from './actions/update.ts'
import { authenticate, membership, role } from './auth.ts'
import type { Call, Outcome, Respond, Surroundings } from './call.ts'
import { conflict } from './conflict.ts'
import { content } from './content.ts'
import type { Check, Context } from './context.ts'
import { existence } from './existence.ts'
import { parameters } from './parameters.ts'
import { precondition } from './preconditions.ts'
import { refuse, throttled, type Refused } from './refuse.ts'

const limit: Check = ({ call, moment }) =>
  call.throttled === undefined ? undefined : throttled(moment.contract, { seconds: call.throttled.retryAfterSeconds, now: moment.now })

const checks: Readonly<Record<Stage, Check>> = { limit, authenticate, parameters, membership, role, content, existence, precondition, conflict }
const actions = { list, create, read, update, delete: remove, view } as const

/**
 * Answers a call as the contract says, without changing anything: the stages in the contract's own order, then the
 * operation's action.
 */
export const respond: Respond = (call, around) => {
  if (call.method === 'OPTIONS' && call.route.kind === 'method-not-allowed') {
    return { reply: { status: 204, headers: { allow: call.route.allow.join(', ') } }, changes: [] }
  }
  const routed = contextOf(call, around)
  if ('refusal' in routed) return refused(call, routed)
  for (const stage of call.contract.behaviour.checkOrder.stages) {
    const refusal = checks[stage](routed)
    if (refusal !== undefined) return refused(call, refusal)
  }
  return actions[routed.behaviour.action](routed)
}

function contextOf(call: Call, around: Surroundings): Context | Refused {
  const { route, contract } = call
  if (route.kind === 'none') return { refusal: 'not-routable', detail: `nothing is served at ${call.method} ${call.target.split('?', 1)[0]}` }
  if (route.kind === 'method-not-allowed') {
    return { refusal: 'method-not-allowed', detail: `${call.method} is not allowed here`, headers: { allow: route.allow.join(', ') } }
  }
  const { operation, params } = route
  const { behaviour } = operation
  if (behaviour === undefined) return { refusal: 'not-modelled', detail: `${operation.id} is not modelled by this mock` }
  const type = contract.behaviour.resources[behaviour.resource]
  if (type === undefined) return { refusal: 'not-modelled', detail: `${operation.id} names an unknown resource type` }
  return {
    call,
    operation,
    behaviour,
    type,
    params,
    body: {},
    moment: { view: around.view, settings: around.settings, now: around.now, seed: around.seed, contract },
  }
}

function refused(call: Call, refusal: Refused): Outcome {
  return { reply: refuse(call.contract, refusal), changes: [] }
}
