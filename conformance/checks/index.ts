import { content } from './content/index.ts'
import { security } from './security/index.ts'
import { rateLimits } from './rate-limit/index.ts'
import { idempotency } from './idempotency/index.ts'
import { errors } from './errors/index.ts'
import { authentication } from './auth/index.ts'
import { etagChecks } from './etag/index.ts'
import { validation } from './validation/index.ts'
import { deletion } from './delete/index.ts'
import { lifecycle } from './lifecycle/index.ts'
import { importation } from './import/index.ts'
import { list } from './list/index.ts'
import { operations } from './operation/index.ts'
import { pagination } from './pagination/index.ts'
import { models } from './model/index.ts'
import { masks } from './mask/index.ts'
import { connection } from './connect/index.ts'
import { prerequisites } from './prerequisite/index.ts'
import { rules } from './rule/index.ts'
import { upgrades } from './upgrade/index.ts'
import { replacement } from './replace/index.ts'
import { texts } from './text/index.ts'
import { typedItems } from './typed/index.ts'
import { actions } from './action/index.ts'
import { parts } from './part/index.ts'
import { overlaps } from './overlap/index.ts'
import type { Test } from '../plan.ts'

/** Every check there is. The list is explicit: nothing is run that does not stand here. */
export const checks: readonly Test[] = [
  ...etagChecks,
  ...validation,
  ...authentication,
  ...lifecycle,
  ...masks,
  ...operations,
  ...list,
  ...pagination,
  ...importation,
  ...deletion,
  ...errors,
  ...rateLimits,
  ...idempotency,
  ...security,
  ...content,
  ...rules,
  ...prerequisites,
  ...upgrades,
  ...typedItems,
  ...texts,
  ...replacement,
  ...actions,
  ...parts,
  ...overlaps,
  ...connection,
  ...models,
]
