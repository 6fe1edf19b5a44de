import type { Standing } from './lifecycle.ts'
import { present, stands, typeOf, type Moment } from './moment.ts'
import { collectionOf, type Resource } from './record.ts'
import { tiesOf } from './ties.ts'

/**
 * The number that stands for one representation: it differs whenever the representation does. A phase has a version
 * of its own, and a resource that tells how many others lie below it changes with their number, one that tells of its owner with that.
 */
export function versionOf(moment: Moment, resource: Resource, standing: Standing): number {
  const { below, owner, tellsOwner } = tiesOf(moment, resource.type)
  let version = resource.revision
  if (phaseMoves(moment, resource)) version += standing.step
  for (const each of below) version = Math.max(version, moment.view.changed(collectionOf(each, resource.address)))
  if (tellsOwner && owner !== undefined) version = Math.max(version, present(moment, owner, resource.address)?.revision ?? 0)
  return version
}

/** Whether a phase is a change like any other, with a version of its own. */
export function phaseMoves(moment: Moment, { type }: Resource): boolean {
  return moment.settings.phaseMovesTag && typeOf(moment, type).tag?.movesWithPhase !== false
}

/** The entity tag of a resource as it stands in a header (RFC 9110 section 8.8.3), or undefined where there is none. */
export function tagOf(moment: Moment, resource: Resource, fresh = false): string | undefined {
  const tag = typeOf(moment, resource.type).tag
  if (tag === undefined) return undefined
  const opaque = `"${versionOf(moment, resource, stands(moment, resource, fresh))}"`
  return tag.strength === 'weak' ? `W/${opaque}` : opaque
}
