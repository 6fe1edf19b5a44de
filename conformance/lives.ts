import { answerOf, succeeded } from './history.ts'
import { keyOf } from './ledger.ts'
import { idIn, operationFor, resourceOf } from './resources.ts'
import { shapeAt } from './generate/shape.ts'
import { phaseOf, standingOf } from './judge/phase.ts'
import { sameJson } from './judge/view.ts'
import { at } from '../specs/json.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { Exchange } from './history.ts'
import type { Entry } from './ledger.ts'

/**
 * One resource that scenario after scenario works with as if each had made it: in a run that may make few. Whoever would create one
 * is shown the create that made it.
 */
export interface Life {
  readonly entry: Entry
  /** The create, as it was answered. */
  readonly created: Exchange
  /** What was sent, member by member the plainest there is. */
  readonly body: JsonObject
  /** How it was when it had settled. */
  readonly before: Json
}

/** Lives that nobody works with right now, and creates that anybody may take for a positive control. */
export class Lives {
  private readonly idle: Life[] = []
  private readonly accepted = new Map<string, Exchange>()
  /** Of those that are lent to everybody, the ones that are as they were made. */
  readonly lent = new Map<string, Life>()

  take(resource: string): Life | undefined {
    const index = this.idle.findIndex(({ entry }) => entry.handle.resource === resource && entry.state === 'made')
    return index < 0 ? undefined : this.idle.splice(index, 1)[0]
  }

  give(life: Life): void {
    this.idle.push(life)
  }

  /** A create that was accepted, of a body like this one but for its names. */
  control(like: string): Exchange | undefined {
    return this.accepted.get(like)
  }

  accept(like: string, exchange: Exchange): void {
    if (succeeded(exchange)) this.accepted.set(like, exchange)
  }
}

/** True where a resource is again as it was: settled in the same phase, with the same values wherever an update could change them. */
export function isUnchanged(contract: Contract, resource: string, { before, now }: { readonly before: Json; readonly now: Exchange | undefined }): boolean {
  const { type } = resourceOf(contract, resource)
  const json = answerOf(now)?.json
  if (!succeeded(now) || json === undefined) return false
  const lifecycle = contract.behaviour.lifecycles?.[type.lifecycle ?? '']
  if (lifecycle !== undefined && (standingOf(lifecycle, { json }) !== 'settled' || phaseOf(lifecycle, { json }) !== phaseOf(lifecycle, { json: before })))
    return false
  const schema = operationFor(contract, resource, 'update')?.requestBody?.schema
  const names = schema === undefined ? [] : [...(shapeAt(contract.document, schema)?.properties.keys() ?? [])]
  return idIn(type, json) === idIn(type, before) && names.every((name) => sameJson(at(json, `/${name}`), at(before, `/${name}`)))
}

/** True for entries of one resource. */
export function isSameEntry(one: Entry, other: Entry): boolean {
  return keyOf(one.handle) === keyOf(other.handle)
}
