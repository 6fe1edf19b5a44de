import { authLifetimeDefects } from './auth-lifetime.ts'
import { authDefects } from './auth.ts'
import { validationDefects } from './validation/index.ts'
import type { Defect } from '../defect.ts'

/** Every defect, in the order of their families. */
export const defects: readonly Defect[] = [...validationDefects, ...authDefects, ...authLifetimeDefects]
