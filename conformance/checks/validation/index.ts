import { bounds } from './bounds.ts'
import { dnsNames } from './dns.ts'
import { enumeration, formats, requiredMissing, wrongType } from './keywords.ts'
import { quantityAccept, quantityReject } from './quantities.ts'
import { validAccepted } from './roundtrip.ts'
import type { Check } from '../../check.ts'

/** Checks of what a body may hold: every `val.*` requirement. */
export const validation: readonly Check[] = [validAccepted, requiredMissing, wrongType, bounds, enumeration, dnsNames, quantityAccept, quantityReject, formats]
