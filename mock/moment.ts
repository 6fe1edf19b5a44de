import type { Contract } from '../specs/contract.ts'
import type { ResourceType } from '../specs/behaviour.ts'
import { hasReached, standing, start, type Standing } from './lifecycle.ts'
import { collectionOf, type Resource } from './record.ts'
import type { Settings } from './settings.ts'
import type { View } from './store.ts'

/** A view of one world at one instant, read by the rules of one contract. What every step and behaviour works on. */
export interface Moment {
  readonly view: View
  readonly contract: Contract
  readonly settings: Settings
  /** Milliseconds since 1970. */
  readonly now: number
  readonly seed: number
}

export function typeOf(moment: Moment, type: string): ResourceType {
  const found = moment.contract.behaviour.resources[type]
  if (found === undefined) throw new Error(`Failed to find a resource type: "${type}" is not in the behaviour of ${moment.contract.folder}.`)
  return found
}

/** Where a resource stands at this moment. `fresh` is true in the answer to the write itself. */
export function stands(moment: Moment, resource: Resource, fresh = false): Standing {
  const lifecycle = lifecycleOf(moment, resource.type)
  return standing(resource, lifecycle, { now: moment.now, pace: moment.settings.pace, fresh })
}

export function lifecycleOf(moment: Moment, type: string) {
  const name = typeOf(moment, type).lifecycle
  return name === undefined ? undefined : moment.contract.behaviour.lifecycles?.[name]
}

export function reached(moment: Moment, resource: Resource, at: { phase: string; standing: Standing }): boolean {
  return hasReached(resource, lifecycleOf(moment, resource.type), at)
}

/** A record that a trigger sets in motion again, with what had settled before; undefined where it does not start in the present phase. */
export function triggered(moment: Moment, resource: Resource, trigger: string): Resource | undefined {
  const lifecycle = lifecycleOf(moment, resource.type)
  const before = stands(moment, resource)
  const progress = lifecycle && start(trigger, lifecycle, { now: moment.now, resource, standing: before })
  if (progress === undefined) return undefined
  const settled = before.settled ? { settled: resource.fields, settledGeneration: resource.generation } : {}
  return { ...resource, ...settled, progress, revision: moment.view.next, updated: moment.now }
}

/** The record at an address, also of what has vanished by now. */
export function recordAt({ view }: Moment, type: string, address: readonly string[]): Resource | undefined {
  return view.get(collectionOf(type, address.slice(0, -1)), address[address.length - 1] ?? '')
}

/** A resource by its address, unless it is not there or has vanished by now. */
export function present(moment: Moment, type: string, address: readonly string[]): Resource | undefined {
  const found = recordAt(moment, type, address)
  return found !== undefined && stands(moment, found).phase !== 'gone' ? found : undefined
}

/** All that are present in a collection, by identifier. */
export function members(moment: Moment, type: string, parents: readonly string[]): readonly Resource[] {
  const found = moment.view.list(collectionOf(type, parents))
  if (typeOf(moment, type).lifecycle === undefined) return found
  return found.filter((resource) => stands(moment, resource).phase !== 'gone')
}

/** Those that are present in a collection and were born before a revision, or all of them; the youngest first. */
export function* newest(moment: Moment, type: string, at: { parents: readonly string[]; before?: number | undefined }): Generator<Resource> {
  const lasting = typeOf(moment, type).lifecycle === undefined
  for (const resource of moment.view.newest(collectionOf(type, at.parents), at.before)) {
    if (lasting || stands(moment, resource).phase !== 'gone') yield resource
  }
}
