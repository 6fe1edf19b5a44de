import { listChecks, listMonitors } from './items.ts'
import { memberships } from './membership.ts'
import type { Test } from '../../plan.ts'

/** What lists hold, and how. */
export const list: readonly Test[] = [...memberships, ...listChecks, ...listMonitors]
