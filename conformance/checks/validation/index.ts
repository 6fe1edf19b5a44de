import { bounds } from './bounds.ts'
import { dnsNames } from './dns.ts'
import { enumeration, formats, requiredMissing, wrongType } from './keywords.ts'
import type { Check } from '../../check.ts'

/** Checks of what a body may hold: every `val.*` requirement. */
export const validation: readonly Check[] = [requiredMissing, wrongType, bounds, enumeration, dnsNames, formats]
