import type { Outcome, Reply } from '../call.ts'
import type { Context } from '../context.ts'
import { start } from '../lifecycle.ts'
import { lifecycleOf } from '../moment.ts'
import { isLeaving } from '../record.ts'
import { refuse } from '../refuse.ts'
import { addressed } from './read.ts'
import { shown, successOf } from './reply.ts'
import { touched } from './touch.ts'

/** Deletes at once, or starts the deletion where the contract gives it a lifecycle. */
export function remove(context: Context): Outcome {
  const { moment, behaviour, type, standing } = context
  const resource = addressed(context)
  const lifecycle = lifecycleOf(moment, behaviour.resource)
  const through = lifecycle?.triggers['delete']?.through ?? []
  if (lifecycle === undefined || through.length === 0 || moment.settings.pace === 'immediate') {
    return { reply: replyOf(context), changes: [{ kind: 'remove', resource }, ...touched(context)] }
  }
  const leaving = isLeaving(resource)
  const progress = start('delete', lifecycle, { now: moment.now, resource, ...(standing === undefined ? {} : { standing }) })
  if (leaving && context.type.repeatedDeletion?.answer === 'absent')
    return { reply: refuse(moment.contract, { refusal: 'absent', detail: `${context.type.title} not found` }), changes: [] }
  if (leaving) return { reply: replyOf(context), changes: [] }
  if (progress === undefined) {
    const detail = `${type.title} cannot be deleted while it is ${standing?.phase ?? 'there'}`
    return { reply: refuse(moment.contract, { refusal: 'rule-broken', detail }), changes: [] }
  }
  const changed = { ...resource, progress, revision: moment.view.next, updated: moment.now }
  return { reply: replyOf(context), changes: [{ kind: 'put', resource: changed }, ...touched(context)] }
}

function replyOf(context: Context): Reply {
  const status = successOf(context)
  return status === 204 ? { status, headers: {} } : shown(context, addressed(context), { fresh: true })
}
