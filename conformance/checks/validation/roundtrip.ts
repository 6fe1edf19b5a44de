import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { spelledAt } from '../../judge/spelling.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { idIn } from '../../resources.ts'
import { namePlace } from '../../naming.ts'
import { all, map, met, optional } from '../../need.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, currentBody, newBody } from './attempts.ts'
import { doubtsOf } from './doubts.ts'
import { lost } from './readback.ts'
import { idWritten, seen, targetOf } from './target.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Drawn } from '../../generate/bodies.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Target } from './target.ts'

export const validAccepted = check({
  id: 'val.valid-accepted-roundtrip',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const target = targetOf(reading)
    const [creates, updates] = [reading.bodies('create'), reading.bodies('update')]
    return all({
      target,
      envelope: reading.operation('read').kind === 'met' ? met(undefined) : reading.items(),
      creates: met(creates.kind === 'met' ? creates.value : undefined),
      updates: met(updates.kind === 'met' ? updates.value : undefined),
      fields: map(optional(reading.mutableFields()), (fields) => fields ?? []),
    })
  },
  scenario: ({ target, creates, updates }) =>
    fc.record({
      creates: target.create === undefined || creates === undefined ? fc.constant<JsonObject[]>([]) : withFull(target.create.base, creates),
      updates:
        target.update === undefined || updates === undefined
          ? fc.constant<JsonObject[]>([])
          : withFull(target.update.base, updates).map((bodies) => bodies.flatMap((body) => harmless(target, body))),
    }),
  drive: async (api, { target, fields }, { creates, updates }) => {
    const handle = await api.borrow()
    for (const [index, drawn] of creates.entries()) await tryCreate(api, target, { handle, drawn, number: index + 1 })
    const current = updates.length === 0 ? {} : requiredOf(target, await currentBody(api, target, handle))
    for (const [index, update] of updates.entries()) await tryUpdate(api, target, { handle, body: { ...current, ...update }, number: index + 1, fields })
  },
  judge: (history, { target }, { creates, updates }) =>
    creates.length + updates.length === 0
      ? unclear('there was nothing to be written')
      : allOf([...creates.map((_, index) => created(history, target, index + 1)), ...updates.map((_, index) => updated(history, target, index + 1))]),
})

/** The body with every declared member, and a drawn one. */
function withFull(full: JsonObject, drawn: Drawn<JsonObject>): Drawn<JsonObject[]> {
  return drawn.chain((body) => every([full, body]))
}

async function tryCreate(
  api: Api,
  target: Target,
  { handle, drawn, number }: { readonly handle: Handle; readonly drawn: JsonObject; readonly number: number },
): Promise<void> {
  if (target.create === undefined) return
  const { params } = handle
  const body = named(target, drawn, newBody(api, target))
  const exchange = await api.send(`create ${number}`, { operation: target.create.id, params, body })
  const made = api.own(exchange, body)
  if (made !== undefined) await api.send(`created ${number}`, { operation: target.look.id, params: made.params })
  if (!succeeded(exchange)) await api.send(`plain create ${number}`, { operation: target.create.id, params, body: api.body() })
}

async function tryUpdate(
  api: Api,
  target: Target,
  { handle, body, number, fields }: { readonly handle: Handle; readonly body: JsonObject; readonly number: number; readonly fields: readonly MutableField[] },
): Promise<void> {
  for (const [name, value] of resetsFor(target, body, fields))
    await change(api, target, { label: `reset ${name}`, handle, plan: { body: { ...requiredOf(target, body), [name]: value } } })
  const exchange = await change(api, target, { label: `update ${number}`, handle, plan: { body } })
  await api.send(`updated ${number}`, { operation: target.look.id, params: handle.params })
  const plain = succeeded(exchange) ? undefined : plainUpdate(target, body, fields)
  if (plain !== undefined) await change(api, target, { label: `plain update ${number}`, handle, plan: { body: plain } })
}

/** An update that says as little as one can: no more than is required, else a single value. */
function plainUpdate(target: Target, body: JsonObject, [field]: readonly MutableField[]): JsonObject | undefined {
  const required = requiredOf(target, body)
  return Object.keys(required).length > 0 ? required : field?.values[0] === undefined ? undefined : field.body(field.values[0])
}

function created(history: History, target: Target, number: number): Judgement {
  const create = history.find(`create ${number}`)
  if (!succeeded(create)) return taken(history, target, { action: 'create', number })
  const id = idIn(target.type, answerOf(create)?.json) ?? idIn(target.type, sentIn(history, `create ${number}`))
  return readsBack(history, target, { write: `create ${number}`, read: `created ${number}`, id })
}

function updated(history: History, target: Target, number: number): Judgement {
  const update = history.find(`update ${number}`)
  return succeeded(update)
    ? readsBack(history, target, { write: `update ${number}`, read: `updated ${number}`, id: idWritten(target, update) })
    : taken(history, target, { action: 'update', number })
}

/** Statuses by which a write is refused for what the form of its body has no part in. */
const otherwise = [401, 403, 404, 409, 412, 429]

interface Refused {
  readonly action: 'create' | 'update'
  readonly number: number
}

/**
 * A body is refused wrongly as far as the documents vouch for what will do in each of its places. A quota, a plan or what became of
 * the resource may forbid what the schema allows; then a plain body is refused as well, and nothing is proved.
 */
function taken(history: History, target: Target, { action, number }: Refused): Judgement {
  const label = `${action} ${number}`
  const [refused, plain] = [history.find(label), history.find(`plain ${label}`)]
  if (otherwise.includes(answerOf(refused)?.status ?? 0)) return unclear(`the ${action} was refused for another reason than its body: ${told(refused)}`)
  if (!succeeded(plain)) return unclear(`even a plain ${action} was refused: ${told(plain ?? refused)}`)
  return leaning(accepted(refused), doubtsOf(target, action, sentIn(history, label)))
}

function readsBack(
  history: History,
  target: Target,
  { write, read, id }: { readonly write: string; readonly read: string; readonly id: string | undefined },
): Judgement {
  const exchange = history.find(read)
  if (!succeeded(exchange)) return unclear(`what was written could not be read: ${told(exchange)}`)
  const sent = sentIn(history, write) ?? {}
  const shown = seen(target, exchange, id)
  const place = lost(target, sent, shown)
  if (place === undefined) return kept
  const wrong = broken(`${place} reads back as ${JSON.stringify(at(sent, place))}`, `it reads back as ${JSON.stringify(at(shown, place))}`, read)
  const echo = at(shown, place) === undefined && target.type.echo !== undefined ? [target.type.echo] : []
  return leaning(wrong, [...spelledAt(target.type, place, { sent, shown }), ...echo])
}

/** An update without what starts a transition, what never changes, and null; none where nothing is left of it. */
function harmless({ update, type, contract }: Target, body: JsonObject): readonly JsonObject[] {
  const triggers = (contract.operations.get(update?.id ?? '')?.behaviour?.triggers ?? []).map(({ changes }) => changes.replace(/^\//, ''))
  // Where a transition keeps others waiting, it is waited for.
  const left = new Set([
    ...(type.writesWhileBusy === undefined ? triggers : []),
    ...rulesOf(type, 'immutable').flatMap(({ at: places }) => places.map((place) => place.slice(1))),
  ])
  const rest = Object.fromEntries(Object.entries(body).filter(([name, value]) => !left.has(name) && value !== null))
  return Object.keys(rest).length === 0 ? [] : [rest]
}

/** Other values for the members of an update of several, given one by one first: what the update loses is then missed. */
function resetsFor({ update, type, contract }: Target, body: JsonObject, fields: readonly MutableField[]): readonly (readonly [name: string, value: Json])[] {
  const names = Object.keys(body)
  if (update === undefined || names.length < 2) return []
  return names.flatMap((name) => {
    const required = requiredOf({ update, contract }, body)
    const isValid = (value: Json) => contract.validate(update.schema.where, { ...required, [name]: value }).length === 0
    const others = type.merge?.[name]?.how === 'keys' ? withOtherKeys(body[name]) : undefined
    const known = fields.find(({ pointer }) => pointer === `/${name}`)?.values ?? []
    const value = [others, update.base[name], ...known].find((one) => one !== undefined && !sameJson(one, body[name]) && isValid(one))
    return value === undefined ? [] : [[name, value] as const]
  })
}

/** The same keys with other texts: what is merged key by key keeps the keys of every update before. */
function withOtherKeys(value: Json | undefined): Json | undefined {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, text === 'a' ? 'b' : 'a'])) : undefined
}

/** The members that every update has to have, with the values the resource has. */
function requiredOf({ update, contract }: Pick<Target, 'update' | 'contract'>, current: JsonObject): JsonObject {
  const required = update === undefined ? undefined : contract.schemaAt(update.schema.where)?.['required']
  return Object.fromEntries(Object.entries(current).filter(([name]) => Array.isArray(required) && required.includes(name)))
}

/** The drawn body under a name of its own. */
function named({ type }: Target, drawn: JsonObject, own: JsonObject): JsonObject {
  const place = namePlace(type)
  const body: Json = place === undefined ? drawn : withAt(drawn, place, at(own, place))
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
