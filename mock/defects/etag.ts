import type { Defect } from '../defect.ts'
import { etagActionDefects } from './etag-actions.ts'
import { etagConditionDefects } from './etag-conditions.ts'
import { etagOrderDefects } from './etag-order.ts'
import { etagValidatorDefects } from './etag-validators.ts'

/** Ways to break what entity tags, conditional requests and safe methods promise. */
export const etagDefects: readonly Defect[] = [...etagValidatorDefects, ...etagConditionDefects, ...etagActionDefects, ...etagOrderDefects]
