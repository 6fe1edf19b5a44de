import type { Tag } from '../../specs/behaviour.ts'
import { at, withAt } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import type { Call, Outcome, Reply, Surroundings } from '../call.ts'
import { present, type Moment } from '../moment.ts'
import { holds, tagsIn } from '../preconditions.ts'
import type { Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { tagOf } from '../version.ts'
import { addressOf, behaviourOf, editReply, located } from './parts.ts'

export function momentOf(call: Call, around: Surroundings): Moment {
  return { ...around, contract: call.contract }
}

/** The resource that a call addresses, as it is before the call. */
export function addressed(call: Call, around: Surroundings): Resource | undefined {
  const resource = behaviourOf(call)?.resource
  return resource === undefined ? undefined : found(call, around, resource)
}

function found(call: Call, around: Surroundings, resource: string): Resource | undefined {
  const address = addressOf(located(call, around), around, resource)
  return address === undefined ? undefined : present(momentOf(call, around), resource, address)
}

/** The current tag of the resource whose tag the call's operation is judged by. */
export function currentTag(call: Call, around: Surroundings): string | undefined {
  const behaviour = behaviourOf(call)
  const judged = behaviour?.precondition === undefined ? undefined : found(call, around, behaviour.precondition.on ?? behaviour.resource)
  return judged === undefined ? undefined : tagOf(momentOf(call, around), judged)
}

/** The entity tags that a call's `If-Match` lists, quotes and marks included. A single one may come without quotes. */
export function listed(call: Call): readonly string[] {
  const field = call.header('if-match')?.trim() ?? ''
  if (!takesOne(call)) return tagsIn(field, false)
  return field === '' ? [] : [/^(?:W\/)?".*"$/.test(field) ? field : `"${field}"`]
}

/** True where a call makes a condition that is neither an asterisk nor tags. */
export function isUnreadable(call: Call): boolean {
  const field = call.header('if-match')
  return field !== undefined && field.trim() !== '*' && tagsIn(field, takesOne(call)).length === 0
}

function takesOne(call: Call): boolean {
  return behaviourOf(call)?.precondition?.single === true
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

/** The call without any condition: it is never refused for its tag, and not for the lack of one either. */
export function unconditional(call: Call): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  const { precondition, ...behaviour } = route.operation.behaviour
  const parameters = route.operation.parameters.filter(({ name }) => name.toLowerCase() !== precondition?.header)
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour, parameters } } }
}

/** A stale-tag refusal, for calls that were to be answered otherwise. */
export function staleRefusal(call: Call): Outcome {
  return { reply: refuse(call.contract, { refusal: 'stale-tag', detail: 'the tag is stale' }), changes: [] }
}

/** Edits the tag of answers that show one: the `ETag` header, or a member of the body where the contract has no header. */
export function editTag(edit: (tag: string, call: Call, around: Surroundings) => string | undefined): Defect['wrap'] {
  return editReply((reply, call, around) => {
    const tag = shownTag(reply, call)
    return tag === undefined ? reply : withTag(reply, tagRules(call), edit(tag, call, around))
  })
}

/** The tag of what an answer shows, quotes and marks included. */
export function shownTag(reply: Reply, call: Call): string | undefined {
  const { header, body } = tagRules(call) ?? { header: true }
  if (header || body === undefined) return reply.headers['etag']
  const shown = reply.refusal === undefined ? at(reply.body, body) : undefined
  return typeof shown === 'string' ? `"${shown}"` : undefined
}

function withTag(reply: Reply, rules: Tag | undefined, tag: string | undefined): Reply {
  if (rules !== undefined && !rules.header && rules.body !== undefined)
    return { ...reply, body: withAt(reply.body ?? null, rules.body, tag?.replaceAll('"', '')) }
  const { etag: _, ...others } = reply.headers
  return { ...reply, headers: tag === undefined ? others : { ...others, etag: tag } }
}

/** Where the answers to a call tell a tag; nowhere where they show a list or a long-running operation. */
function tagRules(call: Call): Tag | undefined {
  const behaviour = behaviourOf(call)
  if (behaviour === undefined || behaviour.action === 'list' || behaviour.longRunning !== undefined) return undefined
  return call.contract.behaviour.resources[behaviour.resource]?.tag
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
