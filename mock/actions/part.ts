import type { Stored } from '../../specs/behaviour.ts'
import { at, isObject, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import { seconds } from '../clock.ts'
import type { Context } from '../context.ts'
import { idOf, type Resource } from '../record.ts'

/** The fields with the part that an operation keeps, or without the one that it forgets; those that are there where it does neither. */
export function withPart(context: Context, resource: Resource): JsonObject {
  const { stores, clears } = context.behaviour
  const { fields } = resource
  if (stores !== undefined) return objectOf(withAt(fields, stores.at, partOf(context, resource, stores)), fields)
  if (clears === undefined || at(fields, clears) === undefined) return fields
  return objectOf(withAt(fields, clears, undefined), fields)
}

/** What was sent, with what the server adds. A text stays as it came. */
function partOf(context: Context, resource: Resource, { adds = {} }: Stored): Json {
  if (context.text !== undefined) return context.text
  return Object.entries(adds).reduce<Json>((part, [place, what]) => withAt(part, place, added(context, resource, what)), context.body)
}

function added({ moment, caller }: Context, resource: Resource, what: 'now' | 'caller' | 'id'): Json | undefined {
  switch (what) {
    case 'now':
      return moment.contract.behaviour.content.timestamps?.format === 'unix-seconds' ? Math.floor(moment.now / 1000) : seconds(moment.now)
    case 'caller':
      // Credentials that act for nobody in particular are known by their own name.
      return caller && (caller.name ?? idOf(caller.credential))
    case 'id':
      return idOf(resource)
  }
}

function objectOf(value: Json, otherwise: JsonObject): JsonObject {
  return isObject(value) ? value : otherwise
}
