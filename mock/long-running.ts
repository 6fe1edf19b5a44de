import type { LongRunning, Started } from '../specs/behaviour.ts'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'
import { uidOf } from './ids.ts'
import { lifecycleOf, stands, typeOf, type Moment } from './moment.ts'
import { collectionOf, idOf, STRIDE, type Ended, type Resource, type Work } from './record.ts'
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
  const failed = lifecycleOf(moment, target.type)?.phases[standing.phase]?.kind === 'failed'
  return { as: failed ? 'failed' : 'succeeded', at: standing.since }
}

export function targetOf({ view }: Moment, { target }: Work): Resource | undefined {
  return view.get(collectionOf(target.type, target.address.slice(0, -1)), target.address[target.address.length - 1] ?? '')
}

function isTold(target: Resource, told: Pick<Resource, 'address'>): boolean {
  return JSON.stringify(target.progress?.told) === JSON.stringify(told.address)
}

/**
 * Changes with the ends of all work that they put an end to: whoever sets a resource in motion again, or removes it, need not
 * know that somebody is told of it.
 */
export function concluded(moment: Moment, changes: readonly Change[]): readonly Change[] {
  const ends = changes.flatMap((change) => (change.kind === 'put' || change.kind === 'remove' ? endBy(moment, change) : []))
  return ends.length === 0 ? changes : [...changes, ...ends]
}

function endBy(moment: Moment, change: Extract<Change, { kind: 'put' | 'remove' }>): readonly Change[] {
  const { type, address, progress } = change.resource
  const before = moment.view.get(collectionOf(type, address.slice(0, -1)), idOf(change.resource))
  const told = before?.progress?.told
  if (before === undefined || told === undefined || (change.kind === 'put' && isTold(change.resource, { address: told }))) return []
  const record = moment.view.get(collectionOf(rulesOf(moment).resource, told.slice(0, -1)), told[told.length - 1] ?? '')
  if (record?.work === undefined || record.work.ended !== undefined) return []
  // A resource that is removed by the very read that sees it gone has come to its end in the copy that is removed.
  const last = change.kind === 'remove' && isTold(change.resource, { address: told }) ? change.resource : before
  const standing = stands(moment, last)
  const trigger = change.kind === 'put' && progress !== undefined ? lifecycleOf(moment, type)?.triggers[progress.trigger] : undefined
  const as = standing.settled ? 'succeeded' : (trigger?.ends ?? 'cancelled')
  const at = standing.settled ? standing.since : moment.now
  const message = as === 'failed' ? 'The work failed.' : 'The work was cancelled.'
  const ended: Ended = as === 'succeeded' ? { as, at } : { as, at, message }
  return [{ kind: 'note', resource: { ...record, work: { ...record.work, ended } } }]
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
