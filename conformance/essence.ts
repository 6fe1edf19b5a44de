import { History } from './history.ts'
import type { Exchange } from './history.ts'
import type { Broken, Judgement } from './verdict.ts'

/** Longer histories are left as they are: each exchange costs one judgement. */
const longest = 400

/**
 * Of the exchanges that a judge was given, those without which it would not find the same: numbers, in order. Judging again sends
 * nothing, so that a counterexample becomes as small as it gets without costing anybody anything. What only kept a scenario going
 * (waiting, borrowing) falls away; a positive control stays, because without it the judge would not accuse.
 */
export function essential(history: History, broken: Broken, judge: (history: History) => Judgement): readonly number[] {
  if (history.exchanges.length > longest) return history.exchanges.map(({ number }) => number)
  const shows = (exchanges: readonly Exchange[]) => isSame(broken, judged(judge, new History(exchanges)))
  let left = history.exchanges
  for (const exchange of history.exchanges.toReversed()) {
    const fewer = left.filter((one) => one !== exchange)
    if (shows(fewer)) left = fewer
  }
  return left.map(({ number }) => number)
}

function judged(judge: (history: History) => Judgement, history: History): Judgement | undefined {
  try {
    return judge(history)
  } catch {
    // A judge may take for granted what its drive always sends.
    return undefined
  }
}

function isSame({ expected, actual, at }: Broken, other: Judgement | undefined): boolean {
  return other?.kind === 'broken' && other.expected === expected && other.actual === actual && other.at === at
}
