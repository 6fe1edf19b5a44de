import type { Behaviour, Lifecycle, OperationBehaviour, ResourceType, Shown, Trigger } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Call, Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { viewWith } from '../store.ts'
import { operationsOf } from './applies.ts'
import { sceneOf } from './lifecycle-parts.ts'
import { behaviourOf, editCall, withBehaviour } from './parts.ts'

/** Names of the triggers that acts start by themselves, by the lifecycle that has them; those that lead back to where they began aside. */
function startedIn(contract: Contract): ReadonlyMap<string, ReadonlySet<string>> {
  const { resources, lifecycles = {} } = contract.behaviour
  const found = new Map<string, Set<string>>()
  for (const { behaviour } of operationsOf(contract, 'act')) {
    const lifecycle = resources[behaviour?.resource ?? '']?.lifecycle
    const name = behaviour?.trigger
    const trigger = lifecycle === undefined || name === undefined ? undefined : lifecycles[lifecycle]?.triggers[name]
    if (lifecycle === undefined || name === undefined || trigger === undefined || behaviour?.longRunning !== undefined) continue
    if (trigger.to === 'before' || trigger.to === 'gone') continue
    found.set(lifecycle, (found.get(lifecycle) ?? new Set()).add(name))
  }
  return found
}

/** True where an act sets something in motion, and one of their triggers suits. */
export function hasActs(suits: (trigger: Trigger) => boolean = () => true): (contract: Contract) => boolean {
  return (contract) =>
    [...startedIn(contract)].some(([lifecycle, names]) =>
      [...names].some((name) => isSuited(contract.behaviour.lifecycles?.[lifecycle]?.triggers[name], suits)),
    )
}

function isSuited(trigger: Trigger | undefined, suits: (trigger: Trigger) => boolean): boolean {
  return trigger !== undefined && suits(trigger)
}

/** The call under a contract in which the triggers that acts start are others. */
export function withActs(call: Call, edit: (trigger: Trigger) => Trigger): Call {
  const started = startedIn(call.contract)
  return withLifecycles(call, (lifecycle, name) => ({
    ...lifecycle,
    triggers: eachOf(lifecycle.triggers, (trigger, id) => (started.get(name)?.has(id) === true ? edit(trigger) : trigger)),
  }))
}

/** All calls under such a contract. */
export function acts(edit: (trigger: Trigger) => Trigger): Defect['wrap'] {
  return editCall((call) => withActs(call, edit))
}

/** The call under other lifecycles. */
export function withLifecycles(call: Call, edit: (lifecycle: Lifecycle, name: string) => Lifecycle): Call {
  return withBehaviour(call, (behaviour) => ({ ...behaviour, lifecycles: eachOf(behaviour.lifecycles ?? {}, edit) }))
}

/** The call under other resource types. */
export function withTypes(call: Call, edit: (type: ResourceType) => ResourceType): Call {
  return withBehaviour(call, (behaviour): Behaviour => ({ ...behaviour, resources: eachOf(behaviour.resources, edit) }))
}

/** The call under a contract whose representations show something else. */
export function withShown(call: Call, edit: (shown: Shown) => Shown): Call {
  return withTypes(call, (type) => (type.shows === undefined ? type : { ...type, shows: eachOf(type.shows, edit) }))
}

/** The call as if its operation behaved in another way. */
export function withOwn(call: Call, edit: (behaviour: OperationBehaviour) => OperationBehaviour): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour: edit(route.operation.behaviour) } } }
}

/** The call as if its query chose nothing. */
export function unchoosing(call: Call): Call {
  return withOwn(call, (behaviour) => {
    const { chooses: _, ...rest } = behaviour
    return rest
  })
}

/** What the mock would say if nothing were under way on the resource that the call addresses. */
export function asSettled(call: Call, around: Parameters<ReturnType<Defect['wrap']>>[1], respond: ReturnType<Defect['wrap']>): Outcome {
  const scene = sceneOf(call, around)
  const { resource } = scene ?? {}
  if (resource?.progress === undefined) return respond(call, around)
  const settled = { ...resource, progress: { ...resource.progress, reads: Number.MAX_SAFE_INTEGER, moved: Number.MAX_SAFE_INTEGER } }
  const { view } = around
  const blind = viewWith(view, {
    get: (collection, id) => (view.get(collection, id) === resource ? settled : view.get(collection, id)),
    list: (collection) => view.list(collection).map((one) => (one === resource ? settled : one)),
    newest: (collection, before) => [...view.newest(collection, before)].map((one) => (one === resource ? settled : one)),
  })
  return respond(call, { ...around, view: blind })
}

/** Whether a call is an act that sets something in motion. */
export function isAct(call: Call): boolean {
  const behaviour = behaviourOf(call)
  return behaviour?.action === 'act' && behaviour.trigger !== undefined
}

export function eachOf<A>(all: Readonly<Record<string, A>>, edit: (one: A, name: string) => A): Readonly<Record<string, A>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, edit(one, name)]))
}
