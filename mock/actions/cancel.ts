import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { concluded, endOf, targetOf } from '../long-running.ts'
import { triggered } from '../moment.ts'
import { after } from '../overlay.ts'
import { refuse } from '../refuse.ts'
import type { Change } from '../store.ts'
import { addressed, current } from './read.ts'
import { shown } from './reply.ts'

/** Cancels a long-running operation where its contract knows how; another one runs to its end. */
export function cancel(context: Context): Outcome {
  const { moment } = context
  const told = addressed(context)
  if (told.work === undefined || endOf(moment, told) !== undefined) {
    return { reply: refuse(moment.contract, { refusal: 'already-done', detail: `the ${context.type.title} is over` }, context.behaviour), changes: [] }
  }
  const target = targetOf(moment, told.work)
  const trigger = moment.contract.behaviour.operations[told.work.operation]?.longRunning?.cancel
  const stopped = target === undefined || trigger === undefined ? undefined : triggered(moment, target, trigger)
  if (stopped === undefined) return { reply: shown(context, told), changes: [], about: told }
  const changes: readonly Change[] = [{ kind: 'put', resource: stopped }]
  const then = after(moment, concluded(moment, changes))
  return { reply: shown({ ...context, moment: then }, current(then, told)), changes, about: told }
}
