import { at } from '../specs/json.ts'
import type { Check, Context } from './context.ts'
import { addressOf } from './existence.ts'
import { present, reached, stands } from './moment.ts'
import { isLeaving } from './record.ts'

/** What stands against a request that is well-formed, allowed and current. */
export const conflict: Check = (context) => {
  switch (context.behaviour.action) {
    case 'create':
      return taken(context)
    case 'view':
      return notReady(context)
    case 'update':
      return immutable(context)
    case 'delete':
      return onCaller(context)
    case 'list':
    case 'read':
      return undefined
  }
}

function taken(context: Context): ReturnType<Check> {
  const { moment, type, behaviour } = context
  if (type.identity.from === 'server') return undefined
  const id = chosenId(context)
  const found = present(moment, behaviour.resource, [...addressOf(context, type.address.slice(0, -1)), id])
  if (found === undefined) return undefined
  const leaving = stands(moment, found)
  const deleting = isLeaving(found) && !leaving.settled
  return { refusal: deleting ? 'still-deleting' : 'name-taken', detail: `${type.title} "${id}" already exists` }
}

function notReady({ moment, behaviour, resource, standing, type }: Context): ReturnType<Check> {
  if (behaviour.requires === undefined || resource === undefined || standing === undefined) return undefined
  if (reached(moment, resource, { phase: behaviour.requires.after, standing })) return undefined
  return { refusal: 'not-ready', detail: `the ${type.title} is ${standing.phase}` }
}

function immutable({ type, body, resource }: Context): ReturnType<Check> {
  for (const { fields } of type.immutable ?? []) {
    const changed = fields.find((field) => body[field] !== undefined && JSON.stringify(body[field]) !== JSON.stringify(at(resource?.fields, `/${field}`)))
    if (changed !== undefined) return { refusal: 'immutable-field', detail: `${changed} cannot be changed` }
  }
  return undefined
}

function onCaller({ behaviour, params, caller }: Context): ReturnType<Check> {
  const rule = behaviour.notOnCaller
  if (rule === undefined || caller?.name === undefined || params[rule.parameter]?.toLowerCase() !== caller.name.toLowerCase()) return undefined
  return { refusal: 'self-removal', detail: `${caller.name} is yourself` }
}

/** The identifier that a create body chooses; the schema has seen to it that it is text or a number. */
export function chosenId({ body, type }: Context): string {
  const id = body[type.identity.field]
  return typeof id === 'string' ? id : JSON.stringify(id ?? '')
}
