import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { isBlank, moved, standsFor, written } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { isSpared } from '../../mask.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, steps } from '../../../specs/json.ts'
import { apart, firmest } from './fields.ts'
import { look } from '../rule/steps.ts'
import { bodyWith, choosing, filled, fresh, sidesOf, taken, afterwards, write } from './steps.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { MaskField } from './fields.ts'
import type { Masked } from './steps.ts'

const labels = { write: 'update', before: 'before', after: afterwards('update') }

function anyField(reading: Reading) {
  const because = `a mask of a ${reading.resource} names no field of any value`
  return choosing(reading, { least: 1, choose: ({ fields }) => apart(firmest(fields, 1)), because })
}

function named(fields: readonly MaskField[], paths: readonly string[]): readonly MaskField[] {
  return fields.filter(({ path }) => paths.includes(path))
}

/** Fields that rules do not let go, as they stand: the body has to hold them where it empties all that it does not hold. */
function stays({ mask, fields }: Masked, before: Json | undefined): readonly (readonly [string, Json])[] {
  const bound = mask.absent.policy === 'clear' ? fields.filter(({ kind }) => kind !== 'free') : []
  return bound.flatMap(({ place }) => {
    const now = at(before, place)
    return now === undefined || isBlank(now) ? [] : [[place, now] as const]
  })
}

/** What a body without a mask does; what becomes of fields that it lacks leans on less. */
const omitted = check({
  id: 'mask.omitted',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: anyField,
  scenario: ({ chosen }) =>
    fc.subarray(
      chosen.map(({ path }) => path),
      { minLength: 1, maxLength: Math.max(1, chosen.length - 1) },
    ),
  drive: async (api, masked, paths) => {
    const handle = await api.borrow()
    await filled(api, masked, { handle, fields: masked.chosen })
    const before = await look(api, masked, { handle, label: labels.before })
    const values = [...stays(masked, before), ...fresh(named(masked.chosen, paths), before)]
    await write(api, masked, { handle, label: labels.write, body: bodyWith(masked, { before, values, paths: null }) })
  },
  judge: (history, masked, paths) => {
    const given = named(masked.chosen, paths)
    return allOf([taken(history, labels, given), leaning(lacking(history, masked, given), [masked.mask.absent])])
  },
})

/** Judges what became of the fields that a body without a mask does not hold. */
function lacking(history: History, { type, mask, chosen }: Masked & { readonly chosen: readonly MaskField[] }, given: readonly MaskField[]): Judgement {
  const sides = sidesOf(history, labels)
  if ('kind' in sides) return sides
  const others = chosen.filter((field) => !given.includes(field) && !(mask.absent.policy === 'clear' && isSpared(mask, field.path)))
  if (mask.absent.policy === 'keep') {
    const lost = moved(
      type,
      sides,
      given.map(({ place }) => place),
    )
    return lost.length === 0 ? kept : broken('the old values of fields that the body does not hold', `others at ${lost.join(', ')}`, labels.after)
  }
  const after = written(type, sides.after)
  const left = others.find(({ place }) => !isBlank(at(after, place)) && !sameJson(at(after, place), type.defaults?.[place]))
  return left === undefined ? kept : broken(`no value at ${left.place}, which the body does not hold`, text(at(after, left.place)), labels.after)
}

/** A field that no update changes, and what says so. */
interface Fixed {
  readonly place: string
  readonly leansOn: Sourced
}

/** Those that can be seen, the documented ones first. Leans on none of them: whoever finds one changed says which. */
function fixedIn(type: ResourceType): readonly Fixed[] {
  const hidden = (type.writeOnly ?? []).flatMap(({ places }) => places)
  const rules = rulesOf(type, 'immutable').toSorted((a, b) => Number(a.basis !== 'documented') - Number(b.basis !== 'documented'))
  return rules.flatMap((rule) => rule.at.map((place) => ({ place, leansOn: rule }))).filter(({ place }) => !hidden.includes(place))
}

function pathOf(place: string): string {
  return steps(place).join('.')
}

const immutable = check({
  id: 'mask.immutable',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const fixed = fixedIn(reading.type)
    return all({ masked: anyField(reading), fixed: fixed.length > 0 ? met(fixed) : unmet(`no field of a ${reading.resource} is immutable and shown`) })
  },
  scenario: ({ fixed }) => every(fixed.map(({ place }) => place)),
  drive: async (api, { masked }, places) => {
    const handle = await api.borrow()
    for (const place of places) {
      const before = await look(api, masked, { handle, label: `before ${place}` })
      const known = masked.chosen.slice(0, 1)
      const values = [...fresh(known, before), [place, other(api, masked.type, { place, now: at(before, place) })] as const]
      for (const [label, paths] of masks(place, known)) await write(api, masked, { handle, label, body: bodyWith(masked, { before, values, paths }) })
    }
    const before = await look(api, masked, { handle, label: 'before the control' })
    const paths = masked.chosen.map(({ path }) => path)
    await write(api, masked, { handle, label: 'control', body: bodyWith(masked, { before, values: fresh(masked.chosen, before), paths }) })
  },
  judge: (history, { masked, fixed }, places) => {
    if (!succeeded(history.find('control'))) return unclear(`there is no positive control: an update of other fields got ${told(history.find('control'))}`)
    const known = masked.chosen.slice(0, 1)
    return allOf(
      places.flatMap((place) => {
        const leansOn = fixed.filter((one) => one.place === place).map((one) => one.leansOn)
        return masks(place, known).map(([label]) => leaning(same(history, { place, label }), leansOn))
      }),
    )
  },
})

/** The immutable field alone in the mask, and behind another one. */
function masks(place: string, known: readonly MaskField[]): readonly (readonly [label: string, paths: readonly string[]])[] {
  return [
    [`${place} alone`, [pathOf(place)]],
    [`${place} behind another`, [...known.map(({ path }) => path), pathOf(place)]],
  ]
}

/** Judged by effect only: it may be refused, ignored, or done but for this field. */
function same(history: History, { place, label }: { readonly place: string; readonly label: string }): Judgement {
  const [before, after] = [history.find(`before ${place}`), history.find(afterwards(label))].map((exchange) =>
    succeeded(exchange) ? answerOf(exchange)?.json : undefined,
  )
  if (before === undefined || after === undefined) return unclear('the resource could not be seen before and after')
  const [was, is] = [before, after].map((view) => at(view, place))
  return standsFor(was, is) ? kept : broken(`${text(was)} at ${place}`, `${told(history.find(label))}, and then ${text(is)}`, label)
}

/** Another value of the same type that would do if the field could change. */
function other(api: Api, type: ResourceType, { place, now }: { readonly place: string; readonly now: Json | undefined }): Json {
  const offered = rulesOf(type, 'offered').find((rule) => rule.at === place)
  const found = offered?.values.find((value) => !sameJson(value, now))
  if (found !== undefined) return found
  if (typeof now === 'number') return now + 1
  return Array.isArray(now) ? [] : api.name()
}

export const withoutMask: readonly Check[] = [omitted, immutable]
