import type { Action, Stage } from '../specs/behaviour.ts'
import { act } from './actions/act.ts'
import { cancel } from './actions/cancel.ts'
import { create } from './actions/create.ts'
import { list } from './actions/list.ts'
import { read, view } from './actions/read.ts'
import { remove } from './actions/remove.ts'
import { tell } from './actions/tell.ts'
import { update } from './actions/update.ts'
import { wait } from './actions/wait.ts'
import { authenticate, membership, role } from './auth.ts'
import type { Call, Outcome, Respond, Surroundings } from './call.ts'
import { conflict } from './conflict.ts'
import { protocol } from './connect/protocol.ts'
import { content } from './content.ts'
import type { Check, Context, Intercept } from './context.ts'
import { existence } from './existence.ts'
import { traced, type Trace } from './explain/trace.ts'
import { remembering, replay } from './idempotency.ts'
import { parameters } from './parameters.ts'
import { precondition } from './preconditions.ts'
import { refuse, throttled, type Refused } from './refuse.ts'

const limit: Check = ({ call, moment }) =>
  call.throttled === undefined ? undefined : throttled(moment.contract, { seconds: call.throttled.retryAfterSeconds, now: moment.now })

const stages: Readonly<Record<Stage, Intercept>> = {
  limit,
  authenticate,
  parameters,
  membership,
  role,
  content,
  replay,
  existence,
  precondition,
  conflict,
}
const actions: Readonly<Record<Action, (context: Context) => Outcome>> = {
  list,
  create,
  import: create,
  read,
  update,
  delete: remove,
  view,
  overview: list,
  act,
  invoke: view,
  tell,
  wait,
  cancel,
}

/**
 * Answers a call as the contract says, without changing anything: what the wire itself demands, the stages in the contract's
 * own order, then the operation's action.
 */
export const respond: Respond = (call, around) => {
  const outcome = answer(call, around)
  return call.budget === undefined ? outcome : withBudget(call, outcome, around.now)
}

/** The answer with the header fields that tell what is left of the limit. */
function withBudget({ contract, budget }: Call, outcome: Outcome, now: number): Outcome {
  const fields = contract.behaviour.rateLimit?.fields
  if (fields === undefined || budget === undefined) return outcome
  const ends = Math.ceil((fields.resetIn === 'seconds' ? budget.ends - now : budget.ends) / 1000)
  const told = { [fields.limit]: String(budget.limit), [fields.remaining]: String(budget.remaining), [fields.reset]: String(ends) }
  return { ...outcome, reply: { ...outcome.reply, headers: { ...told, ...outcome.reply.headers } } }
}

function answer(call: Call, around: Surroundings): Outcome {
  if (call.method === 'OPTIONS' && call.route.kind === 'method-not-allowed' && call.contract.wire === 'rest') {
    return { reply: { status: 204, headers: { allow: call.route.allow.join(', ') } }, changes: [] }
  }
  const routed = contextOf(call, around)
  if ('refusal' in routed) return refused(call, routed, { by: 'route' })
  const unspoken = call.contract.wire === 'connect' ? protocol(call) : undefined
  if (unspoken !== undefined) return refused(call, unspoken, { by: 'protocol', context: routed })
  for (const stage of call.contract.behaviour.checkOrder.stages) {
    const found = stages[stage](routed)
    if (found === undefined) continue
    if ('reply' in found) return traced(found, stage, { context: routed })
    return remembering(routed, refused(call, found, { by: stage, context: routed }))
  }
  return traced(remembering(routed, actions[routed.behaviour.action](routed)), 'action', { context: routed })
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
    query: {},
    body: {},
    moment: { view: around.view, settings: around.settings, now: around.now, seed: around.seed, contract },
  }
}

function refused(call: Call, refusal: Refused, { by, context }: { readonly by: Trace['by']; readonly context?: Context }): Outcome {
  // Before all stages, nothing that the contract says of one operation counts yet.
  const behaviour = by === 'protocol' ? undefined : context?.behaviour
  return traced({ reply: refuse(call.contract, refusal, behaviour), changes: [] }, by, { ...(context && { context }), refused: refusal })
}
