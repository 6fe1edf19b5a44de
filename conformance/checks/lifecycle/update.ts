import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { allOf, told } from '../../judge/status.ts'
import { addedIn, differences, sameJson, view, volatileIn } from '../../judge/view.ts'
import { asDocuments, isWeak } from '../merges.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { onset, setOff } from '../onset.ts'
import { idInPath, sight, within } from '../sight.ts'
import { bodyOf } from './create.ts'
import { echoed, sameAt } from './echo.ts'
import { isOver } from './phases.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Sight } from '../sight.ts'

/** Fields that an update changes, with the values that then stand there. */
interface Plain {
  readonly all: readonly MutableField[]
  /** Whether a change of them sets the lifecycle in motion, at the end of which it has to show, or at once. */
  readonly shows: 'at once' | 'in the end'
}

/**
 * Fields that an update changes without setting the lifecycle in motion; all of them where every one sets it in motion and no
 * write is served meanwhile. An object that is merged by its keys does not have what was sent, and some values mean "no change".
 */
export function plainFields(reading: Reading): Need<Plain> {
  const all = reading.mutableFields()
  const update = reading.operation('update')
  if (all.kind === 'unmet') return all
  if (update.kind === 'unmet') return update
  const starts = (update.value.operation.behaviour?.triggers ?? []).map(({ changes }) => changes)
  const plain = all.value
    .filter(({ pointer }) => isPlain(reading.type, pointer))
    .map((field) => ({ ...field, values: field.values.filter((value) => reading.type.merge?.[field.pointer.slice(1)]?.ignore?.includes(value) !== true) }))
    .filter(({ values }) => values.length > 1)
  const quiet = plain.filter(({ pointer }) => !starts.includes(pointer.split('/')[1] ?? ''))
  if (quiet.length > 0) return { ...all, value: { all: quiet, shows: 'at once' } }
  return plain.length > 0 && reading.type.writesWhileBusy !== undefined
    ? { ...all, value: { all: plain, shows: 'in the end' } }
    : unmet(`every change of a ${reading.resource} sets its lifecycle in motion`)
}

/** True for a field that afterwards holds what was sent: no object that is merged by its keys, or for all that documents say may be. */
function isPlain({ merge }: ResourceType, pointer: string): boolean {
  const rule = merge?.[pointer.slice(1)]
  return rule === undefined || (rule.how !== 'keys' && !isWeak(rule))
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
  uses: 'own',
  each: 'resource',
  runs: 2,
  needs: (reading) =>
    all({
      update: reading.operation('update'),
      fields: plainFields(reading),
      sight: sight(reading),
      creatable: met(reading.creatable().kind === 'met'),
      type: met(reading.type),
    }),
  scenario: ({ fields: { all: fields } }) =>
    fc.record({ chosen: fc.shuffledSubarray([...fields.keys()], { minLength: 1, maxLength: Math.max(1, Math.min(2, fields.length - 1)) }), pick: fc.nat(4) }),
  drive: async (api, { update, fields: { all: fields }, sight: { plan, shown }, creatable }, { chosen, pick }) => {
    // Once lost, immutable fields could not be seen to be lost again: with one field only, all others are; those that are kept besides may be.
    const keeps = update.operation.behaviour?.replaces?.keeps !== undefined
    const handle = creatable && (fields.length === 1 || keeps) ? await api.make('create') : await api.borrow()
    const id = Object.values(handle.params).at(-1)
    const look = async (label: string) => shown(await api.send(label, plan(handle.params)), id)
    const write = async (label: string, body: JsonObject) => {
      await api.send(label, { operation: update.id, params: handle.params, body })
      await api.settle('settling', handle)
    }
    await write('preparation', edit(fields, await look('at first'), 0))
    const before = await look('before')
    const named = chosen.flatMap((index) => fields[index] ?? [])
    await api.send('update', { operation: update.id, params: handle.params, body: edit(named, before, pick) })
    await look('after')
    await api.settle('settling', handle)
    await look('settled')
  },
  judge: (history, { fields: { all: fields, shows }, sight: { shown }, type }) => {
    const preparation = applied(history, { write: 'preparation', before: 'at first', after: 'before' }, { fields, shown, type })
    if (preparation.kind === 'broken') return preparation
    const [now, later] = ['after', 'settled'].map((after) => applied(history, { write: 'update', before: 'before', after }, { fields, shown, type }))
    return allOf([shows === 'at once' ? (now ?? preparation) : kept, later ?? preparation])
  },
})

/** Labels of an update and of the sights before and after it. */
export interface Edit {
  readonly write: string
  readonly before: string
  readonly after: string
}

interface Editable {
  readonly type: ResourceType
  readonly fields: readonly Pick<MutableField, 'pointer'>[]
  readonly shown: Sight['shown']
}

/** Judges that the named fields have their new values, and all that had a value and was not named the old one. */
export function applied(history: History, labels: Edit, { type, fields, shown }: Editable): Judgement {
  const write = history.find(labels.write)
  if (write === undefined || !succeeded(write)) return unclear(`nothing was updated: ${told(write)}`)
  const [before, after] = [labels.before, labels.after].map((label) => view(shown(history.find(label), idInPath(write)), addedIn(type)))
  if (before === undefined || after === undefined) return unclear('the resource could not be seen before and after')
  const asked = bodyOf(write)
  const named = fields.map(({ pointer }) => pointer).filter((pointer) => at(asked, pointer) !== undefined)
  const lost = named.find((place) => !sameAt(type, place, { asked: at(asked, place), shown: at(after, place) }))
  if (lost !== undefined) return echoed(type, at(after, lost), broken(`${text(at(asked, lost))} at ${lost}`, text(at(after, lost)), labels.after))
  const members = named.map((place) => (asDocuments(type).merge?.[memberOf(place)]?.how === 'replace' ? `/${memberOf(place)}` : place))
  const others = changedBeside(before, after, [...ownPlaces(type, asked), ...volatileIn(type), ...members])
  return others.length === 0 ? kept : broken('the old values of fields that were not named', `others at ${others.join(', ')}`, labels.after)
}

/** Places that the server fills in by itself, and those that show what the update named. */
function ownPlaces({ shows = {} }: ResourceType, asked: JsonObject): readonly string[] {
  return Object.entries(shows).flatMap(([place, { field }]) => (field === undefined || at(asked, field) !== undefined ? [place] : []))
}

function memberOf(place: string): string {
  return place.split('/')[1] ?? ''
}

/** Places that had a value before and have another one after, some left out. */
function changedBeside(before: Json, after: Json, without: readonly string[]): readonly string[] {
  const [old, young] = [view(before, without), view(after, without)]
  return differences(old, young).filter((place) => at(old, place) !== undefined && !isEmpty(at(old, place)))
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
    const refusal = reading.refusal(name, 'update')
    return refusal.kind === 'met' ? refusal.value.statuses : []
  })
  const busy = reading.type.writesWhileBusy === undefined ? undefined : reading.refusal('wrong-phase', 'update')
  return met([409, 423, ...declared, ...(busy?.kind === 'met' ? busy.value.statuses : [])])
}

const parallelOperations = check({
  id: 'life.parallel-operations',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      update: reading.operation('update'),
      fields: plainFields(reading),
      lifecycle: reading.lifecycle(),
      read: reading.operation('read'),
      conflicts: conflicts(reading),
      nursery: nursery(reading),
      type: met(reading.type),
      onset: onset(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (
    api,
    {
      create,
      update,
      fields: {
        all: [field],
      },
      lifecycle,
      read,
      nursery: find,
      onset: begins,
    },
  ) => {
    const params = await find(api)
    const made = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (made === undefined || field === undefined) return
    await setOff(api, begins, made)
    const plan = { operation: read.id, params: made.params }
    const write = (value: Json) => api.send('write', { operation: update.id, params: made.params, body: field.body(value), atOnce: true })
    await Promise.all(field.values.slice(0, 2).map(write))
    const enough = (exchange: Exchange) => isOver(lifecycle, exchange)
    await within(api, { label: 'settling', plan, enough, withinSeconds: lifecycle.settles.withinSeconds })
    await api.send('end', plan)
  },
  judge: (
    history,
    {
      create: made,
      fields: {
        all: [field],
      },
      lifecycle,
      conflicts: statuses,
      type,
    },
  ) => {
    const writes = history.all('write')
    const isUnderWay = (exchange: Exchange) => !succeeded(exchange) || standingOf(lifecycle, answerOf(exchange)) === 'transient'
    if (field === undefined || !writes.some(isUnderWay)) return unclear('no transition was under way')
    const odd = writes.find((exchange) => !succeeded(exchange) && !statuses.includes(answerOf(exchange)?.status ?? 0))
    if (odd !== undefined) return broken('a write that is performed or refused as a conflict', told(odd), 'write')
    const end = history.find('end')
    if (!succeeded(end) || standingOf(lifecycle, answerOf(end)) === 'transient')
      return broken('a resource that settles', `${told(end)} in ${phaseOf(lifecycle, answerOf(end)) ?? 'no phase'}`, 'end')
    const accepted = writes.filter(succeeded).map((exchange) => at(bodyOf(exchange), field.pointer))
    // A create that is answered with a long-running operation does not show what it made: there, what was asked for stands.
    const create = history.find('create')
    const first = at(answerOf(create)?.json, field.pointer) ?? (create === undefined ? undefined : at(bodyOf(create), field.pointer))
    const isTold = made.operation.behaviour?.longRunning !== undefined
    if (accepted.length === 0 && first === undefined && isTold) return unclear(`no write was accepted, and what the field was before is not known`)
    const possible = accepted.length > 0 ? accepted : [first]
    const found = at(answerOf(end)?.json, field.pointer)
    const serial = possible.some((asked) => sameAt(type, field.pointer, { asked, shown: found }))
    return serial ? kept : broken(`one of ${possible.map(text).join(', ')} at ${field.pointer}`, text(found), 'end')
  },
})

export const updates: readonly Check[] = [updateEffective, parallelOperations]
