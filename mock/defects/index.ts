import { contentDefects } from './content.ts'
import { securityDefects } from './security.ts'
import { surfaceDefects } from './surfaces.ts'
import { rateLimitDefects } from './rate-limit.ts'
import { errorDefects } from './errors.ts'
import { authLifetimeDefects } from './auth-lifetime.ts'
import { authDefects } from './auth.ts'
import { etagDefects } from './etag.ts'
import { validationDefects } from './validation/index.ts'
import { deleteDefects } from './delete.ts'
import { lifecycleBirthDefects } from './lifecycle-birth.ts'
import { lifecycleChangeDefects } from './lifecycle-change.ts'
import { lifecycleCourseDefects } from './lifecycle-course.ts'
import { lifecycleTraceDefects } from './lifecycle-trace.ts'
import { idempotencyDefects } from './idempotency.ts'
import { idempotencyKeyDefects } from './idempotency-keys.ts'
import { idempotencyScopeDefects } from './idempotency-scope.ts'
import { importDefects } from './import.ts'
import { importHostileDefects } from './import-hostile.ts'
import { importRequestDefects } from './import-requests.ts'
import { importSecretDefects } from './import-secrets.ts'
import { listDefects } from './list.ts'
import { maskDefects } from './mask.ts'
import { prerequisiteDefects } from './prerequisite.ts'
import { ruleDefects } from './rule.ts'
import { ruleChangeDefects } from './rule-changes.ts'
import { ruleOtherDefects } from './rule-others.ts'
import { upgradeDefects } from './upgrade.ts'
import { modelDefects } from './model.ts'
import { typedDefects } from './typed.ts'
import { textDefects } from './text.ts'
import { replaceDefects } from './replace.ts'
import { operationActionDefects } from './operation-actions.ts'
import { operationCommandDefects } from './operation-commands.ts'
import { operationDefects } from './operation.ts'
import { paginationDefects } from './pagination.ts'
import { connectDefects } from './connect.ts'
import { errorCodeDefects } from './error-codes.ts'
import { actionDefects } from './action.ts'
import { actionEffectDefects } from './action-effects.ts'
import { partDefects } from './part.ts'
import { overlapDefects } from './overlap.ts'
import type { Defect } from '../defect.ts'

/** Every defect, in the order of their families. */
export const defects: readonly Defect[] = [
  ...etagDefects,
  ...validationDefects,
  ...authDefects,
  ...authLifetimeDefects,
  ...errorDefects,
  ...rateLimitDefects,
  ...lifecycleBirthDefects,
  ...lifecycleCourseDefects,
  ...lifecycleChangeDefects,
  ...lifecycleTraceDefects,
  ...maskDefects,
  ...ruleDefects,
  ...ruleOtherDefects,
  ...prerequisiteDefects,
  ...ruleChangeDefects,
  ...upgradeDefects,
  ...typedDefects,
  ...textDefects,
  ...replaceDefects,
  ...actionDefects,
  ...actionEffectDefects,
  ...partDefects,
  ...overlapDefects,
  ...operationDefects,
  ...operationCommandDefects,
  ...operationActionDefects,
  ...listDefects,
  ...paginationDefects,
  ...importDefects,
  ...importRequestDefects,
  ...importHostileDefects,
  ...importSecretDefects,
  ...idempotencyDefects,
  ...idempotencyKeyDefects,
  ...idempotencyScopeDefects,
  ...deleteDefects,
  ...securityDefects,
  ...surfaceDefects,
  ...contentDefects,
  ...errorCodeDefects,
  ...connectDefects,
  ...modelDefects,
]
