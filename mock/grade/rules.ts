import { followsPages } from './pages.ts'
import { pollsSlowly, stopsPolling } from './polls.ts'
import { backsOff, keepsKeysApart, reusesKey, sendsKey, waitsAsTold } from './retries.ts'
import type { Rule } from './rule.ts'
import { keepsSecrets } from './secrets.ts'
import { dropsRefused, readsAfterStale, readsBeforeWriting, sendsCondition } from './writes.ts'

/** What a client is graded by, in the order in which it is told. */
export const rules: readonly Rule[] = [
  readsBeforeWriting,
  sendsCondition,
  readsAfterStale,
  sendsKey,
  reusesKey,
  keepsKeysApart,
  dropsRefused,
  waitsAsTold,
  backsOff,
  pollsSlowly,
  stopsPolling,
  followsPages,
  keepsSecrets,
]
