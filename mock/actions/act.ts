import type { JsonObject } from '../../specs/json.ts'
import type { Outcome } from '../call.ts'
import { chosen } from '../chosen.ts'
import type { Context } from '../context.ts'
import { triggered } from '../moment.ts'
import type { Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { withPart } from './part.ts'
import { addressed } from './read.ts'
import { written } from './reply.ts'
import { touched } from './touch.ts'
import { upgraded } from './upgrade.ts'

/** Starts a trigger of the addressed resource, e.g. suspends it, or keeps or forgets a part of it. */
export function act(context: Context): Outcome {
  const { moment, behaviour, type, standing } = context
  const before = addressed(context)
  const trigger = chosen(context)
  const fields = behaviour.upgrades === undefined ? withPart(context, before) : upgraded(context)
  const resource = fields && (trigger === undefined ? kept(context, before, fields) : started(context, { trigger, before, fields }))
  if (resource === undefined) {
    const detail = `the ${type.title} is ${standing?.phase ?? 'as it is'}`
    return { reply: refuse(moment.contract, { refusal: 'wrong-phase', detail }, behaviour), changes: [] }
  }
  const { shows } = behaviour
  return written(context, { resource, showing: { fresh: trigger !== undefined, ...(shows && { shows }) }, besides: touched(context) })
}

/** The record with other fields and nothing set in motion. A part that only other operations show is no change of what is shown. */
function kept({ moment, behaviour }: Context, before: Resource, fields: JsonObject): Resource {
  if (fields === before.fields) return before
  const record = { ...before, fields, revision: moment.view.next }
  return behaviour.upgrades === undefined ? record : { ...record, updated: moment.now, generation: before.generation + 1 }
}

interface Start {
  readonly trigger: string
  readonly before: Resource
  readonly fields: JsonObject
}

/** The record set in motion; what had settled is what was there before. */
function started({ moment, behaviour, standing }: Context, { trigger, before, fields }: Start): Resource | undefined {
  const moved = triggered(moment, fields === before.fields ? before : { ...before, fields }, trigger)
  if (moved === undefined || fields === before.fields) return moved
  const settled = standing?.settled === true ? { settled: before.fields } : {}
  return { ...moved, ...settled, ...(behaviour.upgrades === undefined ? {} : { generation: before.generation + 1 }) }
}
