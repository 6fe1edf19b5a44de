import { all, met, unmet } from '../../need.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { namePlace } from '../../naming.ts'
import { idIn } from '../../resources.ts'
import { answerOf, succeeded } from '../../history.ts'
import { boundPlaces, touches } from '../../rules/places.ts'
import { change, currentBody, newBody } from './attempts.ts'
import { isFreeForm, isFreeText, shapeOf } from './places.ts'
import { idWritten, seen, targetOf } from './target.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Writing } from './attempts.ts'
import type { Target } from './target.ts'

/** A place for text of any kind, and the kind of write that reaches it. */
export interface FreeText {
  readonly target: Target
  readonly action: 'create' | 'update'
  readonly place: string
}

/** A text that can be changed at will, or else one that is given on create. */
export function freeTextOf(reading: Reading): Need<FreeText> {
  const fields = reading.mutableFields()
  const update = targetOf(reading, ['update'])
  if (fields.kind === 'met' && update.kind === 'met') {
    const place = fields.value.map(({ pointer }) => textAt(update.value, pointer)).find((found) => found !== undefined)
    if (place !== undefined) return all({ target: update, action: met('update' as const), place: met(place) })
  }
  const create = targetOf(reading, ['create'])
  if (create.kind === 'unmet') return unmet(`a ${reading.resource} has no free text`)
  const { marker } = create.value
  return marker === undefined || marker === namePlace(reading.type)
    ? unmet(`a ${reading.resource} has no free text`)
    : all({ target: create, action: met('create' as const), place: met(marker) })
}

/** A free text itself, or a member of an object that is free in form. */
function textAt({ update, contract, type }: Target, pointer: string): string | undefined {
  const shape = update === undefined ? undefined : shapeOf(contract, update.schema.where, pointer)
  if (update === undefined || shape === undefined || touches(boundPlaces(type, 'update'), pointer)) return undefined
  const place = isFreeText(shape) ? pointer : isFreeForm(shape) ? `${pointer}/note` : undefined
  return place !== undefined && contract.validate(update.schema.where, withAt(update.base, place, 'x')).length === 0 ? place : undefined
}

/** True where the schema has nothing against this text in this place. */
export function admitsText({ target, action, place }: FreeText, text: string): boolean {
  const write = target[action]
  return write !== undefined && target.contract.validate(write.schema.where, withAt(write.base, place, text)).length === 0
}

/** A body that is sent: what was made of a valid one with the text in its place. */
export type Sent = (body: JsonObject) => Writing

/** Writes a text, or whatever `sent` makes of the body, and reads it back under `<label>, read`. */
export type WriteText = (label: string, text: string, sent?: Sent) => Promise<void>

/** A way to write texts into this place of a borrowed resource, or of new ones where it is given on create only. */
export async function writerOf(api: Api, { target, action, place }: FreeText): Promise<WriteText> {
  const handle = await api.borrow()
  const base = action === 'update' ? await currentBody(api, target, handle) : undefined
  return async (label, text, sent) => {
    const body = withAt(base ?? newBody(api, target), place, text)
    const plan: Writing = sent === undefined || !isObject(body) ? { body } : sent(body)
    if (action === 'update') {
      await change(api, target, { label, handle, plan })
      await api.send(`${label}, read`, { operation: target.look.id, params: handle.params })
      return
    }
    if (target.create === undefined) return
    const made = api.own(await api.send(label, { operation: target.create.id, params: handle.params, ...plan }))
    if (made !== undefined) await api.send(`${label}, read`, { operation: target.look.id, params: made.params })
  }
}

/** The text as it reads back: absent where it could not be read. */
export function readBack(history: History, { target, action, place }: FreeText, label: string): Json | undefined {
  const [write, read] = [history.find(label), history.find(`${label}, read`)]
  if (!succeeded(read)) return undefined
  const id = action === 'update' ? idWritten(target, write) : idIn(target.type, answerOf(write)?.json)
  return at(seen(target, read, id), place)
}
