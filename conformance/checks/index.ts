import { authentication } from './auth/index.ts'
import { etagSyntax, staleNotPerformed, updateChangesValidator } from './etag.ts'
import { validation } from './validation/index.ts'
import type { Test } from '../plan.ts'

/** Every check there is. The list is explicit: nothing is run that does not stand here. */
export const checks: readonly Test[] = [etagSyntax, updateChangesValidator, staleNotPerformed, ...validation, ...authentication]
