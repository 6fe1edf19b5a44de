import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { settlesAt, watched } from '../lifecycle.ts'
import { concluded, endOf, rulesOf, targetOf } from '../long-running.ts'
import { lifecycleOf } from '../moment.ts'
import { after } from '../overlay.ts'
import type { Resource } from '../record.ts'
import { addressed, advanced, current } from './read.ts'
import { shown } from './reply.ts'

/**
 * Answers once a long-running operation is over, or the time to wait has passed. Where lifecycles advance by reads, a wait is
 * as many reads as it takes.
 */
export function wait(context: Context): Outcome {
  const { moment, call } = context
  const told = addressed(context)
  if (told.work === undefined || endOf(moment, told) !== undefined) return { reply: shown(context, told), changes: [] }
  const target = targetOf(moment, told.work)
  const seen = target === undefined ? undefined : seenThrough(context, target)
  if (seen !== undefined) {
    const changes = advanced(context, seen)
    const then = after(moment, concluded(moment, changes))
    return { reply: shown({ ...context, moment: then }, current(then, told)), changes }
  }
  const { arrived = moment.now } = call
  const until = arrived + secondsOf(context) * 1000
  const reply = shown(context, told)
  // A clock that was set back ends the wait too: it could last for years otherwise.
  if (moment.now >= until || moment.now < arrived) return { reply, changes: [] }
  const settles = target === undefined ? undefined : settlesAt(target, lifecycleOf(moment, target.type), moment.settings.pace)
  return { reply, changes: [], until: Math.min(until, settles ?? until) }
}

function seenThrough({ moment }: Context, target: Resource): Resource | undefined {
  const { progress } = target
  if (typeof moment.settings.pace !== 'object' || progress === undefined) return undefined
  return { ...target, progress: watched(progress, moment.settings.pace) }
}

function secondsOf({ moment, query }: Context): number {
  const rule = rulesOf(moment).wait
  const asked = rule === undefined ? undefined : query[rule.parameter]
  return typeof asked === 'number' ? asked : (rule?.default ?? 0)
}
