import { actionConditional } from './actions.ts'
import { exactOctets, malformedNotIgnored, strongComparison } from './comparison.ts'
import { staleTellsCurrent } from './current-tag.ts'
import { deleteConditional } from './deletes.ts'
import { currentAccepted, missingPermitted, requiredMissing, staleNotPerformed, staleStatus } from './if-match.ts'
import { changedIsShown } from './if-none-match.ts'
import { starAndList } from './lists.ts'
import { mirrorsAgree } from './mirrors.ts'
import { equalTagEqualBytes, etagSyntax, stableWhenUnchanged } from './monitors.ts'
import { beforeContentProcessing, normalChecksFirst } from './order.ts'
import { parentPrecondition } from './parent-tag.ts'
import { concurrentSingleWinner, lostResponseRetry } from './races.ts'
import { safeMethods } from './safe-methods.ts'
import { createResponseIsCurrent, noAbaAfterRecreate, presentOnGet, updateChangesValidator, updateResponseIsCurrent } from './validators.ts'
import type { Test } from '../../plan.ts'

/** Entity tags and conditional requests, and methods that change nothing. */
export const etagChecks: readonly Test[] = [
  presentOnGet,
  etagSyntax,
  stableWhenUnchanged,
  equalTagEqualBytes,
  updateChangesValidator,
  updateResponseIsCurrent,
  createResponseIsCurrent,
  noAbaAfterRecreate,
  currentAccepted,
  staleNotPerformed,
  staleStatus,
  staleTellsCurrent,
  starAndList,
  strongComparison,
  exactOctets,
  malformedNotIgnored,
  missingPermitted,
  requiredMissing,
  changedIsShown,
  normalChecksFirst,
  beforeContentProcessing,
  mirrorsAgree,
  concurrentSingleWinner,
  deleteConditional,
  actionConditional,
  lostResponseRetry,
  parentPrecondition,
  safeMethods,
]
