import { cleanUp, conservation, noResurrection } from './existence.ts'
import { oneEffect } from './keys.ts'
import { statesFollow } from './phases.ts'
import { secretsStayHidden } from './secrets.ts'
import { oneWinner, readsGoForward, versionOrder } from './versions.ts'
import { viewsAgree } from './views.ts'
import { finishedStays, workAgrees } from './work.ts'
import { listsAgree, readYourWrites, unwrittenStays } from './writes.ts'
import type { Invariant } from './invariant.ts'

/** What is asked of each deed, in this order: what was promised expressly goes before what follows from it. */
export const invariants: readonly Invariant[] = [
  oneEffect,
  oneWinner,
  readYourWrites,
  conservation,
  cleanUp,
  versionOrder,
  finishedStays,
  workAgrees,
  statesFollow,
  viewsAgree,
  secretsStayHidden,
  unwrittenStays,
  readsGoForward,
  noResurrection,
  listsAgree,
]
