import { isDeepStrictEqual } from 'node:util'
import type { Lifecycle, ResourceType, Trigger } from '../specs/behaviour.ts'
import { at, withoutAll, type JsonObject } from '../specs/json.ts'
import type { Standing } from './lifecycle.ts'
import type { InEffect, Progress, Resource } from './record.ts'

/** What is in effect: the fields as they were when the last trigger that applies, and came to its own end, had started. */
export function inEffect({ progress }: Pick<Resource, 'progress'>, standing: Standing): InEffect | undefined {
  if (progress?.applies !== undefined && standing.settled) return { fields: progress.applies, at: standing.since }
  return progress?.inEffect
}

/** When the last execution started, in milliseconds since 1970. */
export function executionAt({ progress }: Pick<Resource, 'progress'>, lifecycle: Lifecycle | undefined): number | undefined {
  const trigger = progress === undefined ? undefined : lifecycle?.triggers[progress.trigger]
  return trigger !== undefined && isExecution(trigger) ? progress?.at : progress?.executed
}

/** One that leads somewhere, and takes its time: not a dry run, nor what an administrator does to one. */
function isExecution({ through, to, by }: Trigger): boolean {
  return through.length > 0 && to !== 'before' && by !== 'administrator'
}

/** What the progress of a trigger has to remember, because what came before is forgotten with it. */
export function carriedInto(
  trigger: Trigger,
  lifecycle: Lifecycle,
  from: { readonly resource?: Resource; readonly standing?: Standing; readonly fields?: JsonObject },
): Pick<Progress, 'applies' | 'inEffect' | 'executed'> | undefined {
  const { resource, standing } = from
  const applies = trigger.applies === true && trigger.to !== 'before' ? (from.fields ?? resource?.fields) : undefined
  const before = resource === undefined || standing === undefined ? undefined : inEffect(resource, standing)
  const executed = resource === undefined || isExecution(trigger) ? undefined : executionAt(resource, lifecycle)
  if (applies === undefined && before === undefined && executed === undefined) return undefined
  return { ...(applies && { applies }), ...(before && { inEffect: before }), ...(executed === undefined ? {} : { executed }) }
}

/** Whether what is requested is in effect: never yet, not as it is now, or as it is now. Places that need no execution do not count. */
export function applicationOf(effect: InEffect | undefined, fields: JsonObject, regardless: readonly string[]): 'never' | 'stale' | 'current' {
  if (effect === undefined) return 'never'
  if (effect.fields === fields) return 'current'
  return isDeepStrictEqual(withoutAll(effect.fields, regardless), withoutAll(fields, regardless)) ? 'current' : 'stale'
}

/** The version that follows the one that the fields hold; undefined where there are none, and after the last one. */
export function followingVersion({ versions }: Pick<ResourceType, 'versions'>, fields: JsonObject | undefined): string | undefined {
  const now = versions === undefined ? undefined : at(fields, versions.at)
  const index = versions === undefined || typeof now !== 'string' ? -1 : versions.values.indexOf(now)
  return index < 0 ? undefined : versions?.values[index + 1]
}
