import type { CheckFinished, RunFinished } from './events.ts'

/** A single failure decides, whatever came later; without one, at least one pass is needed to say anything good. */
export function resultOf(verdicts: readonly Pick<CheckFinished, 'verdict'>[], because: string | undefined): Omit<RunFinished, 'requests'> {
  const some = (verdict: CheckFinished['verdict']) => verdicts.some((event) => event.verdict === verdict)
  if (some('failed')) return { type: 'run.finished', result: 'not conformant', ...(because !== undefined && { because }) }
  if (because !== undefined) return { type: 'run.finished', result: 'undetermined', because }
  if (some('errored')) return { type: 'run.finished', result: 'undetermined', because: 'the suite itself failed in a check' }
  if (some('passed')) return { type: 'run.finished', result: 'conformant' }
  return { type: 'run.finished', result: 'undetermined', because: verdicts.length === 0 ? 'no check was run' : 'no check passed' }
}
