import { isDeepStrictEqual } from 'node:util'
import { at, isObject } from '../../specs/json.ts'
import type { Context } from '../context.ts'
import { uidOf } from '../ids.ts'
import { start } from '../lifecycle.ts'
import { lifecycleOf, present, typeOf, type Moment } from '../moment.ts'
import type { Resource } from '../record.ts'
import type { Change } from '../store.ts'
import { withDefaults } from '../wanted.ts'

/** What sets something new apart from others of its kind, and what it may have besides. */
type Own = Pick<Resource, 'type' | 'address' | 'fields' | 'uid'> & Partial<Pick<Resource, 'progress' | 'secret' | 'hint' | 'caller'>>

/** The record of something new. */
export function recordOf({ view: { next }, now }: Moment, own: Own): Resource {
  return { revision: next, born: next, created: now, updated: now, generation: 1, settled: own.fields, settledGeneration: 0, ...own }
}

/** What a trigger sets in motion in a new record. */
export function progressOf(moment: Moment, { type, fields }: Pick<Resource, 'type' | 'fields'>, trigger: string): Pick<Resource, 'progress'> {
  const lifecycle = lifecycleOf(moment, type)
  const progress = lifecycle === undefined ? undefined : start(trigger, lifecycle, { now: moment.now, fields })
  return progress === undefined ? {} : { progress }
}

/** What comes with a resource, at the same address. */
export function companions({ moment, type, body }: Context, owner: Resource): readonly Change[] {
  return (type.companions ?? []).map((name) => {
    const handed = name === type.hands?.to ? at(body, type.hands.at) : undefined
    const fields = withDefaults(isObject(handed) ? handed : {}, typeOf(moment, name))
    const uid = uidOf(moment.seed, name, moment.view.next)
    const resource = recordOf(moment, { type: name, address: owner.address, fields, uid, ...progressOf(moment, { type: name, fields }, 'create') })
    return { kind: 'put', resource }
  })
}

/** What an update's body hands on to a companion of the resource: all of its content, where the body has it. */
export function handed({ moment, type, body }: Context, owner: Resource): readonly Change[] {
  if (type.hands === undefined) return []
  const given = at(body, type.hands.at)
  const companion = isObject(given) ? present(moment, type.hands.to, owner.address) : undefined
  if (!isObject(given) || companion === undefined) return []
  const fields = withDefaults(given, typeOf(moment, type.hands.to))
  if (isDeepStrictEqual(fields, companion.fields)) return []
  const changed = { ...companion, fields, settled: fields, revision: moment.view.next, updated: moment.now, generation: companion.generation + 1 }
  return [{ kind: 'put', resource: changed }]
}

/** What goes with a resource. */
export function companionsOf({ moment, type }: Pick<Context, 'moment' | 'type'>, owner: Resource): readonly Change[] {
  return (type.companions ?? []).flatMap((name): readonly Change[] => {
    const companion = present(moment, name, owner.address)
    return companion === undefined ? [] : [{ kind: 'remove', resource: companion }]
  })
}
