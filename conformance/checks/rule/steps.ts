import { answerOf, succeeded } from '../../history.ts'
import { shapeAt } from '../../generate/shape.ts'
import { moved } from '../../judge/effect.ts'
import { leaning } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { knownPaths } from '../../mask.ts'
import { all, map, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bodyOf } from '../lifecycle/create.ts'
import { at, objectOf, pointer, steps, withAt } from '../../../specs/json.ts'
import type { Mask, Refusal, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Acquaintance } from '../../rules/named.ts'
import type { Judgement } from '../../verdict.ts'

/** All that is needed to change resources of one type as rules about change allow, or do not. */
export interface Changeable {
  readonly contract: Contract
  readonly type: ResourceType
  readonly update: string
  readonly read: string
  /** Pointer of the schema of the update's body. */
  readonly where: string
  readonly mask: Mask | undefined
  readonly known: Acquaintance
}

export function changeable(reading: Reading): Need<Changeable> {
  const needs = all({
    update: reading.operation('update'),
    read: reading.operation('read'),
    schema: reading.bodySchema('update'),
    contract: reading.document(),
    creatable: reading.creatable(),
  })
  return map(needs, ({ update: { id, operation }, read, schema: { where }, contract }) => {
    const { type } = reading
    return { contract, type, update: id, read: read.id, where, mask: operation.behaviour?.mask, known: reading.acquaintance() }
  })
}

/** A value for a place; without one, the place is named and left empty. */
export interface Placed {
  readonly place: string
  readonly value: Json | undefined
}

/** An update body that gives places these values, with what its schema requires besides as it stands; undefined where it cannot be said. */
export function changeOf(changing: Changeable, before: Json | undefined, placed: readonly Placed[]): JsonObject | undefined {
  const { contract, where, mask } = changing
  const own = placed.reduce<Json>((body, { place, value }) => withAt(body, place, value), {})
  const lacking = [...(shapeAt(contract.document, where)?.required ?? [])].filter((name) => at(own, pointer([name])) === undefined)
  const whole = lacking.reduce<Json>((body, name) => withAt(body, pointer([name]), at(before, pointer([name]))), own)
  const paths = placed.map(({ place }) => steps(place).join('.'))
  if (mask !== undefined && paths.every((path) => knownPaths(mask).includes(path))) return objectOf(withAt(whole, mask.at, paths.join(',')))
  return placed.every(({ value }) => value !== undefined) ? objectOf(whole) : undefined
}

/** What the resource shows now. */
export async function look(
  api: Api,
  { read }: Pick<Changeable, 'read'>,
  { handle, label }: { readonly handle: Handle; readonly label: string },
): Promise<Json | undefined> {
  return answerOf(await api.send(label, { operation: read, params: handle.params }))?.json
}

/** Updates between two looks: `before <label>`, and `after <label>` once it has settled. Nothing is sent without a body. What is shown then. */
export async function attempt(
  api: Api,
  changing: Changeable,
  { handle, label, body }: { readonly handle: Handle; readonly label: string; readonly body: (before: Json | undefined) => JsonObject | undefined },
): Promise<Json | undefined> {
  const before = await look(api, changing, { handle, label: `before ${label}` })
  const sent = body(before)
  if (sent === undefined) return before
  await api.send(label, { operation: changing.update, params: handle.params, body: sent })
  return answerOf(await api.settle(`after ${label}`, handle))?.json
}

/** What was shown around an attempt; undefined where it was not sent, or one of the two is not known. */
export function around(history: History, label: string): { readonly before: Json; readonly after: Json } | undefined {
  const [attempted, before, after] = [label, `before ${label}`, `after ${label}`].map((one) => history.find(one))
  const [was, is] = [before, after].map((exchange) => (succeeded(exchange) ? answerOf(exchange)?.json : undefined))
  return attempted === undefined || was === undefined || is === undefined ? undefined : { before: was, after: is }
}

/** Judges that an attempt changed nothing; places that may change aside. Kept where it was not sent. */
export function withoutEffect(history: History, type: ResourceType, label: string): Judgement {
  if (history.find(label) === undefined) return kept
  const views = around(history, label)
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const places = moved(type, views)
  return places.length === 0 ? kept : broken('the resource is as it was', `${told(history.find(label))}, and yet ${places.join(', ')} changed`, label)
}

/** What says how a refusal looks, which documents tell apart from rules, if at all. Leans on nothing: only whoever accuses over an answer leans on it. */
export function refusals(reading: Reading, refusal: Refusal = 'rule-broken'): Need<readonly Sourced[]> {
  return met([reading.refusal(refusal), reading.envelope()].flatMap((need) => (need.kind === 'met' ? need.leansOn : [])))
}

/** Judges that an attempt that had no effect was told so, with any status of the class 4xx. Kept where it was not sent. */
export function turnedAway(history: History, leansOn: readonly Sourced[], label: string): Judgement {
  const exchange = history.find(label)
  const status = answerOf(exchange)?.status ?? 0
  if (exchange === undefined || (status >= 400 && status < 500)) return kept
  return leaning(broken('a refusal with a status of the class 4xx', told(exchange), label), leansOn)
}

/** Judges that an attempt was accepted. */
export function performed(history: History, label: string, what: string): Judgement {
  const exchange = history.find(label)
  return succeeded(exchange) ? kept : broken(what, told(exchange), label)
}

/** What an attempt asked for at a place. */
export function askedFor(history: History, label: string, place: string): Json | undefined {
  const sent = history.find(label)
  return sent === undefined ? undefined : at(bodyOf(sent), place)
}
