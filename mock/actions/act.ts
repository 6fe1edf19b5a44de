import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { start } from '../lifecycle.ts'
import { lifecycleOf } from '../moment.ts'
import { refuse } from '../refuse.ts'
import { addressed } from './read.ts'
import { written } from './reply.ts'
import { touched } from './touch.ts'

/** Starts a trigger of the addressed resource, e.g. suspends it. */
export function act(context: Context): Outcome {
  const { moment, behaviour, standing } = context
  const before = addressed(context)
  const lifecycle = lifecycleOf(moment, behaviour.resource)
  const from = { now: moment.now, resource: before, ...(standing === undefined ? {} : { standing }) }
  const progress = lifecycle === undefined || behaviour.trigger === undefined ? undefined : start(behaviour.trigger, lifecycle, from)
  if (progress === undefined) {
    const detail = `the ${context.type.title} is ${standing?.phase ?? 'as it is'}`
    return { reply: refuse(moment.contract, { refusal: 'wrong-phase', detail }), changes: [] }
  }
  const settled = standing?.settled === true ? { settled: before.fields, settledGeneration: before.generation } : {}
  const resource = { ...before, ...settled, progress, revision: moment.view.next, updated: moment.now }
  return written(context, { resource, showing: { fresh: true }, besides: touched(context) })
}
