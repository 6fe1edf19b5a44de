import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { start } from '../lifecycle.ts'
import { lifecycleOf } from '../moment.ts'
import type { Progress, Resource } from '../record.ts'
import { triggerOf, wanted } from '../wanted.ts'
import { addressed } from './read.ts'
import { handed } from './record-of.ts'
import { shown, written } from './reply.ts'
import { touched } from './touch.ts'

/** Changes the addressed resource; an update that changes nothing leaves its version as it was. */
export function update(context: Context): Outcome {
  const { moment } = context
  const before = addressed(context)
  const fields = wanted(context)
  const besides = handed(context, before)
  if (fields === before.fields || JSON.stringify(fields) === JSON.stringify(before.fields))
    return { reply: shown(context, before), changes: besides, about: before }
  const progress = started(context, before)
  const resource: Resource = {
    ...before,
    fields,
    revision: moment.view.next,
    updated: moment.now,
    generation: before.generation + 1,
    ...(context.standing?.settled === true ? { settled: before.fields, settledGeneration: before.generation } : {}),
    ...(progress === undefined ? {} : { progress }),
  }
  return written(context, {
    resource,
    showing: { fresh: progress !== undefined },
    besides: besides.length === 0 ? touched(context) : [...besides, ...touched(context)],
  })
}

function started(context: Context, before: Resource): Progress | undefined {
  const { moment, behaviour, standing } = context
  const lifecycle = lifecycleOf(moment, behaviour.resource)
  const trigger = triggerOf(context)
  if (lifecycle === undefined || trigger === undefined || standing === undefined) return undefined
  return start(trigger, lifecycle, { now: moment.now, resource: before, standing, fields: wanted(context) })
}
