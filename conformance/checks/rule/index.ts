import { bodyRules } from './fields.ts'
import type { Check } from '../../check.ts'

/** Rules that hold between fields, and between fields and other resources. */
export const rules: readonly Check[] = [...bodyRules]
