import type { ResourceType } from '../specs/behaviour.ts'
import { rulesOf } from '../specs/behaviour.ts'
import { at, isObject, withAll, withAt, type Json, type JsonObject } from '../specs/json.ts'
import type { Context } from './context.ts'
import { masked } from './mask.ts'
import { merged } from './merge.ts'

/** The fields of the resource as the request would have them. Worked out once: rules judge them before an action stores them. */
export function wanted(context: Context): JsonObject {
  context.wanted ??= context.resource === undefined ? created(context) : updated(context, context.resource.fields)
  return context.wanted
}

/** What the change sets in motion, if anything. */
export function triggerOf(context: Context): string | undefined {
  const { behaviour, resource } = context
  const after = wanted(context)
  return behaviour.triggers?.find(({ changes }) => JSON.stringify(after[changes]) !== JSON.stringify(resource?.fields[changes]))?.trigger
}

function created({ behaviour, type, body }: Context): JsonObject {
  return withAll(withDefaults(body, type), Object.entries(behaviour.sets ?? {}))
}

function updated({ behaviour, type, body }: Context, fields: JsonObject): JsonObject {
  const { mask } = behaviour
  return mask === undefined ? merged(fields, body, type.merge ?? {}) : masked(fields, { mask, body, defaults: type.defaults })
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
