import { filterChecks } from './filters.ts'
import { listChecks, listMonitors } from './items.ts'
import { memberships } from './membership.ts'
import { omissionChecks } from './omitted.ts'
import { orderChecks } from './order.ts'
import type { Test } from '../../plan.ts'

/** What lists hold, and how. */
export const list: readonly Test[] = [...memberships, ...listChecks, ...filterChecks, ...orderChecks, ...omissionChecks, ...listMonitors]
