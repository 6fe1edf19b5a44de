import { withAt } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { typeOf } from '../moment.ts'
import { idOf, type Resource } from '../record.ts'
import { represent } from '../represent.ts'
import { editTag, isStale, isUpdate, unconditional } from './etag-parts.ts'
import { anew, keyIn, ofRepeats } from './idempotency-parts.ts'
import { during, eachItem, sceneOf, textAt, withBody } from './lifecycle-parts.ts'
import { keyOf, lives, readableIn, siblings, withResource } from './model-parts.ts'
import { behaviourOf } from './parts.ts'

/** What becomes of writes, and what reads show after them, in sequences only. */
export const modelWriteDefects: readonly Defect[] = [
  {
    id: 'model.update-after-list-lost',
    violates: 'model.sequences',
    sentence: 'Says that an update was done, and loses it, where the collection was listed since the one before.',
    applies: lives('update', 'read', 'list'),
    wrap: (respond, contract) => {
      const known = new Map<string, 'updated' | 'listed'>()
      return during(['update', 'list'], (outcome, { action, resource }) => {
        if (action === 'list') for (const key of known.keys()) known.set(key, 'listed')
        if (action === 'list' || resource === undefined || outcome.reply.refusal !== undefined) return outcome
        const isLost = known.get(keyOf(resource)) === 'listed'
        known.set(keyOf(resource), 'updated')
        return isLost ? { ...outcome, changes: [] } : outcome
      })(respond, contract)
    },
  },
  {
    id: 'model.third-read-goes-back',
    violates: 'model.sequences',
    sentence: 'Shows with the third read after an update what was there before it.',
    applies: lives('update', 'read'),
    wrap: (respond, contract) => {
      const known = new Map<string, { readonly before: Resource; reads: number }>()
      return during(['update', 'read'], (outcome, scene, ask) => {
        const { action, resource, moment } = scene
        if (resource === undefined || outcome.reply.refusal !== undefined) return outcome
        if (action === 'update') known.set(keyOf(resource), { before: resource, reads: 0 })
        const kept = action === 'read' ? known.get(keyOf(resource)) : undefined
        if (kept === undefined) return outcome
        kept.reads += 1
        if (kept.reads !== 3) return outcome
        const old = { ...resource, fields: kept.before.fields }
        return behaviourOf(scene.call)?.action === 'read'
          ? { ...outcome, reply: ask(scene.call, withResource(scene.around, old)).reply }
          : { ...outcome, reply: withBody(outcome.reply, () => represent(moment, old)) }
      })(respond, contract)
    },
  },
  {
    id: 'model.refused-done-later',
    violates: 'model.sequences',
    sentence: 'Keeps what a refused update asked for, and writes it when the resource is read next.',
    // Over Connect a body that is cut off does not tell whose it is.
    applies: (contract) => lives('update', 'read')(contract) && (contract.wire !== 'connect' || conditional(contract)),
    wrap: (respond, contract) => {
      const kept = new Map<string, NonNullable<ReturnType<typeof readableIn>>>()
      return during(['update', 'read'], (outcome, scene, ask) => {
        const { action, resource, call, around, moment } = scene
        if (resource === undefined) return outcome
        const { refusal } = outcome.reply
        const asked = action === 'update' && (refusal === 'stale-tag' || refusal === 'malformed-body') ? readableIn(call) : undefined
        if (asked !== undefined) kept.set(keyOf(resource), asked)
        const late = action === 'read' && refusal === undefined ? kept.get(keyOf(resource)) : undefined
        if (late === undefined) return outcome
        kept.delete(keyOf(resource))
        const written: Resource = { ...resource, fields: { ...resource.fields, ...late }, revision: moment.view.next }
        const changes = [...outcome.changes, { kind: 'put', resource: written } as const]
        if (behaviourOf(call)?.action === 'read') return { ...ask(call, withResource(around, written)), changes }
        return { ...outcome, reply: withBody(outcome.reply, () => represent(moment, written)), changes }
      })(respond, contract)
    },
  },
  {
    id: 'model.stale-after-list',
    violates: 'model.sequences',
    sentence: 'Takes any tag of a resource for the current one once that was listed after it was updated.',
    applies: conditional,
    wrap: (respond) => {
      const known = new Map<string, 'updated' | 'listed'>()
      return (call, around) => {
        const key = keyOf(sceneOf(call, around)?.resource ?? { type: '', address: [] })
        const isLenient = known.get(key) === 'listed' && isUpdate(call) && isStale(call, around)
        const outcome = respond(isLenient ? unconditional(call) : call, around)
        const { action } = behaviourOf(call) ?? {}
        if (action === 'list') for (const one of known.keys()) known.set(one, 'listed')
        if (action === 'update' && outcome.reply.refusal === undefined) known.set(key, 'updated')
        return outcome
      }
    },
  },
  {
    id: 'model.old-tag-comes-back',
    violates: 'model.sequences',
    sentence: 'Tells with the second read after an update the tag from before it.',
    applies: (contract) => conditional(contract) && lives('update', 'read')(contract),
    wrap: (respond, contract) => {
      const known = new Map<string, { readonly tag: string; reads: number }>()
      const latest = new Map<string, string>()
      return editTag((tag, call, around) => {
        const scene = sceneOf(call, around)
        if (scene?.resource === undefined) return tag
        const key = keyOf(scene.resource)
        const before = latest.get(key)
        if (scene.action === 'update' && before !== undefined && before !== tag) known.set(key, { tag: before, reads: 0 })
        latest.set(key, tag)
        const old = scene.action === 'read' ? known.get(key) : undefined
        if (old === undefined) return tag
        old.reads += 1
        return old.reads === 2 ? old.tag : tag
      })(respond, contract)
    },
  },
  {
    id: 'model.list-keeps-old-item',
    violates: 'model.sequences',
    sentence: 'Lists resources as they were when they were listed first, whatever has become of them.',
    applies: lives('update', 'list'),
    wrap: (respond, contract) => {
      const known = new Map<string, Resource['fields']>()
      return during(['list'], (outcome, scene) => {
        const { moment, type } = scene
        const field = `/${typeOf(moment, type).identity.field.replace(/^\//, '')}`
        const kept = new Map(siblings(scene).map((resource) => [idOf(resource), resource]))
        const reply = eachItem(outcome.reply, scene, (items) =>
          items.map((item) => {
            const resource = kept.get(textAt(item, field))
            if (resource === undefined) return item
            const first = known.get(keyOf(resource)) ?? resource.fields
            known.set(keyOf(resource), first)
            const written = Object.keys(resource.fields).filter((name) => JSON.stringify(first[name]) !== JSON.stringify(resource.fields[name]))
            return written.reduce((shown, name) => withAt(shown, `/${name}`, first[name]), item)
          }),
        )
        return { ...outcome, reply }
      })(respond, contract)
    },
  },
  {
    id: 'model.keys-forgotten-after-list',
    violates: 'model.sequences',
    sentence: 'Forgets every key when the collection is listed.',
    applies: ({ operations }) => [...operations.values()].some(({ behaviour: one }) => one?.action === 'create' && one.idempotency !== undefined),
    wrap: (respond) => {
      const known = new Map<string, 'sent' | 'listed'>()
      const forgetting = ofRepeats((repeat): Outcome => (known.get(repeat.key) === 'listed' ? anew(repeat) : repeat.outcome))(respond)
      return (call, around) => {
        const key = keyIn(call)
        const outcome = forgetting(call, around)
        if (key !== undefined && !known.has(key)) known.set(key, 'sent')
        if (behaviourOf(call)?.action === 'list') for (const one of known.keys()) known.set(one, 'listed')
        return outcome
      }
    },
  },
]

/** True where an update honours the tag of what it updates. */
function conditional({ operations }: Contract): boolean {
  return [...operations.values()].some(
    ({ behaviour }) => behaviour?.action === 'update' && behaviour.precondition !== undefined && behaviour.precondition.on === undefined,
  )
}
