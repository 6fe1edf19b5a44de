import type { Defect } from '../../defect.ts'
import { limitDefects } from './limits.ts'
import { schemaDefects } from './schema.ts'

/** Ways to break the `val.*` requirements. */
export const validationDefects: readonly Defect[] = [...schemaDefects, ...limitDefects]
