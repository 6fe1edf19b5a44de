import { contextChecks } from './context.ts'
import { exposureChecks } from './exposure.ts'
import { inertChecks } from './inert.ts'
import { requestChecks } from './requests.ts'
import { surfaceMonitors } from './surfaces.ts'
import { tenancyChecks } from './tenancy.ts'
import type { Test } from '../../plan.ts'

/** What nobody may see or do who has no right to it. */
export const security: readonly Test[] = [...tenancyChecks, ...contextChecks, ...exposureChecks, ...inertChecks, ...requestChecks, ...surfaceMonitors]
