import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { absent } from '../existence.ts'
import { tellerOf } from '../long-running.ts'
import { lifecycleOf, triggered } from '../moment.ts'
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
  const lifecycle = lifecycleOf(moment, behaviour.resource)
  const trigger = behaviour.trigger ?? 'delete'
  const through = lifecycle?.triggers[trigger]?.through ?? []
  if (lifecycle === undefined || through.length === 0 || moment.settings.pace === 'immediate') {
    const besides = [...companionsOf(context, resource), ...touched(context)]
    const leaving = through.length === 0 ? undefined : triggered(moment, resource, trigger)
    return written(context, { resource: leaving ?? resource, showing: { fresh: leaving !== undefined }, besides, removed: true })
  }
  if (isLeaving(resource)) return again(context, resource)
  const changed = triggered(moment, resource, trigger)
  if (changed === undefined) {
    const detail = `${type.title} cannot be deleted while it is ${standing?.phase ?? 'there'}`
    return { reply: refuse(moment.contract, { refusal: 'wrong-phase', detail }), changes: [] }
  }
  return written(context, { resource: changed, showing: { fresh: true }, besides: touched(context) })
}

/** The answer to deleting what is being deleted already. */
function again(context: Context, resource: Resource): Outcome {
  const { moment, type } = context
  const status = successOf(context)
  if (type.repeatedDeletion?.answer === 'absent') return { reply: refuse(moment.contract, absent(type, idOf(resource))), changes: [] }
  const told = context.behaviour.longRunning === undefined ? undefined : tellerOf(moment, resource)
  return { reply: status === 204 ? { status, headers: {} } : shown(context, told ?? resource, { fresh: true }), changes: [] }
}
