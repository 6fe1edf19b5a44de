import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { differences, sameJson, view } from '../../judge/view.ts'
import { every } from '../../generate/every.ts'
import { shapeAt } from '../../generate/shape.ts'
import { all, map, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { asDocuments, weakKeys } from '../merges.ts'
import { anotherValue, look, patching, write } from './writing.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange, History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Mutant } from '../../generate/mutant.ts'
import type { Api } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writing } from './writing.ts'

/** An invalid member to be sent beside a valid one. */
type Flaw = { readonly name: string; readonly value: Json; readonly first: boolean }

export const patchAtomic = check({
  id: 'content.patch-atomic',
  cost: 'refused',
  each: 'provider',
  runs: 2,
  needs: (reading) => {
    const needs = all({ writing: patching(reading), mutants: reading.everyMutant('update') })
    if (needs.kind === 'unmet') return needs
    const flaws = flawsBeside(needs.value.writing.field, needs.value.mutants)
    return flaws.length > 0 ? map(needs, ({ writing }) => ({ writing, flaws })) : unmet('no invalid member can be sent beside a valid one')
  },
  scenario: ({ flaws }) => fc.shuffledSubarray([...flaws], { minLength: Math.min(3, flaws.length), maxLength: Math.min(3, flaws.length) }),
  drive: async (api, { writing: needs }, flaws) => {
    const handle = await api.borrow()
    const { field } = needs
    const first = await look(api, 'first', handle)
    await write(api, needs, { label: 'control', handle, plan: { body: field.body(anotherValue(field, first)) } })
    const before = await look(api, 'before', handle)
    const valid = field.body(anotherValue(field, before))
    for (const [index, { name, value, first: leads }] of flaws.entries()) {
      const body: JsonObject = leads ? { [name]: value, ...valid } : { ...valid, [name]: value }
      await write(api, needs, { label: `attempt ${index}`, handle, plan: { body } })
    }
    await look(api, 'after', handle)
  },
  judge: (history, { writing: { volatile } }, flaws) => {
    const sides = { control: history.find('control'), before: history.find('before'), after: history.find('after'), without: volatile }
    return allOf(flaws.map((_, index) => refused({ ...sides, attempt: history.find(`attempt ${index}`) })))
  },
})

/** Invalid top-level members other than the valid one, each sent before it and after it. */
function flawsBeside(field: MutableField, mutants: readonly Mutant[]): readonly Flaw[] {
  const own = field.pointer.split('/')[1]
  const found = new Map<string, { readonly name: string; readonly value: Json }>()
  for (const mutant of mutants) {
    const name = mutant.at.split('/')[1] ?? ''
    const value = at(mutant.body, `/${name}`)
    // Null may be read as absence: val.null is about that.
    if (name !== '' && name !== own && value !== undefined && value !== null && at(mutant.body, mutant.at) !== null)
      found.set(JSON.stringify([name, value]), { name, value })
  }
  return [...found.values()].flatMap((flaw) => [true, false].map((first) => ({ ...flaw, first })))
}

export const patchSeenWhole = check({
  id: 'content.patch-seen-whole',
  proves: 'content.patch-atomic',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const needs = all({ writing: patching(reading), fields: reading.mutableFields() })
    if (needs.kind === 'unmet') return needs
    const calm = quiet(needs.value.writing, needs.value.fields).slice(0, 2)
    return calm.length === 2 ? map(needs, ({ writing }) => ({ writing, fields: calm })) : unmet('no two fields can be changed at once')
  },
  scenario: () => fc.constantFrom(3, 4),
  drive: async (api, { writing: needs, fields }, readers) => {
    const handle = await api.borrow()
    const { params } = handle
    const first = await look(api, 'first', handle)
    await write(api, needs, { label: 'control', handle, plan: { body: together(fields, first) } })
    await api.send('reader of the control', { operation: needs.read.id, params })
    const before = await look(api, 'before', handle)
    const read = () => api.send('reader', { operation: needs.read.id, params })
    const patch = write(api, needs, { label: 'patch', handle, plan: { body: together(fields, before) } })
    await Promise.all([patch, ...Array.from({ length: readers }, read)])
    await read()
    await look(api, 'after', handle)
  },
  judge: (history, { fields }) => seenWhole(history, fields),
})

/** The fields that start no transition of the lifecycle; free-form objects left out, because no document tells what they may hold. */
function quiet({ update }: Writing, fields: readonly MutableField[]): readonly MutableField[] {
  const starters = (update.operation.behaviour?.triggers ?? []).map(({ changes }) => changes.replace(/^\//, ''))
  return fields.filter(({ pointer, values }) => !starters.includes(pointer.split('/')[1] ?? '') && !values.some(isObject))
}

/** One update body that gives each field a value it does not have. */
function together(fields: readonly MutableField[], shown: Exchange | undefined): JsonObject {
  const body = fields.reduce<Json>(
    (rest, field) => withAt(rest, field.pointer, anotherValue(field, shown)),
    fields[0]?.body(anotherValue(fields[0], shown)) ?? {},
  )
  return isObject(body) ? body : {}
}

function seenWhole(history: History, fields: readonly MutableField[]): Judgement {
  if (!succeeded(history.find('control')) || !succeeded(history.find('patch'))) return unclear('the change of two fields at once was not accepted')
  const [old, next] = ['before', 'after'].map((label) => history.answer(label)?.json)
  const torn = tornAmong(history, ['first', 'reader of the control', 'before'], fields) ?? tornAmong(history, ['before', 'reader', 'after'], fields)
  if (torn !== undefined) {
    const values = fields.map(({ pointer }) => `${pointer} ${JSON.stringify(at(answerOf(torn)?.json, pointer) ?? null)}`)
    return broken('every reader sees all of a patch, or nothing of it', values.join(', '), torn.label)
  }
  return fields.some(({ pointer }) => sameJson(at(old, pointer), at(next, pointer))) ? unclear('the patch did not change both fields visibly') : kept
}

/** A reader that saw neither what was shown before nor what was shown after. */
function tornAmong(history: History, [before, readers, after]: readonly [string, string, string], fields: readonly MutableField[]): Exchange | undefined {
  const sides = [before, after].map((label) => history.answer(label)?.json)
  const shows = (reader: Exchange, side: Json | undefined) => fields.every(({ pointer }) => sameJson(at(answerOf(reader)?.json, pointer), at(side, pointer)))
  return history.all(readers).find((reader) => succeeded(reader) && !sides.some((side) => shows(reader, side)))
}

/** What patches of single fields are tried with. `type` holds the rules by which they are judged. */
interface Merging {
  readonly writing: Writing
  readonly fields: readonly MutableField[]
  readonly type: ResourceType
  readonly written: readonly string[]
  readonly made: boolean
}

function merging(reading: Reading): Need<Merging> {
  const needs = all({ writing: patching(reading), fields: reading.mutableFields() })
  if (needs.kind === 'unmet') return needs
  if (reading.type.merge === undefined) return unmet(`the contract does not say how an update of a ${reading.resource} is merged`)
  const calm = [...quiet(needs.value.writing, needs.value.fields), ...keysIn(reading)]
  return calm.length > 0
    ? map(needs, ({ writing }) => ({ writing, fields: calm, type: reading.type, written: writtenIn(reading), made: reading.creatable().kind === 'met' }))
    : unmet('every update starts a transition')
}

const fieldByField = {
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  scenario: ({ fields }: Merging) => every([...fields.keys()].filter((index) => index < 4 || index >= fields.length - 2)),
  drive: async (api: Api, { writing: needs, fields, made }: Merging, chosen: readonly number[]): Promise<void> => {
    const handle = made ? await api.make('making') : await api.borrow()
    const first = await look(api, 'first', handle)
    await write(api, needs, { label: 'fill', handle, plan: { body: together(fields, first) } })
    for (const index of chosen) {
      const before = await look(api, `before ${index}`, handle)
      const field = fields[index]
      if (field !== undefined) await write(api, needs, { label: `patch ${index}`, handle, plan: { body: field.body(anotherValue(field, before)) } })
      await look(api, `after ${index}`, handle)
    }
  },
  judge: (history: History, { fields, type, written }: Merging, chosen: readonly number[]): Judgement => {
    if (!succeeded(history.find('fill'))) return unclear(`the update of every field was not accepted: ${told(history.find('fill'))}`)
    const filled = leftAlone(history, { before: 'first', patch: 'fill', after: `before ${chosen[0] ?? 0}` }, { fields, type, written })
    return allOf([filled, ...chosen.map((index) => leftAlone(history, labelsOf(index), { fields: fields.slice(index, index + 1), type, written }))])
  },
} as const

export const mergePatch = check({
  ...fieldByField,
  id: 'content.merge-patch',
  needs: (reading) => map(merging(reading), (found) => ({ ...found, type: asDocuments(found.type) })),
})

/** The same inside objects whose merging by keys is known from less than documents. */
export const mergeKeys = check({
  ...fieldByField,
  id: 'content.merge-keys',
  proves: 'content.merge-patch',
  needs: (reading) => {
    const found = merging(reading)
    const weak = weakKeys(reading.type)
    if (found.kind === 'unmet') return found
    return weak.length > 0 ? met(found.value, ...found.leansOn, ...weak) : unmet('every merging by keys is documented')
  },
})

/** Two keys of each map that is merged key by key, and whose values the schema types. */
function keysIn(reading: Reading): readonly MutableField[] {
  const need = reading.bodySchema('update')
  const body = need.kind === 'met' ? shapeAt(need.value.contract.document, need.value.where) : undefined
  if (need.kind === 'unmet' || body === undefined || body.required.size > 0) return []
  const { contract, where } = need.value
  return Object.entries(reading.type.merge ?? {}).flatMap(([name, { how }]) => {
    const map = shapeAt(contract.document, body.properties.get(name) ?? '')
    if (how !== 'keys' || map === undefined || map.properties.size > 0 || !isObject(map.keywords['additionalProperties'])) return []
    return ['one', 'two'].flatMap((key): readonly MutableField[] => {
      const values = ['a', 'b'].filter((value) => contract.validate(where, { [name]: { [key]: value } }).length === 0)
      return values.length < 2 ? [] : [{ pointer: `/${name}/${key}`, values, body: (value) => ({ [name]: { [key]: value } }) }]
    })
  })
}

/** Names of the members that clients write; what the server shows besides is its own to change. */
function writtenIn(reading: Reading): readonly string[] {
  const schemas = (['create', 'update'] as const).flatMap((action) => {
    const need = reading.bodySchema(action)
    return need.kind === 'met' ? [need.value] : []
  })
  return [...new Set(schemas.flatMap(({ contract, where }) => [...(shapeAt(contract.document, where)?.properties.keys() ?? [])]))]
}

function labelsOf(index: number): Sides {
  return { before: `before ${index}`, patch: `patch ${index}`, after: `after ${index}` }
}

/** Labels of a patch and of the reads around it. */
interface Sides {
  readonly before: string
  readonly patch: string
  readonly after: string
}

/** The fields that a patch names. */
interface Named {
  readonly fields: readonly MutableField[]
  readonly type: ResourceType
  readonly written: readonly string[]
}

/** Whether nothing changed but the fields that were named. */
function leftAlone(history: History, sides: Sides, { fields, type, written }: Named): Judgement {
  const patch = history.find(sides.patch)
  if (accepted(patch).kind !== 'kept') return unclear(`a patch was not accepted: ${told(patch)}`)
  const without = [...fields.map((field) => namedBy(field, type)), ...Object.keys(type.shows ?? {})]
  const [before, after] = [sides.before, sides.after].map((label) => {
    const json = history.answer(label)?.json
    return view(Object.fromEntries(written.flatMap((name) => (at(json, `/${name}`) === undefined ? [] : [[name, at(json, `/${name}`) ?? null]]))), without)
  })
  const places = differences(before, after).filter((place) => !sameJson(at(before, place) ?? {}, at(after, place) ?? {}))
  if (places.length === 0) return kept
  const named = fields.map(({ pointer }) => pointer).join(' and ')
  return broken(`a patch that names ${named} leaves the rest as it was`, `${places.join(', ')} changed as well`, sides.patch)
}

/** What a patch of a field names: the field itself, or the whole member it lies in where that is replaced whole. */
function namedBy({ pointer }: MutableField, type: ResourceType): string {
  const name = pointer.split('/')[1] ?? ''
  return type.merge?.[name]?.how === 'keys' ? pointer : `/${name}`
}
