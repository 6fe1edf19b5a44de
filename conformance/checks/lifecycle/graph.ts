import { met, unmet } from '../../need.ts'
import type { Lifecycle, Trigger } from '../../../specs/behaviour.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** The phases that a trigger leads through, in order, and where it ends. */
export function pathOf({ through, to }: Pick<Trigger, 'through' | 'to'>): readonly string[] {
  return [...through.map(({ phase }) => phase), to]
}

/** A lifecycle with what it says of the way from a create to a settled resource, and with that statement's basis. */
export interface Birth {
  readonly lifecycle: Lifecycle
  /** Phase in which a new resource is shown. */
  readonly initial: string
  /** Phase in which it settles. */
  readonly end: string
}

export function birth(reading: Reading): Need<Birth> {
  const document = reading.document()
  const name = reading.type.lifecycle
  const lifecycle = document.kind === 'met' && name !== undefined ? document.value.behaviour.lifecycles?.[name] : undefined
  const create = lifecycle?.triggers['create']
  if (lifecycle === undefined || create === undefined) return unmet(`a ${reading.resource} has no lifecycle that begins with its create`)
  const initial = pathOf(create)[0] ?? create.to
  const phase = lifecycle.phases[initial]
  return met({ lifecycle, initial, end: create.to }, create, ...(phase === undefined ? [] : [phase]))
}

/** The same, or undefined for a type without a lifecycle: for checks that apply to both. */
export function birthIfAny(reading: Reading): Need<Birth | undefined> {
  return reading.type.lifecycle === undefined ? met(undefined) : birth(reading)
}
