import type { Lifecycle, Trigger } from '../../specs/behaviour.ts'
import type { Detour, Progress } from '../record.ts'
import type { Failure } from './plan.ts'

/** Where a transition leaves its way: the last step that fits. Undefined where the lifecycle has no way to fail like this, or none back where one is wanted. */
export function detourOf(lifecycle: Lifecycle, progress: Pick<Progress, 'trigger' | 'before'>, failure: Failure): Detour | undefined {
  const trigger = lifecycle.triggers[progress.trigger]
  if (trigger === undefined) return undefined
  for (let step = trigger.through.length - 1; step >= 0; step -= 1) {
    const named = trigger.through[step]?.phase
    const phase = named === 'before' ? progress.before : named
    if (phase === undefined || (failure.at !== undefined && failure.at !== phase)) continue
    const failing = Object.entries(lifecycle.triggers).find(([name, found]) => isFailing(lifecycle, found) && leads(found, phase) && fits(name, found, failure))
    if (failing === undefined) continue
    const [, { to }] = failing
    if (failure.recoversAfterSeconds === undefined) return { step, to }
    if (hasWayBack(lifecycle, trigger, to)) return { step, to, seconds: failure.recoversAfterSeconds }
  }
  return undefined
}

/** What only an administrator starts, and brings a resource or the work on it to a bad end. */
function isFailing({ phases }: Lifecycle, { by, to, ends }: Trigger): boolean {
  return by === 'administrator' && (phases[to]?.kind === 'failed' || ends === 'failed')
}

function leads({ from }: Trigger, phase: string): boolean {
  return from === undefined || from.includes(phase)
}

function fits(name: string, { to }: Trigger, { fails }: Failure): boolean {
  return fails === undefined || fails === name || fails === to
}

/** Where the failing phase can be seen, and what failed may be started from it again. */
function hasWayBack({ phases }: Lifecycle, trigger: Trigger, failed: string): boolean {
  return phases[failed]?.kind === 'failed' && leads(trigger, failed)
}

/** Every transition that can fail like this, as `<trigger> at <phase>`; for messages. */
export function waysToFail(lifecycle: Lifecycle, failure: Failure = {}): readonly string[] {
  return Object.entries(lifecycle.triggers).flatMap(([trigger, { from, through, by }]) => {
    if (by === 'administrator') return []
    const before = from?.[0]
    const phases = [...new Set(through.map(({ phase }) => (phase === 'before' ? before : phase)))]
    return phases.flatMap((phase) => {
      if (phase === undefined || (failure.at !== undefined && failure.at !== phase)) return []
      const found = detourOf(lifecycle, { trigger, ...(before !== undefined && { before }) }, { ...failure, at: phase })
      return found === undefined ? [] : [`${trigger} at ${phase}`]
    })
  })
}
