import { isObject, type JsonObject } from '../../specs/json.ts'
import type { Call, Outcome, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { lifecycleOf, members, stands, typeOf } from '../moment.ts'
import { collectionOf, isLeaving, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { represent } from '../represent.ts'
import type { Change } from '../store.ts'
import { crash, during, eachItem, holderOf, hurried, isStarting, puts, sceneOf, withoutRule, type Scene } from './lifecycle-parts.ts'
import { accepts, addressOf, behaviourOf, doesAnyway, jsonOf, parentsOf, withBehaviour } from './parts.ts'

/** Progress beyond every step of a lifecycle. */
const far = 1_000_000

/** The end of a resource, and what comes after it. */
export const deleteDefects: readonly Defect[] = [
  {
    id: 'delete.answered-not-done',
    violates: 'del.status-and-gone',
    sentence: 'Answers a delete as if it had been done, and does nothing.',
    wrap: during(['delete'], (outcome) => (outcome.reply.refusal === undefined ? { ...outcome, changes: [] } : outcome)),
  },
  {
    id: 'delete.never-ends',
    violates: 'del.status-and-gone',
    sentence: 'Begins every deletion and ends none.',
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const stuck = scene?.action === 'read' && scene.resource !== undefined && isLeaving(scene.resource)
      const outcome = respond(call, stuck ? { ...around, settings: { ...around.settings, pace: 'manual' } } : around)
      return scene?.action === 'delete' ? { ...outcome, changes: outcome.changes.filter(({ kind }) => kind !== 'remove') } : outcome
    },
  },
  {
    id: 'delete.gone-but-listed',
    violates: 'del.status-and-gone',
    sentence: 'Goes on listing what can no longer be read.',
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const outcome = keepsTombs(respond(call, around), scene)
      return scene?.action === 'list'
        ? { ...outcome, reply: eachItem(outcome.reply, scene, (items) => [...items, ...tombs(scene).map((one) => represent(scene.moment, one))]) }
        : outcome
    },
  },
  {
    id: 'delete.status-undeclared',
    violates: 'del.status-and-gone',
    sentence: 'Answers a delete with a status of success that its documents do not name.',
    wrap: during(['delete'], (outcome, { call }) =>
      outcome.reply.refusal === undefined ? { ...outcome, reply: { ...outcome.reply, status: undeclared(call) } } : outcome,
    ),
  },
  {
    id: 'delete.again-crashes',
    violates: 'del.repeat',
    sentence: 'Answers a repeated delete with a server error.',
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const isRepeated = scene?.action === 'delete' && scene.resource?.progress?.trigger === 'delete'
      return isRepeated ? { reply: crash(scene), changes: [] } : keepsTombs(respond(call, around), scene)
    },
  },
  {
    id: 'delete.absent-is-success',
    violates: 'del.repeat',
    sentence: 'Claims to have deleted what never was.',
    wrap: during(['delete'], (outcome, scene) => (outcome.reply.refusal === 'absent' ? { ...outcome, reply: success(scene) } : outcome)),
  },
  {
    id: 'delete.absent-takes-neighbours',
    violates: 'del.repeat',
    sentence: 'Refuses to delete what is absent, and deletes its neighbours instead.',
    wrap: during(['delete'], (outcome, scene) => {
      const isCredential = scene.call.contract.behaviour.auth.credentials.resource === scene.type
      return outcome.reply.refusal === 'absent' && !isCredential
        ? { ...outcome, changes: neighbours(scene).map((resource) => ({ kind: 'remove', resource })) }
        : outcome
    }),
  },
  {
    id: 'delete.comes-back',
    violates: 'del.no-resurrection',
    sentence: 'Brings back what it has just said to be gone.',
    wrap: raises(() => true),
  },
  {
    id: 'delete.late-write-recreates',
    violates: 'del.write-after',
    sentence: 'Takes an update of what is gone for an order to make it anew.',
    wrap: during(['update'], (outcome, scene) => {
      if (outcome.reply.refusal !== 'absent') return outcome
      const resource = stub(scene)
      return { reply: { ...success(scene), body: represent(scene.moment, resource) }, changes: [{ kind: 'put', resource }] }
    }),
  },
  {
    id: 'delete.late-write-refused-but-recreates',
    violates: 'del.write-after',
    sentence: 'Refuses an update of what is gone, and makes it anew all the same.',
    wrap: during(['update'], (outcome, scene) =>
      outcome.reply.refusal === 'absent' ? { ...outcome, changes: [{ kind: 'put', resource: stub(scene) }] } : outcome,
    ),
  },
  {
    id: 'delete.early-ignored',
    violates: 'del.during-transition',
    sentence: 'Answers a delete of what is under way, and goes on with that.',
    wrap: hurried(during(['delete'], (outcome, scene) => (isStarting(scene) ? { ...outcome, changes: [] } : outcome))),
  },
  {
    id: 'delete.early-crashes',
    violates: 'del.during-transition',
    sentence: 'Answers a delete of what is under way with a server error.',
    wrap: during(['delete'], (outcome, scene) => (isStarting(scene) ? { reply: crash(scene), changes: [] } : outcome)),
  },
  {
    id: 'delete.early-leaves-orphan',
    violates: 'del.during-transition',
    sentence: 'Ends what was under way after the deletion that came into its way, and so leaves an orphan.',
    wrap: hurried(
      raises(({ progress }, { lifecycle, early }) => {
        const born = lifecycle?.triggers['create']?.to ?? ''
        return early.length > 0 ? progress?.reached.includes(born) === false : progress?.reached.every((phase) => phase === born) === true
      }),
    ),
  },
  {
    id: 'delete.name-stays-taken',
    violates: 'del.name-reuse',
    sentence: 'Never gives the name of what is gone away again.',
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const outcome = keepsCopies(respond(call, around), scene)
      if (scene?.action !== 'create' || outcome.reply.refusal !== undefined || heldBefore(scene) === undefined) return outcome
      return { reply: refuse(call.contract, { refusal: 'name-taken', detail: 'the name was used before' }), changes: [] }
    },
  },
  {
    id: 'delete.name-inherits',
    violates: 'del.name-reuse',
    sentence: 'Gives a new resource what the old holder of its name had and its create does not name.',
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const outcome = keepsCopies(respond(call, around), scene)
      const old = scene?.action === 'create' ? heldBefore(scene) : undefined
      if (old === undefined || outcome.reply.refusal !== undefined) return outcome
      return puts(outcome, (resource) => ({ ...resource, fields: { ...old.fields, ...resource.fields } }))
    },
  },
  {
    id: 'delete.self-removal-accepted',
    violates: 'del.self-removal-refused',
    sentence: 'Lets callers remove themselves.',
    wrap: accepts(['self-removal'], (call) => withoutRule(call, 'notOnCaller')),
  },
  {
    id: 'delete.self-removal-refused-but-done',
    violates: 'del.self-removal-refused',
    sentence: 'Refuses to remove the caller, and does it all the same.',
    wrap: doesAnyway(['self-removal'], (call) => withoutRule(call, 'notOnCaller')),
  },
  {
    id: 'delete.guard-overlooked',
    violates: 'del.guards',
    sentence: 'Deletes what something else still names.',
    wrap: accepts(['in-use'], unguarded),
  },
  {
    id: 'delete.guard-refused-but-done',
    violates: 'del.guards',
    sentence: 'Refuses to delete what something else still names, and does it all the same.',
    wrap: doesAnyway(['in-use'], unguarded),
  },
]

/** The call under rules by which nothing keeps anything from being deleted. */
function unguarded(call: Call): Call {
  return withBehaviour(call, (behaviour) => {
    const resources = Object.entries(behaviour.resources).map(([name, type]) => [name, { ...type, guards: [] }] as const)
    return { ...behaviour, resources: Object.fromEntries(resources) }
  })
}

/** What was done, without forgetting what has ended: it stays in the store, where nobody sees it. */
function keepsTombs(outcome: Outcome, scene: Scene | undefined): Outcome {
  if (scene === undefined) return outcome
  const { moment } = scene
  const ends = ({ type }: Resource) => lifecycleOf(moment, type)?.triggers['delete'] !== undefined
  const bury = (resource: Resource): Change => ({
    kind: 'note',
    resource: { ...resource, progress: { reached: [], ...resource.progress, trigger: 'delete', at: moment.now, reads: far, moved: far } },
  })
  return { ...outcome, changes: outcome.changes.map((change) => (change.kind === 'remove' && ends(change.resource) ? bury(change.resource) : change)) }
}

/** The same where there is no end that could be told from a beginning: a copy is kept beside all that can be addressed. */
function keepsCopies(outcome: Outcome, scene: Scene | undefined): Outcome {
  if (scene?.action !== 'delete' || scene.lifecycle !== undefined) return keepsTombs(outcome, scene)
  const copies = outcome.changes.flatMap((change): readonly Change[] =>
    change.kind === 'remove' && change.resource.type === scene.type
      ? [{ kind: 'put', resource: { ...change.resource, address: graveOf(change.resource.address) } }]
      : [],
  )
  return { ...outcome, changes: [...outcome.changes, ...copies] }
}

function graveOf(address: readonly string[]): readonly string[] {
  return address.map((value, index) => (index === address.length - 1 ? value : `${value} (gone)`))
}

/** What has the name of a create, or had it before. */
function heldBefore(scene: Scene): Resource | undefined {
  const { call, around, type } = scene
  const body = jsonOf(call)
  const id = isObject(body) ? body[typeOf(scene.moment, type).identity.field] : undefined
  const parents = parentsOf(call, around, type)
  const grave = typeof id !== 'string' || parents === undefined || parents.length === 0 ? undefined : graveOf([...parents, id])
  return holderOf(scene, body) ?? (grave === undefined ? undefined : around.view.get(collectionOf(type, grave.slice(0, -1)), grave.at(-1) ?? ''))
}

/** What has ended and is still in the store. */
function tombs({ moment, around, call, type }: Scene): readonly Resource[] {
  const parents = parentsOf(call, around, type)
  return parents === undefined ? [] : around.view.list(collectionOf(type, parents)).filter((resource) => stands(moment, resource).phase === 'gone')
}

function neighbours({ call, moment, around, type }: Scene): readonly Resource[] {
  const parents = parentsOf(call, around, type)
  return parents === undefined ? [] : members(moment, type, parents)
}

/** Puts what has ended back in its settled phase as soon as it is looked for again. */
function raises(when: (resource: Resource, scene: Scene) => boolean): Defect['wrap'] {
  return (respond) => (call, around) => {
    const scene = sceneOf(call, around)
    const outcome = keepsTombs(respond(call, around), scene)
    if (scene === undefined) return outcome
    const raised = soughtBy(scene, outcome).flatMap((tomb): readonly Change[] => {
      const { progress } = tomb
      if (progress === undefined || stands(scene.moment, tomb).phase !== 'gone' || !when(tomb, scene)) return []
      return [{ kind: 'put', resource: { ...tomb, progress: { ...progress, trigger: 'create' } } }]
    })
    return raised.length === 0 ? outcome : { ...outcome, changes: [...outcome.changes, ...raised] }
  }
}

/** What was looked for in vain: by a read, or by a list where that is the only read there is. */
function soughtBy(scene: Scene, { reply }: Outcome): readonly Resource[] {
  if (scene.action === 'list') return behaviourOf(scene.call)?.reads === undefined ? [] : tombs(scene)
  return scene.action === 'read' && reply.refusal === 'absent' && scene.resource !== undefined ? [scene.resource] : []
}

/** 202, or where that is declared or tolerated another status of success. */
function undeclared({ route }: Call): number {
  const operation = route.kind === 'found' ? route.operation : undefined
  const known = [...(operation?.responses.keys() ?? []), ...(operation?.behaviour?.success?.tolerated ?? [])]
  return [202, 203, 206].find((status) => !known.includes(status)) ?? 202
}

/** The answer of success to a call, without content. */
function success({ call }: Scene): Reply {
  const statuses = call.route.kind === 'found' ? [...call.route.operation.responses.keys()] : []
  return { status: statuses.find((status) => status >= 200 && status < 300) ?? 200, headers: {} }
}

/** A resource made of nothing but an update and an address. */
function stub({ call, around, moment, type, lifecycle }: Scene): Resource {
  const { identity } = typeOf(moment, type)
  const values = addressOf(call, around, type) ?? []
  const body = jsonOf(call)
  const fields: JsonObject = { [identity.field]: values.at(-1) ?? '', ...(isObject(body) ? body : {}) }
  return {
    type,
    address: values,
    uid: `stub-${values.join('-')}`,
    revision: moment.view.next,
    born: moment.view.next,
    created: moment.now,
    updated: moment.now,
    generation: 1,
    fields,
    settled: fields,
    settledGeneration: 1,
    ...(lifecycle === undefined ? {} : { progress: { trigger: 'create', at: moment.now, reads: far, moved: far, reached: [] } }),
  }
}
