import { unmet } from '../need.ts'
import type { MutableField } from '../generate/mutable.ts'
import type { Need } from '../need.ts'
import type { Reading } from '../reading.ts'

/**
 * A field that several requests can give different values at once: three at least, the one before and two to choose from. Preferably
 * one that takes more than `most`, because the more are at it, the surer is what is found.
 */
export function contested(reading: Reading, most: number): Need<MutableField> {
  const fields = reading.mutableFields()
  if (fields.kind === 'unmet') return fields
  const field = fields.value.find(({ many = [] }) => many.length > most) ?? fields.value.find(({ values }) => values.length > 2)
  return field === undefined ? unmet(`no field of a ${reading.resource} takes three values`) : { ...fields, value: field }
}
