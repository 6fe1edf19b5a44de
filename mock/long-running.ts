import type { LongRunning, Started } from '../specs/behaviour.ts'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'
import { uidOf } from './ids.ts'
import type { Standing } from './lifecycle.ts'
import { lifecycleOf, recordAt, stands, typeOf, type Moment } from './moment.ts'
import { idOf, STRIDE, type Ended, type Resource, type Work } from './record.ts'
import { made, worded } from './words.ts'
import type { Change } from './store.ts'

/** The contract's words for long-running operations. Throws where it has none although an operation starts one. */
export function rulesOf({ contract }: Moment): LongRunning {
  const rules = contract.behaviour.longRunning
  if (rules === undefined) throw new Error(`Failed to start a long-running operation: ${contract.folder} declares no longRunning. Add it to behaviour.yaml.`)
  return rules
}

/** A long-running operation about a resource, in the scope that the resource lies in. */
export function begun(moment: Moment, about: { readonly operation: string; readonly started: Started; readonly target: Resource }): Resource {
  const { operation, started, target } = about
  const rules = rulesOf(moment)
  const type = typeOf(moment, rules.resource)
  // Two resources that are made at one revision need numbers of their own.
  const born = moment.view.next + STRIDE - 1
  const uid = uidOf(moment.seed, rules.resource, born)
  const fields = filledIn(moment, target, started.tells)
  return {
    type: rules.resource,
    address: [...target.address.slice(0, type.address.length - 1), made(type.identity.pattern ?? '{hex16}', uid)],
    uid,
    revision: moment.view.next,
    born,
    created: moment.now,
    updated: moment.now,
    generation: 1,
    fields,
    settled: fields,
    settledGeneration: 1,
    work: { operation, target: { type: target.type, address: target.address } },
  }
}

/** The record with its progress told by a long-running operation. */
export function tellsOf(target: Resource, told: Resource): Resource {
  return target.progress === undefined ? target : { ...target, progress: { ...target.progress, told: told.address } }
}

/** How the work ended, or undefined while it is under way: derived from its target as long as that is about it. */
export function endOf(moment: Moment, told: Resource, fresh = false): Ended | undefined {
  const { work } = told
  if (work === undefined) return { as: 'succeeded', at: told.created }
  if (work.ended !== undefined) return work.ended
  const target = targetOf(moment, work)
  if (target === undefined || !isTold(target, told)) return { as: 'succeeded', at: told.created }
  const standing = stands(moment, target, fresh)
  if (!standing.settled) return undefined
  return { as: outcomeOf(moment, target, standing), at: standing.since }
}

/** What it means for the work that its target has settled here. */
function outcomeOf(moment: Moment, { type, progress }: Resource, { phase }: Standing): Ended['as'] {
  const strayed = progress?.detour !== undefined && progress.detour.seconds === undefined
  return strayed || lifecycleOf(moment, type)?.phases[phase]?.kind === 'failed' ? 'failed' : 'succeeded'
}

export function targetOf(moment: Moment, { target }: Work): Resource | undefined {
  return recordAt(moment, target.type, target.address)
}

/** The long-running operation that tells of what is being done to a resource, or was done last. */
export function tellerOf(moment: Moment, { progress }: Resource): Resource | undefined {
  const told = progress?.told
  return told && recordAt(moment, rulesOf(moment).resource, told)
}

function isTold(target: Resource, told: Pick<Resource, 'address'>): boolean {
  return JSON.stringify(target.progress?.told) === JSON.stringify(told.address)
}

/**
 * Changes with the ends of all work that they put an end to: whoever sets a resource in motion again, brings it to its end or
 * removes it, need not know that somebody is told of it.
 */
export function concluded(moment: Moment, changes: readonly Change[]): readonly Change[] {
  if (moment.contract.behaviour.longRunning === undefined) return changes
  const ends = new Map<string, Change>()
  for (const change of changes) {
    if (change.kind === 'remember') continue
    const end = endBy(moment, change)
    if (end !== undefined && !ends.has(idOf(end))) ends.set(idOf(end), { kind: 'note', resource: end })
  }
  return ends.size === 0 ? changes : [...changes, ...ends.values()]
}

function endBy(moment: Moment, change: Extract<Change, { resource: Resource }>): Resource | undefined {
  const before = recordAt(moment, change.resource.type, change.resource.address)
  const record = before && tellerOf(moment, before)
  if (before === undefined || record?.work === undefined || record.work.ended !== undefined) return undefined
  const stays = isTold(change.resource, record)
  const ended = endedBefore(moment, before) ?? (stays ? endedBy(moment, change) : cutShort(moment, change))
  return ended === undefined ? undefined : { ...record, work: { ...record.work, ended: { ...ended, fields: before.fields } } }
}

/** How it had ended by itself by now, which nothing that comes later may change. */
function endedBefore(moment: Moment, before: Resource): Ended | undefined {
  const standing = stands(moment, before)
  return standing.settled ? { as: outcomeOf(moment, before, standing), at: standing.since } : undefined
}

/** How a step brings it to its end, e.g. the last read that it takes; what is removed has come to its end too. */
function endedBy(moment: Moment, { kind, resource }: Extract<Change, { resource: Resource }>): Ended | undefined {
  const standing = stands(moment, resource)
  if (!standing.settled) return kind === 'remove' ? { as: 'cancelled', at: moment.now } : undefined
  return { as: outcomeOf(moment, resource, standing), at: moment.now }
}

/** How it ends when something else is done with its target. */
function cutShort(moment: Moment, { kind, resource: { type, progress } }: Extract<Change, { resource: Resource }>): Ended {
  const trigger = kind === 'remove' || progress === undefined ? undefined : lifecycleOf(moment, type)?.triggers[progress.trigger]
  return { as: trigger?.ends === 'failed' ? 'failed' : 'cancelled', at: moment.now }
}

/** A template of the contract, filled in from the resource that it is about. */
export function filledIn(moment: Moment, target: Resource, template: JsonObject): JsonObject {
  const fill = (value: Json): Json => {
    if (typeof value === 'string') return worded(moment, target, { template: value }) ?? ''
    if (Array.isArray(value)) return (value as readonly Json[]).map(fill)
    return isObject(value) ? filledIn(moment, target, value) : value
  }
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value)]))
}
