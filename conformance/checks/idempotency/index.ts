import { failures } from './failures.ts'
import { later } from './later.ts'
import { limits } from './limits.ts'
import { races } from './races.ts'
import { repeats } from './repeats.ts'
import { required } from './required.ts'
import { reuses } from './reuse.ts'
import { scopes } from './scope.ts'
import { writes } from './writes.ts'
import type { Check } from '../../check.ts'

/** What a key promises to whoever sends a request again. */
export const idempotency: readonly Check[] = [...repeats, ...races, ...reuses, ...required, ...limits, ...scopes, ...failures, ...later, ...writes]
