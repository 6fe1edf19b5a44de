import type { JsonObject } from '../../specs/json.ts'
import type { Call, Outcome, Respond } from '../call.ts'
import { collectionOf, idOf, type Progress, type Resource } from '../record.ts'
import type { Change, View } from '../store.ts'
import type { Trace } from './trace.ts'
import { changedMembers, isLarge, LARGE, type Member } from './members.ts'

/** A record as the journal keeps it: enough to tell what changed, and no more than is bounded. */
export interface Version {
  readonly revision: number
  readonly generation: number
  /** Absent where they are too large to be kept. */
  readonly fields?: Resource['fields']
  readonly progress?: Progress
}

/** What a call did to one resource. */
export interface Difference {
  readonly type: string
  readonly address: readonly string[]
  /** `noted`: nothing that a client could see, e.g. that it was read. */
  readonly did: 'created' | 'changed' | 'removed' | 'noted'
  readonly before: Version | undefined
  readonly after: Version | undefined
  /** Worked out at once where the fields are too large to be kept. */
  readonly members?: readonly Member[]
}

/** Most resources of which one call tells what it did to them. */
export const MOST_DIFFERENCES = 20

/** A mock whose answers tell what they change. It wraps all defects, so that it tells what is really done. */
export function telling(respond: Respond): Respond {
  return (call, around) => told(respond(call, around), { call, view: around.view })
}

interface Within {
  readonly call: Call
  readonly view: View
}

function told(outcome: Outcome, within: Within): Outcome {
  const { changes, later, trace } = outcome
  const { arrived, budget, throttled } = within.call
  if (later !== undefined) {
    const finish: typeof later.finish = (around) => told(later.finish(around), { ...within, view: around.view })
    return { ...outcome, later: { ...later, finish } }
  }
  if (changes.length === 0 && arrived === undefined && budget === undefined && throttled === undefined) return outcome
  const differences: Difference[] = []
  for (const change of changes) {
    if (change.kind !== 'remember' && differences.length < MOST_DIFFERENCES) differences.push(differenceOf(within, change))
  }
  const more: Trace = {
    by: trace?.by ?? 'action',
    refused: trace?.refused,
    seen: trace?.seen,
    limit: budget === undefined && throttled === undefined ? undefined : { budget, retryAfterSeconds: throttled?.retryAfterSeconds },
    arrived,
    differences: differences.length === 0 ? undefined : differences,
  }
  return { ...outcome, trace: more }
}

function differenceOf({ view, call }: Within, change: Exclude<Change, { readonly kind: 'remember' }>): Difference {
  const { type, address } = change.resource
  const before = view.get(collectionOf(type, address.slice(0, -1)), idOf(change.resource))
  const next = change.kind === 'remove' ? undefined : change.resource
  const large = areLarge(call, before?.fields, next?.fields)
  const difference: Difference = {
    type,
    address,
    did: change.kind === 'remove' ? 'removed' : change.kind === 'note' ? 'noted' : before === undefined ? 'created' : 'changed',
    before: before && versionOf(before, large),
    after: next && versionOf(next, large),
  }
  return large
    ? { ...difference, members: changedMembers({ before: before?.fields, after: next?.fields }, call.contract.behaviour.resources[type]) }
    : difference
}

/** Fields that are known to be large. */
const heavy = new WeakSet<JsonObject>()

/** Only a large body makes fields large: those that a small one changes are looked through where they were so before. */
function areLarge({ body }: Call, before: JsonObject | undefined, after: JsonObject | undefined): boolean {
  const was = before !== undefined && heavy.has(before)
  const bytes = body.kind === 'bytes' ? body.bytes.length : 0
  if (after === undefined || (!was && bytes <= LARGE) || !isLarge(after)) return was
  heavy.add(after)
  return true
}

/** Without what only later steps need: the fields of earlier versions. */
function versionOf(version: Resource, isCut: boolean): Version {
  const { revision, generation, fields, progress } = version
  if (!isCut && progress?.applies === undefined && progress?.inEffect === undefined) return version
  return { revision, generation, ...(!isCut && { fields }), ...(progress && { progress: bare(progress) }) }
}

function bare(progress: Progress): Progress {
  const { applies: _, inEffect: __, ...rest } = progress
  return rest
}
