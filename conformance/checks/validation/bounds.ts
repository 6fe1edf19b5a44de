import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { count, list } from '../../generate/shape.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { answerOf } from '../../history.ts'
import { namePlace } from '../../naming.ts'
import { all, met } from '../../need.ts'
import { sameJson } from '../../judge/view.ts'
import { obeying } from '../../rules/obeying.ts'
import { boundPlaces, touches } from '../../rules/places.ts'
import { at, withAt } from '../../../specs/json.ts'
import { unclear } from '../../verdict.ts'
import { change, currentBody, labels, newBody, tryAll } from './attempts.ts'
import { memberOf, shapeOf, textIn } from './places.ts'
import { allRefused } from './verdicts.ts'
import { attemptOf, wrongsOf } from './wrong.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Judgement } from '../../verdict.ts'
import type { Json } from '../../../specs/json.ts'
import type { Shape } from '../../generate/shape.ts'
import type { Target } from './target.ts'
import type { Wrong } from './wrong.ts'

const bounding = new Set([
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'uniqueItems',
  'multipleOf',
])

/** How many names are tried where one of a given length may be taken. */
const names = 4

/** A value exactly at a declared bound, which has to be accepted. */
export type Fit = { readonly action: 'create' | 'update'; readonly at: string; readonly keyword: string; readonly value: Json }

export const bounds = check({
  id: 'val.bounds',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const wrongs = wrongsOf(reading, ({ keyword }) => bounding.has(keyword))
    if (wrongs.kind === 'unmet') return wrongs
    return all({
      outside: wrongs,
      fits: met(fitsOf(wrongs.value.target, wrongs.value.wrongs)),
      taken: met(takenStatus(reading.refusal('name-taken', 'create'))),
    })
  },
  scenario: ({ outside, fits }) => fc.record({ wrongs: every(outside.wrongs), fits: every(fits) }),
  drive: async (api, { outside: { target }, taken }, { wrongs, fits }) => {
    const controlled = new Set<string>()
    for (const fit of fits) {
      await tryFit(api, target, { fit, taken, isFirst: !controlled.has(fit.action) })
      controlled.add(fit.action)
    }
    await tryAll(
      api,
      target,
      wrongs.map((wrong) => attemptOf(wrong, target)),
    )
  },
  judge: (history, { outside: { target }, taken }, { wrongs, fits }) => {
    const within = fits.map((fit): Judgement => {
      const exchange = history.find(labelOf(fit))
      const status = answerOf(exchange)?.status
      if (status !== undefined && status === taken && isName(target, fit))
        return unclear(`every name of that length that was tried is taken: ${told(exchange)}`)
      const control = accepted(history.find(fit.action === 'create' ? `${labels.create} first` : `${labels.update} first`))
      return control.kind === 'kept' ? accepted(exchange) : unclear('there is no positive control: a plain body was not accepted')
    })
    const outside = wrongs.length === 0 ? [] : [allRefused(history, target, { attempts: wrongs.map((wrong) => attemptOf(wrong, target)) })]
    return allOf([...within, ...outside])
  },
})

function labelOf({ action, at: place, keyword }: Fit): string {
  return `${action}: ${place} exactly at ${keyword}`
}

function takenStatus(need: { readonly kind: 'met'; readonly value: { readonly status: number } } | { readonly kind: 'unmet' }): number | null {
  return need.kind === 'met' ? need.value.status : null
}

/** For each bound that is overstepped, the value that just meets it, where the schema has nothing else against it. */
export function fitsOf(target: Target, wrongs: readonly Wrong[]): readonly Fit[] {
  const seen = new Set<string>()
  // Of other names than the one that each attempt has for itself, the one at the bound may be taken.
  const names = rulesOf(target.type, 'unique').flatMap(({ at: places, within }) => (within === undefined ? [] : places))
  const others = names.filter((place) => place !== namePlace(target.type))
  const known = [...boundPlaces(target.type, 'create'), ...others, ...Object.keys(target.type.kubeconfigs ?? {})]
  const fixed = new Set(rulesOf(target.type, 'immutable').flatMap((rule) => rule.at.map((place) => place.slice(1))))
  return wrongs.flatMap(({ action, at: place, keyword }) => {
    const write = target[action]
    const shape = write === undefined ? undefined : shapeOf(target.contract, write.schema.where, place)
    const key = `${action} ${place} ${keyword}`
    if (write === undefined || shape === undefined || seen.has(key) || touches(known, place) || (action === 'update' && fixed.has(memberOf(place)))) return []
    seen.add(key)
    const value = atBound(shape, keyword, at(write.base, place) ?? null)
    const body = value === undefined ? undefined : withAt(write.base, place, value)
    if (value === undefined || body === undefined || target.contract.validate(write.schema.where, body).length > 0) return []
    if (!sameJson(obeying(body, write.schema.rules ?? []), body)) return []
    return [{ action, at: place, keyword, value }]
  })
}

function atBound({ keywords }: Shape, keyword: string, current: Json): Json | undefined {
  const bound = count(keywords[keyword])
  if (bound === undefined) return undefined
  switch (keyword) {
    case 'minLength':
    case 'maxLength':
      return bound > 4096 || typeof current !== 'string' ? undefined : current.padEnd(bound, 'a').slice(0, bound)
    case 'minimum':
    case 'maximum':
      return bound
    case 'minItems':
    case 'maxItems':
      return bound > 100 ? undefined : Array.from({ length: bound }, (_, index) => list(current)[index] ?? another(list(current)[0], index))
    default:
      return undefined
  }
}

/** An item like another one and yet not the same: some arrays have each of their items once. */
function another(item: Json | undefined, number: number): Json {
  return typeof item === 'string' ? `${item}${number}` : (item ?? null)
}

interface Trial {
  readonly fit: Fit
  readonly taken: number | null
  /** True where no plain body was sent yet as a positive control. */
  readonly isFirst: boolean
}

async function tryFit(api: Api, target: Target, { fit, taken, isFirst }: Trial): Promise<void> {
  const handle = await api.borrow()
  const label = labelOf(fit)
  if (fit.action === 'update') {
    const body = await currentBody(api, target, handle)
    if (isFirst) await change(api, target, { label: `${labels.update} first`, handle, plan: { body } })
    await change(api, target, { label, handle, plan: { body: withAt(body, fit.at, fit.value) } })
    return
  }
  const { create } = target
  if (create === undefined) return
  const { params } = handle
  if (isFirst) await api.control(`${labels.create} first`, { operation: create.id, params, body: newBody(api, target) })
  for (let attempt = 0; attempt < names; attempt += 1) {
    const body = newBody(api, target)
    const value = isName(target, fit) ? ofLength(textIn(body, fit.at), textIn(fit.value, '').length) : fit.value
    const exchange = await api.send(label, { operation: create.id, params, body: withAt(body, fit.at, value) })
    if (answerOf(exchange)?.status !== taken || !isName(target, fit)) return
  }
}

/** True for the name under which clients make a resource. */
function isName({ type }: Target, { action, at: place }: Fit): boolean {
  return action === 'create' && place === namePlace(type)
}

/** A name of exactly this length: the run's own mark where it has room for it, letters made from it where it has not. */
export function ofLength(name: string, length: number): string {
  if (length >= name.length) return name.padEnd(length, 'a')
  let sum = 0
  for (const char of name) sum = (sum * 31 + char.charCodeAt(0)) % 308_915_776
  return Array.from({ length }, (_, index) => String.fromCharCode(97 + (Math.floor(sum / 26 ** (index % 6)) % 26))).join('')
}
