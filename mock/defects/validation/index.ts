import type { Defect } from '../../defect.ts'
import { fieldDefects } from './fields.ts'
import { limitDefects } from './limits.ts'
import { numberDefects } from './numbers.ts'
import { quantityDefects } from './quantities.ts'
import { refusalDefects } from './refusals.ts'
import { schemaDefects } from './schema.ts'
import { storageDefects } from './storage.ts'
import { strangerDefects } from './strangers.ts'
import { textDefects } from './texts.ts'

/** Ways to break the `val.*` requirements. */
export const validationDefects: readonly Defect[] = [
  ...schemaDefects,
  ...limitDefects,
  ...quantityDefects,
  ...numberDefects,
  ...storageDefects,
  ...fieldDefects,
  ...strangerDefects,
  ...textDefects,
  ...refusalDefects,
]
