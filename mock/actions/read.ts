import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { standing } from '../lifecycle.ts'
import { lifecycleOf } from '../moment.ts'
import type { Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { shown } from './reply.ts'

/** Shows the addressed resource. Where the lifecycle advances by reads, this read is counted first. */
export function read(context: Context): Outcome {
  const resource = addressed(context)
  const counted = countRead(context, resource)
  if (counted === resource) return { reply: shown(context, resource), changes: [] }
  const { moment, type } = context
  const now = standing(counted, lifecycleOf(moment, counted.type), { now: moment.now, pace: moment.settings.pace })
  const changes = [{ kind: 'note', resource: counted } as const]
  if (now.phase !== 'gone') return { reply: shown(context, counted), changes }
  return { reply: refuse(moment.contract, { refusal: 'absent', detail: `${type.title} not found` }), changes: [{ kind: 'remove', resource: counted }] }
}

/** Something else that the resource shows, e.g. its connection details. */
export function view(context: Context): Outcome {
  return { reply: shown(context, addressed(context), { shows: context.behaviour.shows ?? {} }), changes: [] }
}

/** The resource that the existence stage has found. */
export function addressed(context: Context): Resource {
  if (context.resource === undefined)
    throw new Error(`Failed to do ${context.operation.id}: no resource was looked up. Put "existence" into the contract's checkOrder.`)
  return context.resource
}

function countRead({ moment, standing: stood }: Context, resource: Resource): Resource {
  const counts = typeof moment.settings.pace === 'object' && stood?.settled === false
  if (!counts || resource.progress === undefined) return resource
  return { ...resource, progress: { ...resource.progress, reads: resource.progress.reads + 1 } }
}
