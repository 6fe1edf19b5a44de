import type { Defect } from '../defect.ts'
import type { Call, Outcome, Reply, Surroundings } from '../call.ts'
import { present, typeOf, type Moment } from '../moment.ts'
import { holds, tagsIn } from '../preconditions.ts'
import type { Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { tagOf } from '../version.ts'
import { behaviourOf, editReply, withHeader } from './parts.ts'

export function momentOf(call: Call, around: Surroundings): Moment {
  return { ...around, contract: call.contract }
}

/** The resource that a call addresses, as it is before the call. */
export function addressed(call: Call, around: Surroundings): Resource | undefined {
  const resource = behaviourOf(call)?.resource
  return resource === undefined ? undefined : at(call, around, resource)
}

function at(call: Call, around: Surroundings, resource: string): Resource | undefined {
  if (call.route.kind !== 'found') return undefined
  const { params } = call.route
  const moment = momentOf(call, around)
  const names = typeOf(moment, resource).address
  return names.every((name) => params[name] !== undefined)
    ? present(
        moment,
        resource,
        names.map((name) => params[name] ?? ''),
      )
    : undefined
}

/** The current tag of the resource whose tag the call's operation is judged by. */
export function currentTag(call: Call, around: Surroundings): string | undefined {
  const behaviour = behaviourOf(call)
  const judged = behaviour?.precondition === undefined ? undefined : at(call, around, behaviour.precondition.on ?? behaviour.resource)
  return judged === undefined ? undefined : tagOf(momentOf(call, around), judged)
}

/** The entity tags that a call's `If-Match` lists, quotes and marks included. */
export function listed(call: Call): readonly string[] {
  return tagsIn(call.header('if-match') ?? '', false)
}

/** True where a call makes a condition that does not hold. */
export function isStale(call: Call, around: Surroundings): boolean {
  const rule = behaviourOf(call)?.precondition
  const field = call.header('if-match')
  return rule !== undefined && field !== undefined && !holds(field, currentTag(call, around), rule)
}

/** True for the update of a resource by its own tag. */
export function isUpdate(call: Call): boolean {
  return behaviourOf(call)?.action === 'update'
}

/** The call on a condition that always holds: it is never refused for its tag, and not for the lack of one either. */
export function unconditional(call: Call): Call {
  return withHeader(call, 'if-match', '*')
}

/** A stale-tag refusal, for calls that were to be answered otherwise. */
export function staleRefusal(call: Call): Outcome {
  return { reply: refuse(call.contract, { refusal: 'stale-tag', detail: 'the tag is stale' }), changes: [] }
}

/** Edits the `ETag` header of answers that have one. */
export function editTag(edit: (tag: string, call: Call, around: Surroundings) => string | undefined): Defect['wrap'] {
  return editReply((reply, call, around) => {
    const tag = reply.headers['etag']
    return tag === undefined ? reply : withTag(reply, edit(tag, call, around))
  })
}

function withTag(reply: Reply, tag: string | undefined): Reply {
  const { etag: _, ...others } = reply.headers
  return { ...reply, headers: tag === undefined ? others : { ...others, etag: tag } }
}

/** Takes a stale condition for one that holds where `when` says so. */
export function letsThrough(when: (call: Call, around: Surroundings) => boolean): Defect['wrap'] {
  return (respond) => (call, around) => respond(isStale(call, around) && when(call, around) ? unconditional(call) : call, around)
}

/** Refuses a stale condition, and does what was asked all the same where `when` says so. */
export function refusesButDoes(when: (call: Call, around: Surroundings) => boolean): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const wrong = outcome.reply.refusal !== undefined && isStale(call, around) && when(call, around)
    return wrong ? { reply: outcome.reply, changes: respond(unconditional(call), around).changes } : outcome
  }
}
