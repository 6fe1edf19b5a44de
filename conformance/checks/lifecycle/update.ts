import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { kindOf, phaseOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { differences, sameJson, view } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { idInPath, sight, within } from '../sight.ts'
import { bodyOf } from './create.ts'
import { sameAt } from './echo.ts'
import { isOver } from './phases.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Fields that an update changes without setting the lifecycle in motion. */
function quietFields(reading: Reading): Need<readonly MutableField[]> {
  const all = reading.mutableFields()
  const update = reading.operation('update')
  if (all.kind === 'unmet') return all
  if (update.kind === 'unmet') return update
  const starts = (update.value.operation.behaviour?.triggers ?? []).map(({ changes }) => changes)
  const quiet = all.value.filter(({ pointer }) => !starts.includes(pointer.split('/')[1] ?? ''))
  return quiet.length > 0 ? { ...all, value: quiet } : unmet(`every change of a ${reading.resource} sets its lifecycle in motion`)
}

/** An update body that gives several fields a value each that they do not have yet; `pick` chooses among the values. */
function edit(fields: readonly MutableField[], before: Json | undefined, pick: number): JsonObject {
  return fields.reduce<JsonObject>((body, field) => {
    const fresh = field.values.filter((value) => !sameJson(value, at(before, field.pointer)))
    const value = fresh[pick % Math.max(1, fresh.length)] ?? field.values[0] ?? null
    const next = Object.keys(body).length === 0 ? field.body(value) : withAt(body, field.pointer, value)
    return isObject(next) ? next : body
  }, {})
}

const updateEffective = check({
  id: 'life.update-effective',
  cost: 'mutating',
  each: 'resource',
  runs: 2,
  needs: (reading) => all({ update: reading.operation('update'), fields: quietFields(reading), sight: sight(reading), type: met(reading.type) }),
  scenario: ({ fields }) =>
    fc.record({ chosen: fc.shuffledSubarray([...fields.keys()], { minLength: 1, maxLength: Math.min(2, fields.length) }), pick: fc.nat(4) }),
  drive: async (api, { update, fields, sight: { plan, shown } }, { chosen, pick }) => {
    const handle = await api.borrow()
    const look = (label: string) => api.send(label, plan(handle.params))
    const target = { operation: update.id, params: handle.params }
    const before = shown(await look('before'), Object.values(handle.params).at(-1))
    const named = chosen.flatMap((index) => fields[index] ?? [])
    await api.send('update', { ...target, body: edit(named, before, pick) })
    await look('after')
    await api.settle('settling', handle)
    await look('settled')
  },
  judge: (history, { fields, sight: { shown }, type }) => {
    const update = history.find('update')
    if (update === undefined || !succeeded(update)) return unclear(`nothing was updated: ${told(update)}`)
    const id = idInPath(update)
    const asked = bodyOf(update)
    const named = fields.filter(({ pointer }) => at(asked, pointer) !== undefined).map(({ pointer }) => pointer)
    const before = shown(history.find('before'), id)
    for (const label of ['after', 'settled']) {
      const judgement = applied({ type, named, asked, before, after: shown(history.find(label), id) }, label)
      if (judgement.kind !== 'kept') return judgement
    }
    return kept
  },
})

/** One update: what was asked for, and two sights of the resource. */
export interface Edit {
  readonly type: ResourceType
  /** Pointers of the fields that it names. */
  readonly named: readonly string[]
  readonly asked: JsonObject
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** Judges that the named fields have their new values, and all that had a value and was not named the old one. */
export function applied({ type, named, asked, before, after }: Edit, label: string): Judgement {
  if (before === undefined || after === undefined) return unclear('the resource could not be seen before and after')
  const lost = named.find((place) => !sameAt(type, place, { asked: at(asked, place), shown: at(after, place) }))
  if (lost !== undefined) return broken(`${text(at(asked, lost))} at ${lost}`, text(at(after, lost)), label)
  const without = [...Object.keys(type.shows ?? {}), ...named]
  const others = differences(view(before, without), view(after, without)).filter(
    (place) => at(before, place) !== undefined && !isEmpty(at(view(before, without), place)),
  )
  return others.length === 0 ? kept : broken('the old values of fields that were not named', `others at ${others.join(', ')}`, label)
}

function isEmpty(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

function text(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

/** Statuses by which a write may be turned away because something else is under way. */
function conflicts(reading: Reading): Need<readonly number[]> {
  const declared = (['stale-tag', 'not-ready', 'rule-broken'] as const).flatMap((name) => {
    const refusal = reading.refusal(name)
    return refusal.kind === 'met' ? refusal.value.statuses : []
  })
  return met([409, 423, ...declared])
}

const parallelOperations = check({
  id: 'life.parallel-operations',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      update: reading.operation('update'),
      fields: quietFields(reading),
      lifecycle: reading.lifecycle(),
      read: reading.operation('read'),
      conflicts: conflicts(reading),
      nursery: nursery(reading),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, update, fields: [field], lifecycle, read, nursery: find }) => {
    const params = await find(api)
    const made = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (made === undefined || field === undefined) return
    const plan = { operation: read.id, params: made.params }
    const write = (value: Json) => api.send('write', { operation: update.id, params: made.params, body: field.body(value) })
    await api.send('under way', plan)
    await Promise.all(field.values.slice(0, 2).map(write))
    const enough = (exchange: Exchange) => isOver(lifecycle, exchange)
    await within(api, { label: 'settling', plan, enough, withinSeconds: lifecycle.settles.withinSeconds })
    await api.send('end', plan)
  },
  judge: (history, { fields: [field], lifecycle, conflicts: statuses, type }) => {
    if (field === undefined || kindOf(lifecycle, phaseOf(lifecycle, history.answer('under way'))) !== 'transient') return unclear('no transition was under way')
    const writes = history.all('write')
    const odd = writes.find((exchange) => !succeeded(exchange) && !statuses.includes(answerOf(exchange)?.status ?? 0))
    if (odd !== undefined) return broken('a write that is performed or refused as a conflict', told(odd), 'write')
    const end = history.find('end')
    if (!succeeded(end) || kindOf(lifecycle, phaseOf(lifecycle, answerOf(end))) === 'transient')
      return broken('a resource that settles', `${told(end)} in ${phaseOf(lifecycle, answerOf(end)) ?? 'no phase'}`, 'end')
    const accepted = writes.filter(succeeded).map((exchange) => at(bodyOf(exchange), field.pointer))
    const possible = accepted.length > 0 ? accepted : [at(history.answer('under way')?.json, field.pointer)]
    const found = at(answerOf(end)?.json, field.pointer)
    const serial = possible.some((asked) => sameAt(type, field.pointer, { asked, shown: found }))
    return serial ? kept : broken(`one of ${possible.map(text).join(', ')} at ${field.pointer}`, text(found), 'end')
  },
})

export const updates: readonly Check[] = [updateEffective, parallelOperations]
