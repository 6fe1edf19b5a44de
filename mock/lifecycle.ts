import type { Lifecycle, Trigger } from '../specs/behaviour.ts'
import type { JsonObject } from '../specs/json.ts'
import { carriedInto } from './applied.ts'
import type { Progress, Resource } from './record.ts'

/** How lifecycles of a world advance: at once, with the clock, by the K-th read, or only by hand. */
export type Pace = 'immediate' | 'time' | 'manual' | { readonly reads: number; readonly orTime?: boolean }

/** Where a resource stands in its lifecycle. */
export interface Standing {
  /** Name of the phase, or `gone`. */
  readonly phase: string
  /** Steps taken since the last trigger: 0 right after it. */
  readonly step: number
  readonly settled: boolean
  /** Milliseconds since 1970 at which the phase began, as far as the clock tells. */
  readonly since: number
}

const still: Standing = { phase: '', step: 0, settled: true, since: 0 }

/**
 * Where the resource stands, derived from what set it in motion and from the clock or the reads since. `fresh` is
 * true in the answer to the write itself, which always shows the first phase.
 */
export function standing(
  resource: Pick<Resource, 'progress'>,
  lifecycle: Lifecycle | undefined,
  moment: { now: number; pace: Pace; fresh?: boolean },
): Standing {
  const progress = resource.progress
  if (lifecycle === undefined || progress === undefined) return still
  const trigger = courseOf(lifecycle, progress)
  if (trigger === undefined) return still
  const step = moment.fresh === true ? 0 : stepsTaken(progress, trigger, moment)
  const named = trigger.through[step]?.phase ?? trigger.to
  const phase = named === 'before' ? (progress.before ?? '') : named
  return { phase, step, settled: step >= trigger.through.length, since: began(progress, trigger, { step, pace: moment.pace }) }
}

/** What was set in motion, with the way it takes where it was led astray: it fails after a step, and goes on with that step again where it recovers. */
export function courseOf({ triggers }: Lifecycle, { trigger: name, detour }: Progress): Trigger | undefined {
  const trigger = triggers[name]
  if (trigger === undefined || detour === undefined) return trigger
  const before = trigger.through.slice(0, detour.step + 1)
  if (detour.seconds === undefined) return { ...trigger, through: before, to: detour.to }
  return { ...trigger, through: [...before, { phase: detour.to, seconds: detour.seconds }, ...trigger.through.slice(detour.step)] }
}

function stepsTaken(progress: Progress, trigger: Trigger, moment: { now: number; pace: Pace }): number {
  const last = trigger.through.length
  const { pace } = moment
  if (pace === 'immediate') return last
  if (pace === 'manual') return Math.min(last, progress.moved)
  const passed = pace === 'time' ? byTime(progress, trigger, moment.now) : byReads(progress, trigger, { ...moment, pace })
  return Math.max(passed, Math.min(last, progress.moved))
}

function byTime({ at }: Progress, { through }: Trigger, now: number): number {
  let left = now - at
  let step = 0
  for (const { seconds } of through) {
    left -= seconds * 1000
    if (left < 0) break
    step += 1
  }
  return step
}

/** A clock that stands still brings nothing on, not even phases that last no time. */
function byReads(progress: Progress, trigger: Trigger, { now, pace }: { now: number; pace: Exclude<Pace, string> }): number {
  const last = trigger.through.length
  const read = Math.min(last, Math.floor((progress.reads * last) / pace.reads))
  return pace.orTime === true && now > progress.at ? Math.max(read, byTime(progress, trigger, now)) : read
}

function began(progress: Progress, trigger: Trigger, at: { step: number; pace: Pace }): number {
  if (at.pace !== 'time') return progress.at
  return trigger.through.slice(0, at.step).reduce((sum, { seconds }) => sum + seconds * 1000, progress.at)
}

/** The instant at which it will have settled by itself, in milliseconds since 1970; undefined where time alone does not bring it there. */
export function settlesAt({ progress }: Resource, lifecycle: Lifecycle | undefined, pace: Pace): number | undefined {
  const trigger = progress === undefined || lifecycle === undefined ? undefined : courseOf(lifecycle, progress)
  if (progress === undefined || trigger === undefined || pace !== 'time') return undefined
  return trigger.through.reduce((sum, { seconds }) => sum + seconds * 1000, progress.at)
}

/** The progress of a resource that is watched until it has settled, where reads bring it there. */
export function watched(progress: Progress, pace: Pace): Progress {
  return typeof pace === 'object' ? { ...progress, reads: Math.max(progress.reads, pace.reads) } : progress
}

/** True once the lifecycle has reached the phase, now or at any time before. */
export function hasReached(resource: Resource, lifecycle: Lifecycle | undefined, at: { phase: string; standing: Standing }): boolean {
  const progress = resource.progress
  if (lifecycle === undefined || progress === undefined) return true
  if (progress.reached.includes(at.phase)) return true
  const through = courseOf(lifecycle, progress)?.through ?? []
  if (at.standing.settled) return at.standing.phase === at.phase || through.some(({ phase }) => phase === at.phase)
  return through.slice(0, at.standing.step + 1).some(({ phase }) => phase === at.phase)
}

/** What a trigger starts from. */
export interface Beginning {
  readonly now: number
  readonly resource?: Resource
  readonly standing?: Standing
  /** What is requested now, where it is not what the record has. */
  readonly fields?: JsonObject
}

/** The progress that a trigger starts, or undefined where it does not start in the present phase. */
export function start(trigger: string, lifecycle: Lifecycle, from: Beginning): Progress | undefined {
  const found = lifecycle.triggers[trigger]
  if (found === undefined) return undefined
  const phase = from.standing?.phase
  if (found.from !== undefined && phase !== undefined && !found.from.includes(phase)) return undefined
  const before = from.resource?.progress?.reached ?? []
  const reached = from.standing?.settled === true && phase !== undefined && !before.includes(phase) ? [...before, phase] : before
  const began = from.standing?.settled === true ? phase : (from.resource?.progress?.before ?? phase)
  return { trigger, at: from.now, reads: 0, moved: 0, reached, ...(began === undefined ? {} : { before: began }), ...carriedInto(found, lifecycle, from) }
}
