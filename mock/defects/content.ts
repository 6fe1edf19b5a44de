import type { Defect } from '../defect.ts'
import { contentAnswerDefects } from './content-answers.ts'
import { contentMethodDefects } from './content-methods.ts'
import { contentPatchDefects } from './content-patches.ts'

/** Ways to break the `content.*` requirements. */
export const contentDefects: readonly Defect[] = [...contentAnswerDefects, ...contentMethodDefects, ...contentPatchDefects]
