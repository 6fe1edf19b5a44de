import { modelExistenceDefects } from './model-existence.ts'
import { modelViewDefects } from './model-views.ts'
import { modelWriteDefects } from './model-writes.ts'
import type { Defect } from '../defect.ts'

/** What goes wrong in sequences of requests of which each by itself is answered well. */
export const modelDefects: readonly Defect[] = [...modelWriteDefects, ...modelExistenceDefects, ...modelViewDefects]
