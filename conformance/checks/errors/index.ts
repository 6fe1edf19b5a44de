import { absentChecks } from './absent.ts'
import { codeMonitors } from './codes.ts'
import { explainingChecks } from './explains.ts'
import { errorMonitors } from './monitors.ts'
import type { Test } from '../../plan.ts'

/** What a refusal says, and what it must not say. */
export const errors: readonly Test[] = [...absentChecks, ...explainingChecks, ...errorMonitors, ...codeMonitors]
