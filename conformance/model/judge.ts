import { kept, unclear } from '../verdict.ts'
import { chronicle } from './chronicle.ts'
import { after, start } from './hypotheses.ts'
import { invariants } from './invariants/index.ts'
import type { History } from '../history.ts'
import type { Judgement } from '../verdict.ts'
import type { Deed } from './chronicle.ts'
import type { Rules } from './rules.ts'

/** Judges what came of a sequence of commands: the history is replayed over the model, and every invariant is asked of every answer. */
export function judged(history: History, rules: Rules): Judgement {
  const deeds = chronicle(rules, history)
  const isMade = deeds.some(({ doing, outcome }) => (doing === 'create' || doing === 'import') && outcome !== 'refused' && outcome !== 'absent')
  return isMade ? replayed(deeds, rules) : unclear('nothing was made')
}

/** The same of deeds. */
export function replayed(deeds: readonly Deed[], rules: Rules): Judgement {
  let possible = start
  for (const deed of deeds) {
    possible = after(possible, deed, { rules, invariants })
    if (possible.kind === 'impossible') return possible.broken
  }
  return kept
}
