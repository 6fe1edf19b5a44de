import { namedFields } from './named.ts'
import { withoutMask } from './omitted.ts'
import { pathChecks } from './paths.ts'
import { unknownPaths } from './unknown.ts'
import type { Test } from '../../plan.ts'

/** What a field mask of an update does. */
export const masks: readonly Test[] = [...namedFields, ...pathChecks, ...unknownPaths, ...withoutMask]
