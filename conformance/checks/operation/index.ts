import { absences } from './absent.ts'
import { actions } from './acting.ts'
import { cancels } from './cancelling.ts'
import { endings } from './ending.ts'
import { listings } from './listing.ts'
import { workMonitors } from './monitors.ts'
import { waits } from './waiting.ts'
import type { Test } from '../../plan.ts'

/** Work that outlives its request: what long-running operations tell, and what can be done with them. */
export const operations: readonly Test[] = [...absences, ...waits, ...actions, ...cancels, ...endings, ...listings, ...workMonitors]
