import type { Behaviour, Lifecycle, Trigger } from '../../specs/behaviour.ts'
import type { JsonObject } from '../../specs/json.ts'
import type { Call, Outcome, Respond } from '../call.ts'
import type { Defect } from '../defect.ts'
import { refuse } from '../refuse.ts'
import { placesOf, typesOf } from './applies.ts'
import { emptyHanded, hasRoundTrips } from './operation-parts.ts'
import { accepts, behaviourOf, doesAnyway, withBehaviour } from './parts.ts'
import { puts } from './lifecycle-parts.ts'

/** The outcomes of actions that were done, edited. */
function onAct(edit: (outcome: Outcome, ...asked: Parameters<Respond>) => Outcome): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return behaviourOf(call)?.action === 'act' && outcome.reply.refusal === undefined ? edit(outcome, call, around) : outcome
  }
}

/** The call as if every trigger started in any phase. */
function anywhere(call: Call): Call {
  const free = (lifecycle: Lifecycle): Lifecycle => ({
    ...lifecycle,
    triggers: Object.fromEntries(Object.entries(lifecycle.triggers).map(([name, trigger]) => [name, withoutFrom(trigger)])),
  })
  return withBehaviour(call, (behaviour): Behaviour => ({
    ...behaviour,
    lifecycles: Object.fromEntries(Object.entries(behaviour.lifecycles ?? {}).map(([name, lifecycle]) => [name, free(lifecycle)])),
  }))
}

function withoutFrom(trigger: Trigger): Trigger {
  const { from: _, ...rest } = trigger
  return rest
}

/** The call as if its operation had no precondition. */
function unconditional(call: Call): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  const { precondition: _, ...behaviour } = route.operation.behaviour
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour } } }
}

/** True for an action that leads back to where a new resource settles. */
function leadsHome(call: Call): boolean {
  const { behaviour: all } = call.contract
  const behaviour = behaviourOf(call)
  const lifecycle = all.lifecycles?.[all.resources[behaviour?.resource ?? '']?.lifecycle ?? '']
  const to = lifecycle?.triggers[behaviour?.trigger ?? '']?.to
  return to !== undefined && to === lifecycle?.triggers['create']?.to
}

/** Where actions on a resource lead, and what becomes of it on the way. */
export const operationActionDefects: readonly Defect[] = [
  {
    id: 'operation.act-does-nothing',
    violates: 'lro.acts',
    sentence: 'Calls an action done and leaves the resource in the phase in which it was.',
    applies: hasRoundTrips,
    wrap: onAct((outcome, _, around) => emptyHanded(outcome, around)),
  },
  {
    id: 'operation.act-refused',
    violates: 'lro.acts',
    sentence: 'Refuses an action in the phase in which it starts.',
    applies: hasRoundTrips,
    wrap: onAct((_, call) => ({ reply: refuse(call.contract, { refusal: 'wrong-phase', detail: 'not now' }), changes: [] })),
  },
  {
    id: 'operation.act-begins-a-new-life',
    violates: 'life.version-and-actions',
    sentence: 'Gives a resource another creation time when an action brings it back.',
    applies: (contract) => hasRoundTrips(contract) && typesOf(contract, 'act').some((type) => placesOf(type, 'created').length > 0),
    wrap: onAct((outcome, call) =>
      leadsHome(call)
        ? puts(outcome, (resource) => (resource.work === undefined ? { ...resource, created: resource.created - 86_400_000 } : resource))
        : outcome,
    ),
  },
  {
    id: 'operation.act-alters-fields',
    violates: 'life.version-and-actions',
    sentence: 'Alters what a resource was made with when an action brings it back.',
    applies: hasRoundTrips,
    wrap: onAct((outcome, call) => {
      const given = new Set(Object.values(call.contract.behaviour.operations).flatMap(({ sets }) => Object.keys(sets ?? {})))
      const altered = (fields: JsonObject): JsonObject =>
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' && !given.has(`/${name}`) ? `${value}-again` : value]),
        )
      return leadsHome(call)
        ? puts(outcome, (resource) => (resource.work === undefined ? { ...resource, fields: altered(resource.fields) } : resource))
        : outcome
    }),
  },
  {
    id: 'operation.act-anywhere',
    violates: 'lro.wrong-phase',
    sentence: 'Does an action in a phase in which it does not start.',
    applies: hasRoundTrips,
    wrap: accepts(['wrong-phase'], anywhere),
  },
  {
    id: 'operation.act-refused-but-done',
    violates: 'lro.wrong-phase',
    sentence: 'Refuses an action in a phase in which it does not start, and does it all the same.',
    applies: hasRoundTrips,
    wrap: doesAnyway(['wrong-phase'], anywhere),
  },
  {
    id: 'operation.second-act-crashes',
    violates: 'life.parallel-operations',
    sentence: 'Crashes over an action while another one is under way.',
    applies: hasRoundTrips,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      return outcome.reply.refusal === 'wrong-phase' ? { reply: refuse(call.contract, { refusal: 'internal', detail: 'it crashed' }), changes: [] } : outcome
    },
  },
  {
    id: 'operation.second-act-wins-although-refused',
    violates: 'life.parallel-operations',
    sentence: 'Refuses an action while another one is under way, and lets it win.',
    applies: hasRoundTrips,
    wrap: (respond) => (call, around) => {
      const { reply, changes } = respond(call, around)
      if (reply.refusal !== 'wrong-phase') return { reply, changes }
      return { reply, changes: respond(unconditional(call), { ...around, settings: { ...around.settings, pace: 'immediate' } }).changes }
    },
  },
]
