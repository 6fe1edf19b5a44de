import type { Behaviour, Lifecycle, OperationBehaviour, Trigger } from '../../specs/behaviour.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Call, Outcome, Reply, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { lifecycleOf, stands, typeOf, type Moment } from '../moment.ts'
import { collectionOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { viewWith, type Change } from '../store.ts'
import { accepts, addressOf, behaviourOf, parentsOf, withBehaviour } from './parts.ts'

type Action = OperationBehaviour['action']

/** What a defect of the lifecycle looks at: the call's operation, and the kept resource that it addresses, gone ones too. */
export interface Scene {
  readonly call: Call
  readonly around: Surroundings
  readonly moment: Moment
  readonly action: Action
  readonly type: string
  readonly lifecycle: Lifecycle | undefined
  readonly resource: Resource | undefined
  /** Phases that a create passes before it settles. */
  readonly early: readonly string[]
}

export function sceneOf(call: Call, around: Surroundings): Scene | undefined {
  const behaviour = behaviourOf(call)
  if (behaviour === undefined || call.route.kind !== 'found') return undefined
  const moment: Moment = { ...around, contract: call.contract }
  const lifecycle = lifecycleOf(moment, behaviour.resource)
  const address = addressOf(call, around, behaviour.resource)
  const resource = address && around.view.get(collectionOf(behaviour.resource, address.slice(0, -1)), address.at(-1) ?? '')
  const early = (lifecycle?.triggers['create']?.through ?? []).map(({ phase }) => phase)
  return { call, around, moment, action: behaviour.action, type: behaviour.resource, lifecycle, resource, early }
}

/** What the mock answers and does, edited for calls of some kinds. Where a list is the only read there is, it is a read of each item. */
export function during(actions: readonly Action[], edit: (outcome: Outcome, scene: Scene, respond: Respond) => Outcome): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const scene = sceneOf(call, around)
    if (scene === undefined) return outcome
    // Who edits lists anyway is not asked twice.
    const isEach = scene.action === 'list' && !actions.includes('list') && actions.includes('read') && behaviourOf(call)?.reads !== undefined
    const read = isEach ? readEach(outcome, scene, (one, of) => edit(one, of, respond)) : outcome
    return actions.includes(scene.action) ? edit(read, scene, respond) : read
  }
}

/** What a read shows, or a list where that is the only read there is: a scene for each resource. */
export function seenIn(call: Call, around: Surroundings): readonly Scene[] {
  const scene = sceneOf(call, around)
  if (scene?.action === 'read') return [scene]
  const parents = scene?.action === 'list' && behaviourOf(call)?.reads !== undefined ? parentsOf(call, around, scene.type) : undefined
  if (scene === undefined || parents === undefined) return []
  return around.view.list(collectionOf(scene.type, parents)).map((resource): Scene => ({ ...scene, action: 'read', resource }))
}

/** A list, each item of which is edited as if it had been read by itself. */
function readEach(outcome: Outcome, scene: Scene, edit: (outcome: Outcome, scene: Scene) => Outcome): Outcome {
  const { identity } = typeOf(scene.moment, scene.type)
  const parents = parentsOf(scene.call, scene.around, scene.type)
  if (outcome.reply.refusal !== undefined || parents === undefined) return outcome
  let changes = outcome.changes
  const items = (all: readonly Json[]) =>
    all.flatMap((item) => {
      const resource = scene.around.view.get(collectionOf(scene.type, parents), textAt(item, `/${identity.field}`))
      const before: Outcome = { reply: { status: outcome.reply.status, headers: {}, body: item }, changes }
      const { reply, changes: after } = edit(before, { ...scene, action: 'read', resource })
      changes = after
      return reply.refusal === undefined ? (reply.body ?? []) : []
    })
  const reply = eachItem(outcome.reply, scene, items)
  return { ...outcome, reply, changes }
}

/** The same, of a server that makes no write wait until the lifecycle has settled. */
export function hurried(wrap: Defect['wrap']): Defect['wrap'] {
  return (respond, contract) => wrap(accepts(['wrong-phase'], (call) => withBehaviour(call, unhurried))(respond, contract), contract)
}

function unhurried(behaviour: Behaviour): Behaviour {
  const resources = eachOf(behaviour.resources, (type) => {
    const { writesWhileBusy: _, ...rest } = type
    return rest
  })
  const anyTime = (trigger: Lifecycle['triggers'][string]): Lifecycle['triggers'][string] => {
    const { from: _, ...rest } = trigger
    return rest
  }
  const lifecycles = eachOf(behaviour.lifecycles ?? {}, (lifecycle) => ({ ...lifecycle, triggers: eachOf(lifecycle.triggers, anyTime) }))
  return { ...behaviour, resources, lifecycles }
}

function eachOf<A, B>(all: Readonly<Record<string, A>>, edit: (one: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, edit(one)]))
}

/** The phases that answers show, one for another, wherever they stand. */
export function phasesShown(actions: readonly Action[], edit: (phase: string, scene: Scene) => string): Defect['wrap'] {
  return during(actions, (outcome, scene) => {
    const { lifecycle } = scene
    if (lifecycle === undefined || outcome.reply.refusal !== undefined) return outcome
    const shown = (body: Json): Json => {
      const phase = at(body, lifecycle.at)
      return typeof phase === 'string' ? withAt(body, lifecycle.at, edit(phase, scene)) : body
    }
    return { ...outcome, reply: scene.action === 'list' ? eachItem(outcome.reply, scene, (items) => items.map(shown)) : withBody(outcome.reply, shown) }
  })
}

/** An answer whose list is edited. */
export function eachItem(reply: Reply, { call }: Pick<Scene, 'call'>, edit: (items: readonly Json[]) => Json): Reply {
  const where = behaviourOf(call)?.items ?? ''
  return withBody(reply, (body) => {
    const items = at(body, where)
    return Array.isArray(items) ? withAt(body, where, edit(items)) : body
  })
}

/** A success with another representation, or another list. */
export function withBody(reply: Reply, edit: (body: Json) => Json): Reply {
  const body = reply.refusal === undefined ? shownIn(reply) : undefined
  return body === undefined ? reply : { ...reply, body: withAt(reply.body, reply.representation ?? '', edit(body)) }
}

/** What an answer shows: the representation where it stands in a wrapper, else the whole body. */
export function shownIn({ body, representation = '' }: Reply): Json | undefined {
  return at(body, representation)
}

/** The members that a resource was written with, edited. */
export function puts(outcome: Outcome, edit: (resource: Resource) => Resource): Outcome {
  return { ...outcome, changes: outcome.changes.map((change): Change => (change.kind === 'put' ? { ...change, resource: edit(change.resource) } : change)) }
}

/** The refusal of what is absent, in the vendor's words. */
export function absent({ call }: Scene): Reply {
  return refuse(call.contract, { refusal: 'absent', detail: 'not found' })
}

/** A server error, in the vendor's words. */
export function crash({ call }: Scene): Reply {
  return refuse(call.contract, { refusal: 'internal', detail: 'it crashed' })
}

/** What first leads a resource through phases: its create or, where that settles at once, whatever is done to it but its deletion. */
export function onsetOf({ lifecycle, resource, early }: Pick<Scene, 'lifecycle' | 'resource' | 'early'>): Trigger | undefined {
  const name = resource?.progress?.trigger
  const trigger = name === undefined ? undefined : lifecycle?.triggers[name]
  if (trigger === undefined || (early.length > 0 && name !== 'create')) return undefined
  return trigger.through.length > 0 && trigger.to !== 'gone' ? trigger : undefined
}

/** True while that has not come to its end. */
export function isStarting(scene: Scene): boolean {
  return scene.resource !== undefined && onsetOf(scene) !== undefined && !stands(scene.moment, scene.resource).settled
}

/** The surroundings without one resource. */
export function without(around: Surroundings, hidden: Resource): Surroundings {
  const { view } = around
  const blind = viewWith(view, {
    get: (collection, id) => notHidden(view.get(collection, id), hidden),
    list: (collection) => view.list(collection).filter((resource) => resource !== hidden),
    newest: (collection, before) => [...view.newest(collection, before)].filter((resource) => resource !== hidden),
  })
  return { ...around, view: blind }
}

function notHidden(found: Resource | undefined, hidden: Resource): Resource | undefined {
  return found === hidden ? undefined : found
}

/** The call as if its operation had one rule less. */
export function withoutRule(call: Call, rule: 'requires' | 'notOnCaller'): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  const { [rule]: _, ...behaviour } = route.operation.behaviour
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour } } }
}

/** A value that is text, or nothing. */
export function textAt(body: Json | undefined, where: string): string {
  const value = at(body, where)
  return typeof value === 'string' ? value : ''
}

/** The resource that a create collides with. */
export function holderOf({ call, around, type, moment }: Scene, body: Json | undefined): Resource | undefined {
  const { identity } = typeOf(moment, type)
  const parents = parentsOf(call, around, type)
  const id = isObject(body) ? body[identity.field] : undefined
  return parents === undefined || typeof id !== 'string' ? undefined : around.view.get(collectionOf(type, parents), id)
}
