import { usage } from './in-use.ts'
import { ordered } from './order.ts'
import { readiness } from './unready.ts'
import type { Check } from '../../check.ts'

/** What others have to name before they can be made. */
export const prerequisites: readonly Check[] = [...ordered, ...readiness, ...usage]
