import { afterwards } from './after.ts'
import { earlyDeletions } from './early.ts'
import { deletions } from './gone.ts'
import { guarded } from './guards.ts'
import { selfRemovals } from './self.ts'
import type { Test } from '../../plan.ts'

/** The end of a resource, and what comes after it. */
export const deletion: readonly Test[] = [...deletions, ...afterwards, ...earlyDeletions, ...selfRemovals, ...guarded]
