import { all, map, met, unmet } from '../../need.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** A change of one field by an update that sets nothing in motion. */
export interface Edit {
  readonly update: string
  readonly pointer: string
  readonly values: readonly Json[]
  /** The body that gives it one of its values; another one for the next number. */
  readonly body: (turn: number) => JsonObject
  readonly says: readonly Sourced[]
}

/** A field whose change sets nothing in motion and for which `suits` holds. */
export function quietField(reading: Reading, suits: (pointer: string) => boolean = () => true): Need<Edit> {
  const needs = all({ update: reading.operation('update'), fields: reading.mutableFields() })
  if (needs.kind === 'unmet') return needs
  const { update, fields } = needs.value
  const starts = (update.operation.behaviour?.triggers ?? []).map(({ changes }) => changes.replace(/^\//, ''))
  const isQuiet = ({ pointer }: MutableField) => !starts.includes(pointer.split('/')[1] ?? '') && reading.type.merge?.[pointer.slice(1)] === undefined
  const field = fields.find((one) => isQuiet(one) && suits(one.pointer))
  if (field === undefined) return unmet(`no such field of a ${reading.resource} changes without setting it in motion`)
  const { behaviour } = update.operation
  return map(needs, () => ({
    update: update.id,
    pointer: field.pointer,
    values: field.values,
    body: (turn) => field.body(field.values[turn % field.values.length] ?? null),
    says: behaviour === undefined ? [] : [behaviour],
  }))
}

/** The same, or undefined where there is none. Leans on nothing: whoever accuses over the change leans on what it says. */
export function anyQuietField(reading: Reading, suits?: (pointer: string) => boolean): Need<Edit | undefined> {
  const found = quietField(reading, suits)
  return met(found.kind === 'met' ? found.value : undefined)
}
