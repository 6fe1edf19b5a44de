import { mutantsOf } from '../../generate/mutant.ts'
import { namePlace } from '../../naming.ts'
import { met, unmet } from '../../need.ts'
import { at, withAt } from '../../../specs/json.ts'
import { shapeOf } from './places.ts'
import { targetOf } from './target.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Mutant } from '../../generate/mutant.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Attempted } from './attempts.ts'
import type { Target } from './target.ts'

/** One violation, as plain data. `value` is absent where the member is left out; at the empty pointer it is the whole body. */
export type Wrong = {
  readonly action: 'create' | 'update'
  readonly at: string
  readonly keyword: string
  readonly variant: string
  readonly value?: Json
}

export interface Wrongs {
  readonly target: Target
  readonly wrongs: readonly Wrong[]
}

/** Which violations a check is about: by keyword, and by the format of the place where there is one. */
export type Wanted = (mutant: Pick<Mutant, 'keyword' | 'at'>, format: string | undefined) => boolean

/** The violations of create and update bodies that a check is about; unmet where the schemas have no place for any. */
export function wrongsOf(reading: Reading, wanted: Wanted): Need<Wrongs> {
  const all = targetOf(reading)
  if (all.kind === 'unmet') return all
  const chosen = (['create', 'update'] as const).flatMap((action) => (all.value[action] === undefined ? [] : some(reading, action, wanted)))
  const actions = [...new Set(chosen.map(({ action }) => action))]
  if (actions.length === 0) return unmet(`nothing in the bodies of a ${reading.resource} can be violated in this way`)
  const target = targetOf(reading, actions)
  return target.kind === 'unmet' ? target : met({ target: target.value, wrongs: chosen }, ...target.leansOn)
}

function some(reading: Reading, action: 'create' | 'update', wanted: Wanted): readonly Wrong[] {
  const mutants = reading.everyMutant(action)
  const schema = reading.bodySchema(action)
  if (mutants.kind === 'unmet' || schema.kind === 'unmet') return []
  const formatAt = (place: string) => {
    const format = shapeOf(schema.value.contract, schema.value.where, place)?.keywords['format']
    return typeof format === 'string' ? format : undefined
  }
  return mutants.value.filter((mutant) => wanted(mutant, formatAt(mutant.at))).map((mutant) => wrongOf(action, mutant))
}

function wrongOf(action: 'create' | 'update', { body, at: place, keyword, variant }: Mutant): Wrong {
  const value = place === '' ? body : at(body, place)
  return { action, at: place, keyword, variant, ...(value !== undefined && { value }) }
}

/** The write that makes this violation in an otherwise valid body. */
export function attemptOf(wrong: Wrong, target: Target): Attempted {
  return { action: wrong.action, label: labelOf(wrong), of: (valid) => ({ body: bodyOf(wrong, target, valid) }) }
}

export function labelOf({ action, at: place, keyword, variant }: Wrong): string {
  return `${action}: ${place === '' ? 'body' : place}, ${keyword}, ${variant}`
}

function bodyOf(wrong: Wrong, target: Target, valid: JsonObject): Json {
  if (wrong.at === '') return wrong.value ?? null
  return anew(wrong, target, valid) ?? withAt(valid, wrong.at, wrong.value)
}

/** A name is violated anew each time: one that was used before could be refused for being taken. */
function anew(wrong: Wrong, target: Target, valid: JsonObject): Json | undefined {
  const write = target[wrong.action]
  if (write === undefined || wrong.at !== namePlace(target.type)) return undefined
  const { where } = write.schema
  const { document, validate } = target.contract
  const mutants = mutantsOf({ document, where, judge: (value) => validate(where, value) }, valid)
  return mutants.find(({ at: place, keyword, variant }) => place === wrong.at && keyword === wrong.keyword && variant === wrong.variant)?.body
}
