import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { idIn } from '../../resources.ts'
import { answerOf } from '../../history.ts'
import { all, met } from '../../need.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, currentBody, newBody } from './attempts.ts'
import { lost } from './readback.ts'
import { idWritten, seen, targetOf } from './target.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Drawn } from '../../generate/bodies.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Target } from './target.ts'

export const validAccepted = check({
  id: 'val.valid-accepted-roundtrip',
  cost: 'destructive',
  each: 'resource',
  runs: 2,
  needs: (reading) => {
    const target = targetOf(reading)
    const [creates, updates] = [reading.bodies('create'), reading.bodies('update')]
    return all({ target, creates: met(creates.kind === 'met' ? creates.value : fc.constant({})), updates: met(updates.kind === 'met' ? updates.value : fc.constant({})) })
  },
  scenario: ({ target, creates, updates }) => fc.record({ create: target.create === undefined ? fc.constant(null) : creates, update: updatesOf(target, updates) }),
  drive: async (api, { target }, { create, update }) => {
    const handle = await api.borrow()
    const { params } = handle
    if (create !== null && target.create !== undefined) {
      const body = named(target, create, newBody(api, target))
      const exchange = await api.send('create', { operation: target.create.id, params, body })
      const made = api.own(exchange, body)
      if (made !== undefined) await api.send('created', { operation: target.look.id, params: made.params })
      if (!succeeded(exchange)) await api.send('plain create', { operation: target.create.id, params, body: api.body() })
    }
    if (update === null || target.update === undefined) return
    const required = requiredOf(target, await currentBody(api, target, handle))
    for (const [name, value] of resetsFor(target, update)) await change(api, target, { label: `reset ${name}`, handle, plan: { body: { ...required, [name]: value } } })
    const body = { ...required, ...update }
    await change(api, target, { label: 'update', handle, plan: { body } })
    await api.send('updated', { operation: target.look.id, params })
  },
  judge: (history, { target }, { create, update }) =>
    allOf([...(create === null ? [] : [created(history, target)]), ...(update === null ? [] : [updated(history, target)]), ...(create === null && update === null ? [kept] : [])]),
})

/** A quota or a plan may forbid what the schema allows; then a plain body is refused as well, and nothing is proved. */
function created(history: History, target: Target): Judgement {
  const create = history.find('create')
  if (!succeeded(create)) {
    const plain = history.find('plain create')
    return succeeded(plain) ? accepted(create) : unclear(`even a plain body was refused: ${told(plain)}`)
  }
  const id = idIn(target.type, answerOf(create)?.json) ?? idIn(target.type, sentIn(history, 'create'))
  return readsBack(history, target, { write: 'create', read: 'created', id })
}

function updated(history: History, target: Target): Judgement {
  const update = history.find('update')
  return succeeded(update) ? readsBack(history, target, { write: 'update', read: 'updated', id: idWritten(target, update) }) : accepted(update)
}

function readsBack(history: History, target: Target, { write, read, id }: { readonly write: string; readonly read: string; readonly id: string | undefined }): Judgement {
  const exchange = history.find(read)
  if (!succeeded(exchange)) return unclear(`what was written could not be read: ${told(exchange)}`)
  const sent = sentIn(history, write) ?? {}
  const shown = seen(target, exchange, id)
  const place = lost(target, sent, shown)
  return place === undefined ? kept : broken(`${place} reads back as ${JSON.stringify(at(sent, place))}`, `it reads back as ${JSON.stringify(at(shown, place))}`, read)
}

/** Updates without what starts a transition, what never changes and what the documents do not vouch for. */
function updatesOf({ update, type, contract }: Target, drawn: Drawn<JsonObject>): Drawn<JsonObject | null> {
  if (update === undefined) return fc.constant(null)
  const triggers = (contract.operations.get(update.id)?.behaviour?.triggers ?? []).map(({ changes }) => changes.replace(/^\//, ''))
  const left = new Set([...triggers, ...(type.immutable ?? []).flatMap(({ fields }) => fields)])
  return drawn.map((body) => {
    const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !left.has(name)))
    return Object.keys(kept).length === 0 ? null : kept
  })
}

/** Other values for the members of an update of several, given one by one first: what the update loses is then missed. */
function resetsFor({ update }: Target, body: JsonObject): readonly (readonly [name: string, value: Json])[] {
  const names = Object.keys(body)
  if (update === undefined || names.length < 2) return []
  return names.flatMap((name) => {
    const value = update.base[name]
    return value === undefined || sameJson(value, body[name]) ? [] : [[name, value] as const]
  })
}

/** The members that every update has to have, with the values the resource has. */
function requiredOf({ update, contract }: Target, current: JsonObject): JsonObject {
  const required = update === undefined ? undefined : contract.schemaAt(update.schema.where)?.['required']
  return Object.fromEntries(Object.entries(current).filter(([name]) => Array.isArray(required) && required.includes(name)))
}

/** The drawn body under a name of its own. */
function named({ type }: Target, drawn: JsonObject, own: JsonObject): JsonObject {
  const place = `/${type.identity.field.replace(/^\//, '')}`
  const body: Json = type.identity.from === 'client' ? withAt(drawn, place, at(own, place)) : drawn
  return isObject(body) ? body : {}
}

function sentIn(history: History, label: string): Json | undefined {
  try {
    const body: Json = JSON.parse(history.find(label)?.request.body ?? '')
    return body
  } catch {
    return undefined
  }
}
