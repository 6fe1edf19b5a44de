import { at, isObject, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import { digits, fingerprint, uidOf } from '../ids.ts'
import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { start } from '../lifecycle.ts'
import { lifecycleOf } from '../moment.ts'
import type { Resource } from '../record.ts'
import { shown } from './reply.ts'
import { chosenId } from '../conflict.ts'
import { touched } from './touch.ts'

export function create(context: Context): Outcome {
  const { moment, behaviour, type } = context
  const uid = uidOf(moment.seed, behaviour.resource, moment.view.next)
  const fields = withDefaults(context.body, type.defaults ?? {})
  const id = type.identity.from === 'server' ? made(type.identity.pattern ?? '{hex8}', uid) : chosenId(context)
  const token = isCredential(context) ? made(tokenPattern(context, id), uid) : undefined
  const lifecycle = lifecycleOf(moment, behaviour.resource)
  const progress = lifecycle === undefined ? undefined : start('create', lifecycle, { now: moment.now })
  const resource: Resource = {
    type: behaviour.resource,
    address: [...addressOf(context, type.address.slice(0, -1)), id],
    uid,
    revision: moment.view.next,
    created: moment.now,
    updated: moment.now,
    generation: 1,
    fields,
    settled: fields,
    settledGeneration: 0,
    ...(progress === undefined ? {} : { progress }),
    ...(token === undefined ? {} : { secret: fingerprint(token) }),
    ...(context.caller?.name === undefined ? {} : { caller: context.caller.name }),
  }
  const reply = shown(context, resource, { fresh: true, ...(token === undefined ? {} : { secret: token }) })
  return { reply, changes: [{ kind: 'put', resource }, ...touched(context)] }
}

function withDefaults(body: JsonObject, defaults: Readonly<Record<string, Json>>): JsonObject {
  let result: Json = body
  for (const [where, value] of Object.entries(defaults)) if (at(result, where) === undefined) result = withAt(result, where, value)
  return isObject(result) ? result : body
}

function isCredential({ moment, behaviour }: Context): boolean {
  return moment.contract.behaviour.auth.credentials.resource === behaviour.resource
}

/** `{id}`, `{hexN}` filled in: N hexadecimal digits, each pattern from another hash. */
function made(pattern: string, uid: string): string {
  return pattern.replaceAll(/\{hex(\d+)\}/g, (whole, length: string, position: number) => digits(uid, whole, position).slice(0, Number(length)))
}

function tokenPattern({ moment }: Context, id: string): string {
  const { pattern } = moment.contract.behaviour.auth.credentials
  return (pattern ?? 'token_{hex32}').replaceAll('{id}', id)
}
