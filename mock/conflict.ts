import { at } from '../specs/json.ts'
import type { Check, Context } from './context.ts'
import { upgraded } from './actions/upgrade.ts'
import { chosenTrigger, isAtOnce } from './chosen.ts'
import { addressOf } from './existence.ts'
import { guarded } from './guards.ts'
import { lifecycleOf, present, reached, stands, typeOf } from './moment.ts'
import { isLeaving } from './record.ts'
import { represent } from './represent.ts'
import { rulesHold } from './rules.ts'
import { tiesOf } from './ties.ts'
import { triggerOf } from './wanted.ts'

/** What stands against a request that is well-formed, allowed and current. */
export const conflict: Check = (context) => {
  switch (context.behaviour.action) {
    case 'create':
    case 'import':
      return taken(context) ?? leaving(context) ?? rulesHold(context) ?? overQuota(context)
    case 'view':
      return notReady(context)
    case 'update':
      return leaving(context) ?? busy(context) ?? rulesHold(context) ?? unstarted(context)
    case 'delete':
      return leavingAlready(context) ?? onCaller(context) ?? undeletable(context) ?? guarded(context)
    case 'act':
    case 'invoke':
      return (isAboutPart(context) ? undefined : leaving(context)) ?? notReady(context) ?? wrongPhase(context)
    case 'list':
    case 'overview':
    case 'tell':
    case 'read':
    case 'wait':
    case 'cancel':
      return undefined
  }
}

function taken(context: Context): ReturnType<Check> {
  const { moment, type, behaviour } = context
  if (type.identity.from === 'server') return undefined
  const id = chosenId(context)
  const found = present(moment, behaviour.resource, [...addressOf(context, type.address.slice(0, -1)), id])
  if (found === undefined) return undefined
  const deleting = isLeaving(found) && !stands(moment, found).settled
  const facts = { resource: type.title, id }
  return { refusal: deleting ? 'still-deleting' : 'name-taken', detail: `${type.title} "${id}" already exists`, facts }
}

function notReady({ moment, behaviour, resource, standing, type }: Context): ReturnType<Check> {
  if (behaviour.requires === undefined || resource === undefined || standing === undefined) return undefined
  if (reached(moment, resource, { phase: behaviour.requires.after, standing })) return undefined
  return { refusal: 'not-ready', detail: `the ${type.title} is ${standing.phase}` }
}

function onCaller({ behaviour, params, caller }: Context): ReturnType<Check> {
  const rule = behaviour.notOnCaller
  if (rule === undefined || caller?.name === undefined || params[rule.parameter]?.toLowerCase() !== caller.name.toLowerCase()) return undefined
  return { refusal: 'self-removal', detail: `${caller.name} is yourself` }
}

/** The identifier that a create body chooses; the schema has seen to it that it is text or a number. */
export function chosenId({ body, type }: Context): string {
  const id = body[type.identity.field]
  return typeof id === 'string' ? id : JSON.stringify(id ?? '')
}

/** Neither the resource itself nor anything that it lies in, or comes with, is being deleted. */
function leaving(context: Context): ReturnType<Check> {
  const { moment, type, behaviour } = context
  const own = behaviour.action === 'create' || behaviour.action === 'import' ? type.address.length - 1 : type.address.length
  for (const name of tiesOf(moment, behaviour.resource).line) {
    const { address, title, writesWhileDeleting } = typeOf(moment, name)
    if (writesWhileDeleting === undefined || address.length > own) continue
    const found = present(moment, name, addressOf(context, address))
    if (found !== undefined && isLeaving(found)) return { refusal: 'still-deleting', detail: `the ${title} is being deleted` }
  }
  return undefined
}

/** A part is kept and forgotten in every phase, as nothing of the resource itself changes with it. */
function isAboutPart({ behaviour: { stores, clears, trigger } }: Context): boolean {
  return trigger === undefined && (stores !== undefined || clears !== undefined)
}

function leavingAlready(context: Context): ReturnType<Check> {
  const { type } = context
  if (type.repeatedDeletion?.answer !== 'refused' || !isRepeated(context)) return undefined
  return { refusal: 'still-deleting', detail: `the ${type.title} is being deleted already` }
}

/** Whether the deletion is under way already. One that takes no time is never the same again. */
function isRepeated(context: Context): boolean {
  return context.resource !== undefined && isLeaving(context.resource) && !isAtOnce(context)
}

/** Triggers start in some phases only, and none while another is under way. */
function wrongPhase(context: Context): ReturnType<Check> {
  const { behaviour, resource, standing, type } = context
  const trigger = chosenTrigger(context)
  const [other] = Object.entries(behaviour.onlyWhere?.fields ?? {}).find(([place, value]) => at(resource?.fields, place) !== value) ?? []
  if (other !== undefined)
    return { refusal: 'wrong-phase', detail: `the ${other.slice(1)} of this ${type.title} is ${JSON.stringify(at(resource?.fields, other) ?? null)}` }
  if (behaviour.upgrades !== undefined && upgraded(context) === undefined)
    return { refusal: 'wrong-phase', detail: `the ${type.title} has the last of the versions` }
  if (trigger === undefined || standing === undefined) return undefined
  if (standing.settled && trigger.from?.includes(standing.phase) !== false) return undefined
  return { refusal: 'wrong-phase', detail: `the ${type.title} is ${standing.phase}${standing.settled ? '' : ' and work on it is under way'}` }
}

/** Nothing is changed while the lifecycle is under way, where the contract says so. */
function busy({ standing, type }: Context): ReturnType<Check> {
  if (type.writesWhileBusy === undefined || standing === undefined || standing.settled) return undefined
  return { refusal: 'wrong-phase', detail: `the ${type.title} is ${standing.phase} and work on it is under way` }
}

/** Nor is anything changed where what the change would set in motion does not start in the present phase, e.g. after a failure. */
function unstarted(context: Context): ReturnType<Check> {
  const { moment, behaviour, standing, type } = context
  if (type.writesWhileBusy === undefined || standing === undefined) return undefined
  const from = lifecycleOf(moment, behaviour.resource)?.triggers[triggerOf(context) ?? '']?.from
  if (from === undefined || from.includes(standing.phase)) return undefined
  return { refusal: 'wrong-phase', detail: `the ${type.title} is ${standing.phase}` }
}

/** A deletion starts in some phases only. */
function undeletable(context: Context): ReturnType<Check> {
  const { standing, type } = context
  const from = chosenTrigger(context)?.from
  if (from === undefined || standing === undefined || isRepeated(context) || from.includes(standing.phase)) return undefined
  return { refusal: 'wrong-phase', detail: `the ${type.title} is ${standing.phase}${standing.settled ? '' : ' and work on it is under way'}` }
}

/** A number of resources that another resource limits. */
function overQuota(context: Context): ReturnType<Check> {
  const { moment, behaviour } = context
  const rule = behaviour.quota
  if (rule === undefined) return undefined
  const scope = addressOf(context, typeOf(moment, rule.resource).address.slice(0, -1))
  const quota = present(moment, rule.resource, [...scope, rule.id])
  const shown = quota === undefined ? undefined : represent(moment, quota)
  const [limit, usage] = [at(shown, rule.limit), at(shown, rule.usage)]
  if (typeof limit !== 'number' || typeof usage !== 'number' || usage < limit) return undefined
  return { refusal: 'limit-reached', detail: `${rule.id} is used up`, facts: { quota: rule.id, limit: String(limit), usage: String(usage) } }
}
