import type { CheckFinished, RunFinished } from './events.ts'

/**
 * A single failure decides, whatever came later; without one, nothing good is said where none passed, or more could not be decided than
 * passed.
 */
export function resultOf(verdicts: readonly Pick<CheckFinished, 'verdict'>[], because: string | undefined): Omit<RunFinished, 'requests'> {
  const some = (verdict: CheckFinished['verdict']) => verdicts.some((event) => event.verdict === verdict)
  if (some('failed')) return { type: 'run.finished', result: 'not conformant', ...(because !== undefined && { because }) }
  if (because !== undefined) return { type: 'run.finished', result: 'undetermined', because }
  if (some('errored')) return { type: 'run.finished', result: 'undetermined', because: 'the suite itself failed in a check' }
  const count = (...wanted: readonly CheckFinished['verdict'][]) => verdicts.filter(({ verdict }) => wanted.includes(verdict)).length
  const undecided = count('inconclusive', 'blocked')
  if (undecided > count('passed') && some('passed'))
    return { type: 'run.finished', result: 'undetermined', because: `${undecided} checks could not be decided, and ${count('passed')} passed` }
  if (some('passed')) return { type: 'run.finished', result: 'conformant' }
  return { type: 'run.finished', result: 'undetermined', because: verdicts.length === 0 ? 'no check was run' : 'no check passed' }
}
