import type { Outcome } from '../call.ts'
import { chosen, isAtOnce } from '../chosen.ts'
import type { Context } from '../context.ts'
import { absent } from '../existence.ts'
import { takenAlong } from '../guards.ts'
import { tellerOf } from '../long-running.ts'
import { triggered } from '../moment.ts'
import { idOf, isLeaving, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { companionsOf } from './record-of.ts'
import { addressed } from './read.ts'
import { shown, successOf, written } from './reply.ts'
import { touched } from './touch.ts'

/** Deletes at once, or starts the deletion where the contract gives it a lifecycle. */
export function remove(context: Context): Outcome {
  const { moment, behaviour, type, standing } = context
  const resource = addressed(context)
  const trigger = chosen(context) ?? 'delete'
  const atOnce = isAtOnce(context)
  if (atOnce || moment.settings.pace === 'immediate') {
    const besides = [...companionsOf(context, resource), ...takenAlong(context), ...touched(context)]
    const leaving = atOnce ? undefined : triggered(moment, resource, trigger)
    return written(context, { resource: leaving ?? resource, showing: { fresh: leaving !== undefined }, besides, removed: true })
  }
  if (isLeaving(resource)) return again(context, resource)
  const changed = triggered(moment, resource, trigger)
  if (changed === undefined) {
    const detail = `${type.title} cannot be deleted while it is ${standing?.phase ?? 'there'}`
    return { reply: refuse(moment.contract, { refusal: 'wrong-phase', detail }, behaviour), changes: [] }
  }
  return written(context, { resource: changed, showing: { fresh: true }, besides: [...takenAlong(context), ...touched(context)] })
}

/** The answer to deleting what is being deleted already. */
function again(context: Context, resource: Resource): Outcome {
  const { moment, type } = context
  const status = successOf(context)
  if (type.repeatedDeletion?.answer === 'absent') return { reply: refuse(moment.contract, absent(type, idOf(resource)), context.behaviour), changes: [] }
  const told = context.behaviour.longRunning === undefined ? undefined : tellerOf(moment, resource)
  return { reply: status === 204 ? { status, headers: {} } : shown(context, told ?? resource, { fresh: true }), changes: [] }
}
