import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { list } from '../../generate/shape.ts'
import { succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, volatileIn, view } from '../../judge/view.ts'
import { all, map, met, optional, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, labels, tryAll } from './attempts.ts'
import { shapeOf } from './places.ts'
import { idAmong, idWritten, seen, targetOf } from './target.ts'
import { allRefused, versionsIn } from './verdicts.ts'
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
  readonly create: string | null
}

function fixed(reading: Reading): Need<Fixed> {
  const fields = reading.immutable()
  if (fields.kind === 'unmet') return fields
  return all({ target: targetOf(reading, ['update']), fields, field: reading.mutableField(), create: met(createSchema(reading.bodySchema('create'))) })
}

const another = {
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  scenario: ({ fields }: Fixed) => every(fields),
  drive: async (api: Api, { target, field, create }: Fixed, fields: readonly string[]): Promise<void> => {
    const handle = await api.borrow()
    const { params } = handle
    const [one = null, other = null] = field.values
    await change(api, target, { label: labels.update, handle, plan: { body: field.body(other) } })
    await change(api, target, { label: labels.update, handle, plan: { body: field.body(one) } })
    const before = await api.send(labels.before, { operation: target.look.id, params })
    const now = seen(target, before, idAmong(target, params))
    for (const name of fields) {
      const body = { ...field.body(other), [name]: otherValue(api, target, { name, create, now: at(now, `/${name}`) }) }
      await change(api, target, { label: `another ${name}`, handle, plan: { body } })
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
  needs: (reading) => map(all({ fixed: fixed(reading), refusal: optional(reading.refusal('immutable-field')) }), (needs) => needs.fixed),
  judge: (history, { target }, fields) => allOf(fields.map((name) => untouched(history, target, { name, of: () => true }))),
})

/** Judged by effect only: a subject that ignores the whole update has applied no half of it either. */
function untouched(history: History, target: Target, { name, of }: { readonly name: string; readonly of: (place: string) => boolean }): Judgement {
  const [control, before] = [history.find(labels.update), history.find(labels.before)]
  const [attempt, after] = [history.find(`another ${name}`), history.find(`after another ${name}`)]
  if (!succeeded(control)) return unclear(`there is no positive control: the same update without ${name} got ${told(control)}`)
  if (!succeeded(before) || attempt?.outcome.kind !== 'answered') return unclear(`the state before is not known: ${told(before)}`)
  const id = idWritten(target, attempt)
  const [was, is] = [before, after].map((exchange) => view(seen(target, exchange, id), [...volatileIn(target.type), ...versionsIn(target.type)]))
  const places = succeeded(after) ? differences(was, is).filter(of) : ['the whole']
  return places.length === 0 ? kept : broken('the resource is as it was', `${told(attempt)}, and yet ${places.join(', ')} changed`, attempt.label)
}

function createSchema(need: { readonly kind: 'met'; readonly value: { readonly where: string } } | { readonly kind: 'unmet' }): string | null {
  return need.kind === 'met' ? need.value.where : null
}

/** Another valid value for a field that never changes. */
function otherValue(
  api: Api,
  { type, contract }: Target,
  { name, create, now }: { readonly name: string; readonly create: string | null; readonly now: Json | undefined },
): Json {
  if (name === type.identity.field) return api.name()
  const keywords = create === null ? undefined : shapeOf(contract, create, `/${name}`)?.keywords
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
    return all({ rule, target: targetOf(reading, ['update']) })
  },
  scenario: () => every(['{}', ' { } ']),
  drive: (api, { target }, texts) => tryAll(api, target, texts.map(emptied)),
  judge: (history, { target }, texts) => allRefused(history, target, { attempts: texts.map(emptied) }),
})

function emptied(text: string) {
  return { action: 'update' as const, label: `update: ${JSON.stringify(text)}`, of: () => ({ raw: text }) }
}
