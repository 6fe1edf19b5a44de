import { succeeded } from '../../history.ts'
import { obeying } from '../../rules/obeying.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { namePlace } from '../../naming.ts'
import { idAmong, seen } from './target.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Target } from './target.ts'

/** What of a request plan makes one write differ from another. */
export type Writing = Pick<RequestPlan, 'body' | 'raw' | 'headers' | 'mayBeLost' | 'exactly'>

/** A write to be tried: what it is called, and its body, made from a valid one. */
export interface Attempted {
  readonly action: 'create' | 'update'
  readonly label: string
  readonly of: (valid: JsonObject) => Writing
}

/** Labels of what is sent around the attempts. */
export const labels = {
  create: 'create without the defect',
  listed: 'list before',
  relisted: 'list after',
  update: 'update without the defect',
  before: 'before',
  after: 'after',
} as const

/** Tries creates and updates between a control and a look at what came of them. */
export async function tryAll(api: Api, target: Target, attempts: readonly Attempted[]): Promise<void> {
  const handle = await api.borrow()
  const creates = attempts.filter(({ action }) => action === 'create')
  const updates = attempts.filter(({ action }) => action === 'update')
  if (creates.length > 0) await tryCreates(api, target, { handle, attempts: creates })
  if (updates.length > 0) await tryUpdates(api, target, { handle, attempts: updates })
}

interface Tried {
  readonly handle: Handle
  readonly attempts: readonly Attempted[]
}

async function tryCreates(api: Api, target: Target, { handle, attempts }: Tried): Promise<void> {
  const { create, list } = target
  if (create === undefined || list === undefined) return
  const { params } = handle
  await api.control(labels.create, { operation: create.id, params, body: newBody(api, target) })
  await api.send(labels.listed, { operation: list.id, params })
  for (const { label, of } of attempts) await api.send(label, { operation: create.id, params, ...of(newBody(api, target)) })
  await api.send(labels.relisted, { operation: list.id, params })
}

async function tryUpdates(api: Api, target: Target, { handle, attempts }: Tried): Promise<void> {
  const { update, look } = target
  if (update === undefined) return
  const { params } = handle
  const base = await currentBody(api, target, handle)
  await change(api, target, { label: labels.update, handle, plan: { body: base } })
  await api.send(labels.before, { operation: look.id, params })
  for (const { label, of } of attempts) await change(api, target, { label, handle, plan: of(base) })
  await api.send(labels.after, { operation: look.id, params })
}

/** A valid create body with a name of its own, which also stands in a free text where there is one. */
export function newBody(api: Api, { type, create, marker }: Target): JsonObject {
  const name = api.name()
  const place = namePlace(type)
  const named = place === undefined ? (create?.base ?? {}) : withAt(create?.base ?? {}, place, name)
  const marked = marker === undefined ? named : withAt(named, marker, name)
  return isObject(marked) ? marked : {}
}

/** A valid update body that changes as little as can be: single values are the ones the resource has. */
export async function currentBody(api: Api, target: Target, { params }: Handle): Promise<JsonObject> {
  const { update, look } = target
  const now = seen(target, await api.send('current', { operation: look.id, params }), idAmong(target, params))
  let body: Json = update?.base ?? {}
  for (const name of Object.keys(update?.base ?? {})) {
    const value = at(now, `/${name}`)
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue
    const changed = withAt(body, `/${name}`, value)
    if (update !== undefined && target.contract.validate(update.schema.where, changed).length === 0) body = changed
  }
  const kept = obeying(body, update?.schema.rules ?? [])
  return isObject(kept) ? kept : {}
}

/** Sends an update, and waits where work on it may be under way before the effect shows. */
export async function change(
  api: Api,
  { update, type }: Target,
  { label, handle, plan }: { readonly label: string; readonly handle: Handle; readonly plan: Writing },
): Promise<Exchange | undefined> {
  if (update === undefined) return undefined
  const exchange = await api.send(label, { operation: update.id, params: handle.params, exactly: true, ...plan })
  if (type.writesWhileBusy !== undefined && succeeded(exchange)) await api.settle('settling', handle)
  return exchange
}
