import { isDeepStrictEqual } from 'node:util'
import type { ResourceType } from '../specs/behaviour.ts'
import { rulesOf } from '../specs/behaviour.ts'
import { at, isObject, withAll, withAt, withoutAll, type Json, type JsonObject } from '../specs/json.ts'
import type { Context } from './context.ts'
import { masked } from './mask.ts'
import { merged } from './merge.ts'
import { tiesOf, type Ties } from './ties.ts'
import { normalised } from './typed.ts'

/** The fields of the resource as the request would have them. Worked out once: rules judge them before an action stores them. */
export function wanted(context: Context): JsonObject {
  context.wanted ??= context.resource === undefined ? normalised(context, created(context)) : changed(context, context.resource.fields)
  return context.wanted
}

/** The very fields that are there where a body that stands for all of them says the same, in whatever order. */
function changed(context: Context, fields: JsonObject): JsonObject {
  const after = normalised(context, updated(context, fields))
  return context.behaviour.replaces !== undefined && isDeepStrictEqual(after, fields) ? fields : after
}

/** What the change sets in motion, if anything. */
export function triggerOf(context: Context): string | undefined {
  const { behaviour, resource } = context
  const after = wanted(context)
  return behaviour.triggers?.find(({ changes }) => JSON.stringify(after[changes]) !== JSON.stringify(resource?.fields[changes]))?.trigger
}

function created(context: Context): JsonObject {
  const { behaviour, type, body } = context
  return withAll(withDefaults(withoutAll(body, ownTies(context).closed), type), Object.entries(behaviour.sets ?? {}))
}

function updated(context: Context, fields: JsonObject): JsonObject {
  const { behaviour, type } = context
  const ties = ownTies(context)
  const body = withoutAll(context.body, ties.closed)
  if (behaviour.replaces !== undefined) return replaced(context, fields, { body, ties })
  const { mask } = behaviour
  return mask === undefined ? merged(fields, body, type.merge ?? {}) : masked(fields, { mask, body, defaults: type.defaults })
}

function ownTies({ moment, behaviour }: Context): Ties {
  return tiesOf(moment, behaviour.resource)
}

/** What was sent in place of all that was there, but for what is the server's own and what stays where the body leaves it out. */
function replaced({ behaviour, type }: Context, fields: JsonObject, { body, ties }: { readonly body: JsonObject; readonly ties: Ties }): JsonObject {
  const kept = [...(behaviour.replaces?.keeps?.places ?? []), ...(type.identity.from === 'client' ? [`/${type.identity.field}`] : [])]
  const stays = kept.filter((place) => at(body, place) === undefined)
  const own = [...ties.kept, ...stays].flatMap((place): (readonly [string, Json])[] => {
    const value = at(fields, place)
    return value === undefined ? [] : [[place, value]]
  })
  return withDefaults(withAll(withoutAll(body, ties.kept), own), type)
}

/** A body with the contract's values where it has none, and where it may have one beside what it has. */
export function withDefaults(body: JsonObject, type: Pick<ResourceType, 'defaults' | 'rules'>): JsonObject {
  let result: Json = body
  for (const [where, value] of Object.entries(type.defaults ?? {}))
    if (at(result, where) === undefined && !isRuledOut(where, body, type)) result = withAt(result, where, value)
  return isObject(result) ? result : body
}

/** True where the request gives something that stands in place of this. */
function isRuledOut(where: string, body: JsonObject, type: Pick<ResourceType, 'rules'>): boolean {
  if (type.rules === undefined) return false
  const covers = (place: string): boolean => where === place || where.startsWith(`${place}/`)
  return rulesOf(type, 'exclusive-or').some(({ at: places }) => places.some(covers) && places.some((place) => !covers(place) && at(body, place) !== undefined))
}
