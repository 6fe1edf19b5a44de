import type { Defect } from '../../defect.ts'
import { limitDefects } from './limits.ts'
import { quantityDefects } from './quantities.ts'
import { schemaDefects } from './schema.ts'
import { storageDefects } from './storage.ts'

/** Ways to break the `val.*` requirements. */
export const validationDefects: readonly Defect[] = [...schemaDefects, ...limitDefects, ...quantityDefects, ...storageDefects]
