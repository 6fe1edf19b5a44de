import { isObject, withAt, type Json } from '../../specs/json.ts'
import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { members } from '../moment.ts'
import { represent } from '../represent.ts'
import { mediaType, successOf } from './reply.ts'

export function list(context: Context): Outcome {
  const { moment, behaviour, type } = context
  const parents = addressOf(context, type.address.slice(0, -1))
  const items: Json[] = members(moment, behaviour.resource, parents).map((resource) => represent(moment, resource))
  const by = behaviour.order?.by
  if (by !== undefined) items.sort((a, b) => compare(field(a, by), field(b, by)))
  const headers = { 'content-type': mediaType(context) }
  return { reply: { status: successOf(context), headers, body: withAt({}, behaviour.items ?? '', items) }, changes: [] }
}

function field(item: Json, name: string): string {
  const value = isObject(item) ? item[name] : undefined
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
