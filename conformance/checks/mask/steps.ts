import { answerOf, succeeded } from '../../history.ts'
import { isBlank, moved, standsFor } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { spelledAt } from '../../judge/spelling.ts'
import { told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { shapeAt } from '../../generate/shape.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { bodyOf } from '../lifecycle/create.ts'
import { look } from '../rule/steps.ts'
import { fieldsOf } from './fields.ts'
import type { Mask, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { MaskField } from './fields.ts'

/** All that is needed to change resources of one type through a mask, and to see what came of it. */
export interface Masked {
  readonly contract: Contract
  readonly type: ResourceType
  readonly mask: Mask
  readonly update: string
  readonly read: string
  /** Pointer of the schema of the update's body. */
  readonly where: string
  readonly fields: readonly MaskField[]
  /** What it leans on besides that a body with no more than this is enough. */
  readonly least: readonly Sourced[]
}

/** Leans on the mask, the update and the read. */
export function maskedUpdates(reading: Reading): Need<Masked> {
  const mask = reading.mask()
  if (mask.kind === 'unmet') return mask
  const needs = all({
    mask,
    update: reading.operation('update'),
    read: reading.operation('read'),
    schema: reading.bodySchema('update'),
    contract: reading.document(),
    field: reading.mutableField(),
  })
  const made = map(needs, ({ mask: rule, update, read, schema: { where }, contract }): Masked => {
    const { type } = reading
    const fields = fieldsOf({ contract, type, mask: rule, where, known: reading.acquaintance() })
    const { least } = update.operation.behaviour ?? {}
    return { contract, type, mask: rule, update: update.id, read: read.id, where, fields, least: least === undefined ? [] : [least] }
  })
  return made.kind === 'met' && made.value.fields.length === 0 ? unmet(`no value is known for any field that a mask of a ${reading.resource} names`) : made
}

/** The same, with fields chosen among them: at least some. */
export function choosing<T extends readonly unknown[]>(
  reading: Reading,
  { least, choose, because }: { readonly least: number; readonly choose: (masked: Masked) => T; readonly because: string },
): Need<Masked & { readonly chosen: T }> {
  const masked = maskedUpdates(reading)
  if (masked.kind === 'unmet') return masked
  const chosen = choose(masked.value)
  return chosen.length < least ? unmet(because) : map(all({ masked, chosen: met(chosen) }), (found) => ({ ...found.masked, chosen: found.chosen }))
}

export interface Write {
  readonly handle: Handle
  readonly label: string
  readonly body: JsonObject
}

/** Updates, and reads until it has settled: the last read is labelled `<label>, then`. What it shows then. */
export async function write(api: Api, { update }: Masked, { handle, label, body }: Write): Promise<Json | undefined> {
  await api.send(label, { operation: update, params: handle.params, body })
  return answerOf(await api.settle(afterwards(label), handle))?.json
}

export function afterwards(label: string): string {
  return `${label}, then`
}

/** An update body with values at some places, what its schema requires besides as it stands, and a mask of these paths; null for none at all. */
export function bodyWith(
  { contract, where, mask }: Masked,
  {
    before,
    values,
    paths,
  }: { readonly before: Json | undefined; readonly values: readonly (readonly [string, Json])[]; readonly paths: readonly string[] | null },
): JsonObject {
  const placed = values.reduce<Json>((body, [place, value]) => withAt(body, place, value), {})
  const required = [...(shapeAt(contract.document, where)?.required ?? [])].map((name) => `/${name}`).filter((place) => at(placed, place) === undefined)
  const whole = required.reduce<Json>((body, place) => withAt(body, place, at(before, place)), placed)
  const body = withAt(whole, mask.at, paths === null ? null : paths.join(','))
  return isObject(body) ? body : {}
}

/** A value for each field that has one besides what stands there; `pick` chooses among them. */
export function fresh(fields: readonly MaskField[], before: Json | undefined, pick = 0): readonly (readonly [string, Json])[] {
  return fields.flatMap((field) => {
    const values = field.values(before)
    const value = values[pick % Math.max(1, values.length)]
    return value === undefined ? [] : [[field.place, value] as const]
  })
}

/** Gives those fields a value that have none, so that it can be seen whether they lose it. What the resource shows then. */
export async function filled(
  api: Api,
  masked: Masked,
  { handle, fields }: { readonly handle: Handle; readonly fields: readonly MaskField[] },
): Promise<Json | undefined> {
  const before = await look(api, masked, { handle, label: 'at first' })
  const empty = fields.filter(({ place }) => isBlank(at(before, place)))
  const values = empty.flatMap((field) => fresh([field], before).filter(([, value]) => !isBlank(value)))
  if (values.length === 0) return before
  const paths = empty.filter(({ place }) => values.some(([found]) => found === place)).map(({ path }) => path)
  return write(api, masked, { handle, label: 'preparation', body: bodyWith(masked, { before, values, paths }) })
}

/** Labels of an update and of the sights before and after it. */
export interface Sides {
  readonly write: string
  readonly before: string
  readonly after: string
}

/** What was shown on both sides of an update that was accepted; a judgement where that is not known. */
export function sidesOf(history: History, labels: Sides): { readonly asked: JsonObject; readonly before: Json; readonly after: Json } | Judgement {
  const update = history.find(labels.write)
  if (update === undefined || !succeeded(update)) return unclear(`nothing was updated: ${told(update)}`)
  const [before, after] = [labels.before, labels.after].map((label) => shown(history.find(label)))
  if (before === undefined || after === undefined) return unclear('the resource could not be seen before and after')
  return { asked: bodyOf(update), before, after }
}

function shown(exchange: Exchange | undefined): Json | undefined {
  return succeeded(exchange) ? answerOf(exchange)?.json : undefined
}

/** Judges that each of these fields that the body holds a value for has it now. */
export function taken(history: History, labels: Sides, fields: readonly MaskField[]): Judgement {
  const sides = sidesOf(history, labels)
  if ('kind' in sides) return sides
  const { asked, after } = sides
  const found = fields
    .filter(({ place }) => at(asked, place) !== undefined && !standsFor(at(asked, place), at(after, place)))
    .map(({ place, leansOn, spelling = [] }) => {
      const wrong = broken(`${text(at(asked, place))} at ${place}`, text(at(after, place)), labels.after)
      const spelled = spelledAt({ spelling }, place, { sent: asked, shown: after })
      return { isSpelled: spelled.length > 0, judgement: leaning(wrong, [...leansOn, ...spelled]) }
    })
  return (found.find(({ isSpelled }) => !isSpelled) ?? found[0])?.judgement ?? kept
}

/** Judges that nothing has changed but at some places. */
export function untouched(history: History, labels: Sides, { type, but }: { readonly type: ResourceType; readonly but: readonly string[] }): Judgement {
  const sides = sidesOf(history, labels)
  if ('kind' in sides) return sides
  const others = moved(type, sides, but)
  return others.length === 0 ? kept : broken('the old values of fields that the mask does not name', `others at ${others.join(', ')}`, labels.after)
}
