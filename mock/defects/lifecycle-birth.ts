import { withAt, type Json } from '../../specs/json.ts'
import type { Lifecycle } from '../../specs/behaviour.ts'
import { seconds } from '../clock.ts'
import type { Defect } from '../defect.ts'
import { stands, typeOf } from '../moment.ts'
import { collectionOf, type Resource } from '../record.ts'
import { placesOf, typesOf } from './applies.ts'
import { absent, during, eachItem, holderOf, phasesShown, puts, textAt, withBody, without, type Scene } from './lifecycle-parts.ts'
import { behaviourOf, jsonOf, parentsOf } from './parts.ts'

/** A word that no contract knows. */
const invented = 'Conjuring'

/** Create, first reads, and names in use. */
export const lifecycleBirthDefects: readonly Defect[] = [
  {
    id: 'lifecycle.create-status-undeclared',
    violates: 'life.create-response',
    sentence: 'Answers a create with 202, which its documents do not name.',
    wrap: during(['create'], (outcome) => (outcome.reply.refusal === undefined ? { ...outcome, reply: { ...outcome.reply, status: 202 } } : outcome)),
  },
  {
    id: 'lifecycle.create-shows-half',
    violates: 'life.create-response',
    sentence: 'Leaves the last thing that was asked for out of the answer to a create.',
    wrap: during(['create'], (outcome, scene) => ({ ...outcome, reply: withBody(outcome.reply, (body) => withAt(body, lastAsked(scene), undefined)) })),
  },
  {
    id: 'lifecycle.new-ones-hidden',
    violates: 'life.read-your-create',
    sentence: 'Does not find a new resource until it has settled or, where none takes time to, until time has passed.',
    wrap: during(['read'], (outcome, scene) => (isNew(scene, scene.resource) ? { ...outcome, reply: absent(scene) } : outcome)),
  },
  {
    id: 'lifecycle.new-ones-unlisted',
    violates: 'life.read-your-create',
    sentence: 'Lists a new resource only once it has settled or, where none takes time to, once time has passed.',
    wrap: during(['list'], (outcome, scene) => ({
      ...outcome,
      reply: eachItem(outcome.reply, scene, (items) => items.filter((item) => !isNew(scene, listed(scene, item)))),
    })),
  },
  {
    id: 'lifecycle.taken-name-overwrites',
    violates: 'life.name-conflict',
    sentence: 'Takes a create with a name in use for an order to replace its holder.',
    wrap: during(['create'], (outcome, scene, respond) => {
      const holder = holderOf(scene, jsonOf(scene.call))
      return outcome.reply.refusal === 'name-taken' && holder !== undefined ? respond(scene.call, without(scene.around, holder)) : outcome
    }),
  },
  {
    id: 'lifecycle.taken-name-refused-but-overwritten',
    violates: 'life.name-conflict',
    sentence: 'Refuses a create with a name in use, and replaces its holder all the same.',
    wrap: during(['create'], (outcome, scene, respond) => {
      const holder = holderOf(scene, jsonOf(scene.call))
      if (outcome.reply.refusal !== 'name-taken' || holder === undefined) return outcome
      return { reply: outcome.reply, changes: respond(scene.call, without(scene.around, holder)).changes }
    }),
  },
  {
    id: 'lifecycle.two-winners',
    violates: 'life.name-conflict',
    sentence: 'Promises a name twice to those who ask at the same time.',
    wrap: during(['create'], (outcome, scene, respond) => {
      const holder = holderOf(scene, jsonOf(scene.call))
      const isNew = holder?.created === scene.around.now && (holder.progress?.reads ?? 0) === 0
      const collides = outcome.reply.refusal === 'name-taken' || outcome.reply.refusal === 'still-deleting'
      return collides && holder !== undefined && isNew ? { reply: respond(scene.call, without(scene.around, holder)).reply, changes: [] } : outcome
    }),
  },
  {
    id: 'lifecycle.invented-phase',
    violates: 'life.state-vocabulary',
    sentence: 'Shows a phase that its documents do not know while a resource is being made.',
    wrap: phasesShown(['create', 'read', 'list'], (phase, { early, lifecycle }) => {
      const born = early.length > 0 ? early : [lifecycle?.triggers['create']?.to]
      return born.includes(phase) ? invented : phase
    }),
  },
  {
    id: 'lifecycle.born-too-late',
    violates: 'life.state-vocabulary',
    sentence: 'Skips the initial phase already in the answer to the create.',
    wrap: during(['create'], (outcome, scene) => {
      const { lifecycle, early } = scene
      const isTold = behaviourOf(scene.call)?.longRunning !== undefined
      if (lifecycle === undefined || outcome.reply.refusal !== undefined || isTold) return outcome
      const phase = early[0] === undefined ? afterwards(lifecycle) : (early[1] ?? lifecycle.triggers['create']?.to ?? '')
      const skipped = puts(outcome, (resource) => (resource.progress === undefined ? resource : { ...resource, progress: { ...resource.progress, moved: 1 } }))
      return { ...skipped, reply: withBody(outcome.reply, (body) => withAt(body, lifecycle.at, phase)) }
    }),
  },
  {
    id: 'lifecycle.one-identifier-for-all',
    violates: 'life.identity',
    sentence: 'Gives every new resource the same identifier.',
    wrap: during(['create'], (outcome, scene) => {
      const { identity } = typeOf(scene.moment, scene.type)
      if (identity.from !== 'server' || outcome.reply.refusal !== undefined) return outcome
      const same = (id: string) => id.replaceAll(/[0-9a-f]{4,}/g, '00000000')
      const fixed = puts(outcome, (resource) =>
        resource.type === scene.type ? { ...resource, address: [...resource.address.slice(0, -1), same(resource.address.at(-1) ?? '')] } : resource,
      )
      const field = `/${identity.field}`
      return { ...fixed, reply: withBody(outcome.reply, (body) => withAt(body, field, same(textAt(body, field)))) }
    }),
  },
  {
    id: 'lifecycle.name-keeps-creation-time',
    violates: 'life.identity',
    sentence: 'Knows the day only, so that a name used again keeps the creation time of the old holder.',
    applies: (contract) => typesOf(contract, 'create').some((type) => type.identity.from === 'client' && placesOf(type, 'created').length > 0),
    wrap: during(['create'], (outcome, scene) => {
      const day = 86_400_000
      const midnight = Math.floor(scene.around.now / day) * day
      return { ...puts(outcome, (resource) => ({ ...resource, created: midnight })), reply: withBody(outcome.reply, (body) => datedAt(scene, body, midnight)) }
    }),
  },
  {
    id: 'lifecycle.creation-time-moves',
    violates: 'life.identity',
    sentence: 'Shows the time of the read as the time of creation.',
    wrap: during(['read', 'list'], (outcome, scene) => {
      const dated = (body: Json) => datedAt(scene, body, scene.around.now)
      return { ...outcome, reply: scene.action === 'list' ? eachItem(outcome.reply, scene, (items) => items.map(dated)) : withBody(outcome.reply, dated) }
    }),
  },
]

/** True until a new resource has settled or, under a contract in which every create settles at once, until the clock has moved. */
function isNew({ moment, lifecycle }: Scene, resource: Resource | undefined): boolean {
  if (resource === undefined) return false
  const takesTime = Object.values(moment.contract.behaviour.lifecycles ?? {}).some(({ triggers }) => (triggers['create']?.through.length ?? 0) > 0)
  if (!takesTime) return resource.created === moment.now
  return lifecycle !== undefined && resource.progress?.trigger === 'create' && !stands(moment, resource).settled
}

/** The kept resource that an item of a list shows. */
function listed(scene: Scene, item: Json): Resource | undefined {
  const parents = parentsOf(scene.call, scene.around, scene.type)
  const id = textAt(item, `/${typeOf(scene.moment, scene.type).identity.field}`)
  return parents === undefined ? undefined : scene.around.view.get(collectionOf(scene.type, parents), id)
}

/** The phase that follows the one in which new resources settle. */
function afterwards({ phases, triggers }: Lifecycle): string {
  const end = triggers['create']?.to ?? ''
  return Object.keys(phases).find((phase) => phase !== end) ?? end
}

/** Pointer of the last thing that a create asks for, its name aside. */
function lastAsked({ call, moment, type }: Scene): string {
  const body = jsonOf(call)
  const { identity } = typeOf(moment, type)
  const names = typeof body === 'object' && body !== null ? Object.keys(body).filter((name) => name !== identity.field) : []
  return `/${names.at(-1) ?? 'nothing'}`
}

/** A representation with another creation time, in milliseconds since 1970. */
function datedAt({ moment, type }: Scene, body: Json, created: number): Json {
  const place = Object.entries(typeOf(moment, type).shows ?? {}).find(([, shown]) => shown.is === 'created')?.[0]
  const isCounted = moment.contract.behaviour.content.timestamps?.format === 'unix-seconds'
  return place === undefined ? body : withAt(body, place, isCounted ? Math.floor(created / 1000) : seconds(created))
}
