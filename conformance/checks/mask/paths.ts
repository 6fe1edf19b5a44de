import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { succeeded } from '../../history.ts'
import { isBlank, standsFor, written } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { broken, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { sameJson } from '../../judge/view.ts'
import { apart, rounds } from './fields.ts'
import { look } from '../rule/steps.ts'
import { bodyWith, choosing, filled, fresh, maskedUpdates, sidesOf, taken, afterwards, untouched, write } from './steps.ts'
import { isSpared, placeOf } from '../../mask.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { MaskField } from './fields.ts'
import type { Masked, Sides } from './steps.ts'

/** The fields with these paths, in as few updates as will do. */
function roundsOf(fields: readonly MaskField[], paths: readonly string[]): readonly (readonly MaskField[])[] {
  return rounds(fields.filter(({ path }) => paths.includes(path)))
}

function sidesIn(round: number): Sides {
  return { write: `round ${round + 1}`, before: `before round ${round + 1}`, after: afterwards(`round ${round + 1}`) }
}

const everyPath = check({
  id: 'mask.paths',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: maskedUpdates,
  scenario: ({ fields }) => every(fields.map(({ path }) => path)),
  // One of its own: there are few steps to take where a field goes in steps.
  drive: async (api, masked, paths) => {
    const handle = await api.make('create')
    for (const [index, fields] of roundsOf(masked.fields, paths).entries()) {
      const labels = sidesIn(index)
      const before = await look(api, masked, { handle, label: labels.before })
      const ready = fields.filter((field) => field.values(before).length > 0)
      if (ready.length === 0) continue
      const body = bodyWith(masked, { before, values: fresh(ready, before), paths: ready.map(({ path }) => path) })
      await write(api, masked, { handle, label: labels.write, body })
    }
  },
  judge: (history, { fields, least }, paths) => {
    const sent = roundsOf(fields, paths).flatMap((round, index) =>
      history.find(sidesIn(index).write) === undefined ? [] : [understood(history, round, { index, least })],
    )
    return allOf(sent)
  },
})

function understood(
  history: History,
  fields: readonly MaskField[],
  { index, least }: { readonly index: number; readonly least: readonly Sourced[] },
): Judgement {
  const labels = sidesIn(index)
  const write = history.find(labels.write)
  if (succeeded(write)) return taken(history, labels, fields)
  const paths = fields.map(({ path }) => path).join(', ')
  return leaning(broken(`an update whose mask names ${paths}`, told(write), labels.write), [...fields.flatMap(({ leansOn }) => leansOn), ...least])
}

/** Fields that a mask without a value in the body empties. */
function clearable({ fields, mask }: Masked): readonly MaskField[] {
  return fields.filter(({ kind, path }) => kind === 'free' && !isSpared(mask, path))
}

const clears = check({
  id: 'mask.clears',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const masked = choosing(reading, { least: 1, choose: clearable, because: `no field of a ${reading.resource} can be emptied through its mask` })
    return masked.kind === 'unmet' ? masked : map(all({ masked, clears: met(true, masked.value.mask.clears) }), (found) => found.masked)
  },
  scenario: ({ chosen }) => every(chosen.map(({ path }) => path)),
  drive: async (api, masked, paths) => {
    const handle = await api.borrow()
    for (const [index, fields] of roundsOf(masked.chosen, paths).entries()) {
      const labels = sidesIn(index)
      await filled(api, masked, { handle, fields })
      const before = await look(api, masked, { handle, label: labels.before })
      await write(api, masked, { handle, label: labels.write, body: bodyWith(masked, { before, values: [], paths: fields.map(({ path }) => path) }) })
    }
  },
  judge: (history, masked, paths) => allOf(roundsOf(masked.chosen, paths).map((fields, index) => cleared(history, masked, { fields, labels: sidesIn(index) }))),
})

interface Round {
  readonly fields: readonly MaskField[]
  readonly labels: Sides
}

function cleared(history: History, { type }: Masked, { fields, labels }: Round): Judgement {
  const places = fields.map(({ place }) => place)
  const sides = sidesOf(history, labels)
  if ('kind' in sides) return refusedRound(history, labels, fields) ?? sides
  if (places.every((place) => isBlank(at(sides.before, place)))) return unclear('none of the fields had a value that could be lost')
  const isCleared = (place: string, value: Json | undefined) => isBlank(value) || sameJson(value, type.defaults?.[place])
  const after = written(type, sides.after)
  const left = fields.find(({ place }) => !isCleared(place, at(after, place)))
  if (left !== undefined) return leaning(broken(`no value at ${left.place}`, text(at(after, left.place)), labels.after), left.leansOn)
  return untouched(history, labels, { type, but: places })
}

function refusedRound(history: History, labels: Sides, fields: readonly MaskField[]): Judgement | undefined {
  const write = history.find(labels.write)
  if (write === undefined || succeeded(write)) return undefined
  const leansOn = fields.flatMap((field) => field.leansOn)
  return leaning(broken('an update that empties what its mask names and its body lacks', told(write), labels.write), leansOn)
}

/** The fields that stay as they are when they are named without a value, and one that changes beside them. */
const spares = check({
  id: 'mask.spares',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const masked = maskedUpdates(reading)
    if (masked.kind === 'unmet') return masked
    const { clears: rule } = masked.value.mask
    const except = rule.except ?? []
    if (except.length === 0) return unmet(`no field of a ${reading.resource} is declared to stay when it is named without a value`)
    return all({ masked, except: met(except, rule) })
  },
  scenario: ({ except }) => every(except),
  drive: async (api, { masked }, paths) => {
    const handle = await api.borrow()
    const holders = masked.fields.filter(({ kind, path }) => kind !== 'step' && paths.some((spared) => spared === path || spared.startsWith(`${path}.`)))
    const spare = async (label: string) => {
      const before = await look(api, masked, { handle, label: `before ${label}` })
      await write(api, masked, { handle, label, body: bodyWith(masked, { before, values: [], paths }) })
    }
    await spare('update of what is not set')
    await filled(api, masked, { handle, fields: apart(holders) })
    await spare('update of what is set')
  },
  judge: (history, { masked }, paths) => {
    const updates = ['update of what is not set', 'update of what is set']
    return allOf(updates.map((label) => spared(history, masked, { write: label, places: paths.map(placeOf) })))
  },
})

function spared(history: History, { type }: Masked, { write, places }: { readonly write: string; readonly places: readonly string[] }): Judgement {
  const labels = { write, before: `before ${write}`, after: afterwards(write) }
  const update = history.find(write)
  if (update !== undefined && !succeeded(update)) return broken('an update that leaves what it names and holds no value for', told(update), write)
  const sides = sidesOf(history, labels)
  if ('kind' in sides) return sides
  const lost = places.find((place) => !standsFor(at(sides.before, place), at(sides.after, place)))
  if (lost !== undefined) return broken(`${text(at(sides.before, lost))} at ${lost}`, text(at(sides.after, lost)), labels.after)
  return untouched(history, labels, { type, but: [] })
}

export const pathChecks: readonly Check[] = [everyPath, clears, spares]
