import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { list } from '../../generate/shape.ts'
import { succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, volatileIn, view } from '../../judge/view.ts'
import { all, map, met, optional, unmet } from '../../need.ts'
import { namePlace } from '../../naming.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, labels } from './attempts.ts'
import { shapeOf } from './places.ts'
import { idAmong, idWritten, seen, targetOf } from './target.ts'
import { versionsIn } from './verdicts.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Target } from './target.ts'

interface Fixed {
  readonly target: Target
  readonly fields: readonly string[]
  readonly field: MutableField
  /** Schemas of bodies that may declare such a field, e.g. of the create: an update often declares none. */
  readonly schemas: readonly string[]
  /** Leaves out the field mask, where there is one: it would name none of what is immutable. */
  readonly unmasked: (body: Json) => Json
}

function fixed(reading: Reading): Need<Fixed> {
  const fields = reading.immutable()
  if (fields.kind === 'unmet') return fields
  const schemas = (['update', 'create'] as const).flatMap((action) => {
    const body = reading.bodySchema(action)
    return body.kind === 'met' ? [body.value.where] : []
  })
  const mask = reading.mask()
  const unmasked = (body: Json) => (mask.kind === 'met' ? withAt(body, mask.value.at, null) : body)
  return all({ target: targetOf(reading, ['update']), fields, field: reading.mutableField(), schemas: met(schemas), unmasked: met(unmasked) })
}

/** Those among the immutable fields that an update may not even name: what it does not declare is ignored by some contracts. */
function refusable(reading: Reading): Need<Fixed> {
  const all = fixed(reading)
  const update = reading.bodySchema('update')
  const policy = reading.stated(({ content }) => content.unknownFields, '')
  if (all.kind === 'unmet' || update.kind === 'unmet' || policy.kind === 'unmet' || policy.value.policy !== 'ignore') return all
  const fields = all.value.fields.filter((name) => shapeOf(update.value.contract, update.value.where, `/${name}`) !== undefined)
  return fields.length > 0
    ? { ...all, value: { ...all.value, fields } }
    : unmet(`an update of a ${reading.resource} declares no immutable field, and what it does not declare is ignored`)
}

const another = {
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  scenario: ({ fields }: Fixed) => every(fields),
  drive: async (api: Api, { target, field, schemas, unmasked }: Fixed, fields: readonly string[]): Promise<void> => {
    const handle = await api.borrow()
    const { params } = handle
    const [one = null, other = null] = field.values
    await change(api, target, { label: labels.update, handle, plan: { exactly: false, body: unmasked(field.body(other)) } })
    await change(api, target, { label: labels.update, handle, plan: { exactly: false, body: unmasked(field.body(one)) } })
    const before = await api.send(labels.before, { operation: target.look.id, params })
    const now = seen(target, before, idAmong(target, params))
    for (const name of fields) {
      const body = withAt(field.body(other), `/${name}`, otherValue(api, target, { name, schemas, now: at(now, `/${name}`) }))
      await change(api, target, { label: `another ${name}`, handle, plan: { exactly: false, body: unmasked(body) } })
      await api.send(`after another ${name}`, { operation: target.look.id, params })
    }
  },
} as const

export const immutable = check({
  ...another,
  id: 'val.immutable',
  needs: fixed,
  judge: (history, { target }, fields) =>
    allOf(fields.map((name) => untouched(history, target, { name, of: (place) => place === `/${name}` || place.startsWith(`/${name}/`) }))),
})

/** Apart from the field itself: whether the rest is refused with it rests on how the contract refuses such an update. */
export const immutableWhole = check({
  ...another,
  id: 'val.immutable-whole',
  needs: (reading) => map(all({ fixed: refusable(reading), refusal: optional(reading.refusal('immutable-field', 'update')) }), (needs) => needs.fixed),
  judge: (history, { target }, fields) => allOf(fields.map((name) => untouched(history, target, { name, of: () => true }))),
})

/** Judged by effect only: a subject that ignores the whole update has applied no half of it either. */
function untouched(history: History, target: Target, { name, of }: { readonly name: string; readonly of: (place: string) => boolean }): Judgement {
  const control = history.find(labels.update)
  if (!succeeded(control)) return unclear(`there is no positive control: the same update without ${name} got ${told(control)}`)
  return unchanged(history, target, { attempt: `another ${name}`, before: labels.before, after: `after another ${name}`, of })
}

/** Judges by effect: the places that may not change show the same before and after. */
function unchanged(
  history: History,
  target: Target,
  { of = () => true, ...labelled }: Readonly<Record<'attempt' | 'before' | 'after', string>> & { readonly of?: (place: string) => boolean },
): Judgement {
  const [attempt, before, after] = [labelled.attempt, labelled.before, labelled.after].map((label) => history.find(label))
  if (!succeeded(before) || attempt?.outcome.kind !== 'answered') return unclear(`the state before is not known: ${told(before)}`)
  const id = idWritten(target, attempt)
  const [was, is] = [before, after].map((exchange) => view(seen(target, exchange, id), [...volatileIn(target.type), ...versionsIn(target.type)]))
  const places = succeeded(after) ? differences(was, is).filter(of) : ['the whole']
  return places.length === 0 ? kept : broken('the resource is as it was', `${told(attempt)}, and yet ${places.join(', ')} changed`, attempt.label)
}

/** Another valid value for a field that never changes. */
function otherValue(
  api: Api,
  { type, contract }: Target,
  { name, schemas, now }: { readonly name: string; readonly schemas: readonly string[]; readonly now: Json | undefined },
): Json {
  if (name === type.identity.field || `/${name}` === namePlace(type)) return api.name()
  const offered = rulesOf(type, 'offered').find((rule) => rule.at === `/${name}`)
  const choice = offered?.values.find((value) => value !== now)
  if (choice !== undefined) return choice
  const keywords = schemas.map((where) => shapeOf(contract, where, `/${name}`)?.keywords).find((found) => found !== undefined)
  const words = list(keywords?.['enum']).filter((word) => word !== now)
  if (words[0] !== undefined) return words[0]
  if (typeof now === 'boolean') return !now
  if (typeof now === 'number') return now + 1
  return keywords?.['format'] === 'date-time' ? '2077-07-07T07:07:07Z' : `another ${typeof now === 'string' ? now : name}`.slice(0, 20)
}

export const emptyChange = check({
  id: 'val.empty-change',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const update = reading.operation('update')
    if (update.kind === 'unmet') return update
    const rule = reading.stated(() => update.value.operation.behaviour?.emptyChange, 'the contract says nothing about an update that names no field')
    if (rule.kind === 'met' && rule.value.policy === 'accept') return unmet('the contract accepts an update that names no field')
    return all({ rule, target: targetOf(reading, ['update']), field: reading.mutableField() })
  },
  scenario: () => every(['{}', ' { } ']),
  // Twice, with another value before: what an update clears is not seen where the value was the one that stands there by itself.
  drive: async (api, { target, field }, texts) => {
    const handle = await api.borrow()
    for (const value of field.values.slice(0, 2)) {
      const of = JSON.stringify(value)
      await change(api, target, { label: `set ${of}`, handle, plan: { exactly: false, body: field.body(value) } })
      await api.send(`before ${of}`, { operation: target.look.id, params: handle.params })
      for (const text of texts) await change(api, target, { label: emptied(text, of), handle, plan: { raw: text } })
      await api.send(`after ${of}`, { operation: target.look.id, params: handle.params })
    }
  },
  judge: (history, { target, field }, texts) =>
    allOf(
      field.values.slice(0, 2).flatMap((value) => {
        const of = JSON.stringify(value)
        const sides = { control: `set ${of}`, before: `before ${of}`, after: `after ${of}` }
        return texts.map((text) => unemptied(history, target, { ...sides, attempt: emptied(text, of) }))
      }),
    ),
})

function emptied(text: string, of: string): string {
  return `update: ${JSON.stringify(text)} of ${of}`
}

/** Refused, and nothing changed. */
function unemptied(history: History, target: Target, labelled: Readonly<Record<'control' | 'attempt' | 'before' | 'after', string>>): Judgement {
  const attempt = history.find(labelled.attempt)
  return allOf([unchanged(history, target, labelled), refused({ control: history.find(labelled.control), attempt })])
}
