import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { triggered } from '../moment.ts'
import { refuse } from '../refuse.ts'
import { addressed } from './read.ts'
import { written } from './reply.ts'
import { touched } from './touch.ts'

/** Starts a trigger of the addressed resource, e.g. suspends it. */
export function act(context: Context): Outcome {
  const { moment, behaviour, standing } = context
  const resource = triggered(moment, addressed(context), behaviour.trigger ?? '')
  if (resource === undefined) {
    const detail = `the ${context.type.title} is ${standing?.phase ?? 'as it is'}`
    return { reply: refuse(moment.contract, { refusal: 'wrong-phase', detail }), changes: [] }
  }
  return written(context, { resource, showing: { fresh: true }, besides: touched(context) })
}
