import { isObject, at } from '../../../specs/json.ts'
import { sameJson } from '../../judge/view.ts'
import { answerOf } from '../../history.ts'
import { idIn, idParameter, itemsIn, operationFor, resourceOf } from '../../resources.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Found, Trial, Variant } from '../../rules/trial.ts'
import type { Ruled, Tried } from './ruled.ts'

/** Labels of what is sent around the attempts. */
export const labels = {
  plain: 'create without the rule',
  listed: 'list before',
  relisted: 'list after',
  keeping: (action: Tried['action'], { name }: Variant) => `${action}, kept: ${name}`,
  kept: (action: Tried['action'], { name }: Variant) => `${action}, read: ${name}`,
  before: (label: string) => `before ${label}`,
  after: (label: string) => `after ${label}`,
  ours: (resource: string) => `ours: ${resource}`,
  theirs: (resource: string) => `theirs: ${resource}`,
} as const

/** Tries bodies that break rules, each between bodies that keep them and a look at what came of it. */
export async function tryRules(api: Api, ruled: Ruled, wanted: readonly string[]): Promise<void> {
  const chosen = wanted.flatMap((label): readonly Chosen[] => {
    const tried = ruled.tried.get(label)
    return tried === undefined ? [] : [{ label, tried }]
  })
  const [creates, updates] = (['create', 'update'] as const).map((action) => chosen.filter(({ tried }) => tried.action === action))
  if (creates !== undefined && creates.length > 0) await tryCreates(api, ruled, creates)
  if (updates !== undefined && updates.length > 0) await tryUpdates(api, ruled, updates)
}

interface Chosen {
  readonly label: string
  readonly tried: Tried
}

async function tryCreates(api: Api, ruled: Ruled, chosen: readonly Chosen[]): Promise<void> {
  const params = await ruled.nursery(api)
  const found = await lookAround(api, ruled, chosen)
  const send = (label: string, body: JsonObject) => api.send(label, { operation: ruled.create, params, body })
  await api.control(labels.plain, { operation: ruled.create, params, body: api.body() })
  await api.send(labels.listed, { operation: ruled.list.id, params })
  for (const [index, { label, tried }] of chosen.entries()) {
    if (isFirst(chosen, index)) await keep(api, ruled, { trial: tried.trial, found, send })
    const body = made(tried.breaking, api.body(), found)
    if (body !== undefined) await send(label, body)
  }
  await api.send(labels.relisted, { operation: ruled.list.id, params })
}

/** Bodies that keep the rule and are none that were sent anyway. */
async function keep(
  api: Api,
  { read }: Ruled,
  { trial, found, send }: { readonly trial: Trial; readonly found: Found; readonly send: (label: string, body: JsonObject) => ReturnType<Api['send']> },
): Promise<void> {
  // What keeps the rule is made; where few may be, the plain body has to do.
  for (const variant of api.isSparing ? [] : trial.keeping) {
    const plain = api.body()
    const body = made(variant, plain, found)
    if (body === undefined || sameJson(body, plain)) continue
    const handle = api.own(await send(labels.keeping('create', variant), body), body)
    if (handle !== undefined) await api.send(labels.kept('create', variant), { operation: read, params: handle.params })
  }
}

async function tryUpdates(api: Api, ruled: Ruled, chosen: readonly Chosen[]): Promise<void> {
  const handle = await api.borrow()
  const base = await requiredNow(api, ruled, handle)
  const look = (label: string) => api.send(label, { operation: ruled.read, params: handle.params })
  const change = async (label: string, variant: Variant) => {
    const body = made(variant, base, nothing)
    if (body === undefined || ruled.update === undefined || sameJson(body, base)) return
    await api.send(label, { operation: ruled.update, params: handle.params, body })
  }
  for (const [index, { label, tried }] of chosen.entries()) {
    for (const variant of isFirst(chosen, index) ? tried.trial.keeping : []) {
      await change(labels.keeping('update', variant), variant)
      await api.settle(labels.kept('update', variant), handle)
    }
    await look(labels.before(label))
    await change(label, tried.breaking)
    await look(labels.after(label))
  }
}

const nothing: Found = { ours: new Map(), theirs: new Map() }

/** True for the first attempt at its rule. */
function isFirst(chosen: readonly Chosen[], index: number): boolean {
  return chosen.findIndex(({ tried }) => tried.trial === chosen[index]?.tried.trial) === index
}

/** Members that every update has to have, with the values that the resource has. */
async function requiredNow(api: Api, { contract, update, read }: Ruled, { params }: Handle): Promise<JsonObject> {
  const schema = contract.operations.get(update ?? '')?.requestBody?.schema
  const required = schema === undefined ? undefined : contract.schemaAt(schema)?.['required']
  if (!Array.isArray(required) || required.length === 0) return {}
  const now = answerOf(await api.send('now', { operation: read, params }))?.json
  return Object.fromEntries(
    required.flatMap((name) => (typeof name !== 'string' || at(now, `/${name}`) === undefined ? [] : [[name, at(now, `/${name}`) ?? null]])),
  )
}

export function made(variant: Variant, plain: JsonObject, found: Found): JsonObject | undefined {
  const body: Json | undefined = variant.of(plain, found)
  return isObject(body) ? body : undefined
}

/** Finds what bodies may name: something of our own, and something of another tenant. */
async function lookAround(api: Api, ruled: Ruled, chosen: readonly Chosen[]): Promise<Found> {
  const [ours, theirs] = [new Map<string, string>(), new Map<string, string>()]
  for (const resource of namedBy(chosen)) {
    const { type } = resourceOf(ruled.contract, resource)
    const id = ruled.ids.get(idParameter(type)) ?? (resource === ruled.resource ? (await api.borrow()).params[idParameter(type)] : undefined)
    const listed = id === undefined || ruled.stranger ? await idsListed(api, ruled, resource) : undefined
    const own = id ?? listed?.mine[0]
    if (own !== undefined) ours.set(resource, own)
    const foreign = listed?.theirs.find((one) => !listed.mine.includes(one))
    if (foreign !== undefined) theirs.set(resource, foreign)
  }
  return { ours, theirs }
}

/** The identifiers of all resources of a type that we list, and that another tenant lists. */
async function idsListed(
  api: Api,
  { contract, stranger }: Ruled,
  resource: string,
): Promise<{ readonly mine: readonly string[]; readonly theirs: readonly string[] } | undefined> {
  const list = operationFor(contract, resource, 'list')
  if (list === undefined) return undefined
  const { type } = resourceOf(contract, resource)
  const ids = async (label: string, as: 'admin' | 'other') =>
    itemsIn(list, answerOf(await api.send(label, { operation: list.id, as }))?.json).flatMap((item) => idIn(type, item) ?? [])
  return { mine: await ids(labels.ours(resource), 'admin'), theirs: stranger ? await ids(labels.theirs(resource), 'other') : [] }
}

function namedBy(chosen: readonly Chosen[]): readonly string[] {
  return [...new Set(chosen.flatMap(({ tried: { trial } }) => (trial.rule.rule === 'exists' ? [trial.rule.resource] : [])))]
}
