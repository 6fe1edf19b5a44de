import type { Stored } from '../specs/behaviour.ts'
import { at, withAt, isObject, type Json, type JsonObject } from '../specs/json.ts'
import type { Moment } from './moment.ts'
import type { Resource } from './record.ts'
import { tiesOf } from './ties.ts'

/** A part that an operation of its own wrote; undefined where there is none, and once its days are over. `now` in milliseconds since 1970. */
export function partAt(resource: Pick<Resource, 'fields'>, { at: place, lasts }: Stored, now: number): Json | undefined {
  const part = at(resource.fields, place)
  return part === undefined || (lasts !== undefined && isOver(part, lasts, now)) ? undefined : part
}

/** What is there of the fields at this moment: all of them but the parts whose days are over. */
export function fieldsNow(moment: Moment, { type, fields }: Pick<Resource, 'type' | 'fields'>): JsonObject {
  const { lasting } = tiesOf(moment, type)
  if (lasting.length === 0) return fields
  let left: Json = fields
  for (const stored of lasting)
    if (at(left, stored.at) !== undefined && partAt({ fields }, stored, moment.now) === undefined) left = withAt(left, stored.at, undefined)
  return isObject(left) ? left : fields
}

/** A part without days, or without an instant to count them from, lasts for ever. */
function isOver(part: Json, { days, since }: NonNullable<Stored['lasts']>, now: number): boolean {
  const [lasts, from] = [at(part, days), at(part, since)]
  const began = typeof from === 'string' ? Date.parse(from) : typeof from === 'number' ? from * 1000 : Number.NaN
  return typeof lasts === 'number' && now >= began + lasts * DAY
}

const DAY = 86_400_000
