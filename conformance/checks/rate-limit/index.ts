import { throttledAnswerChecks } from './answers.ts'
import { throttlingEffectChecks } from './effects.ts'
import { fieldChecks } from './fields.ts'
import type { Check } from '../../check.ts'

/** What happens to a client that asks too often. Only where the user allows it. */
export const rateLimits: readonly Check[] = [...throttledAnswerChecks, ...throttlingEffectChecks, ...fieldChecks]
