import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { absent } from '../existence.ts'
import { concluded, endOf, targetOf } from '../long-running.ts'
import { recordAt, stands, typeOf, type Moment } from '../moment.ts'
import { after } from '../overlay.ts'
import { idOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import type { Change } from '../store.ts'
import { companionsOf } from './record-of.ts'
import { shown } from './reply.ts'
import { viewed } from './viewed.ts'

/** Shows the addressed resource. Where lifecycles advance by reads, this read is counted first. */
export function read(context: Context): Outcome {
  const resource = addressed(context)
  const moving = movingOf(context, resource)
  const counted = moving === undefined ? undefined : countRead(context, moving)
  if (counted === undefined) return { reply: shown(context, resource), changes: [] }
  const changes = advanced(context, counted)
  const moment = after(context.moment, concluded(context.moment, changes))
  if (counted.type !== resource.type) return { reply: shown({ ...context, moment }, current(moment, resource)), changes }
  if (stands(context.moment, counted).phase !== 'gone') return { reply: shown(context, counted), changes }
  return { reply: refuse(moment.contract, absent(context.type, idOf(resource)), context.behaviour), changes }
}

/** Something else that the resource shows, e.g. its connection details. Where it tells of the phase, it is a read like any other. */
export function view(context: Context): Outcome {
  const resource = addressed(context)
  const counted = tellsPhase(context) ? countRead(context, resource) : undefined
  if (counted === undefined) return viewOf(context, resource)
  const changes = advanced(context, counted)
  if (stands(context.moment, counted).phase !== 'gone') return { ...viewOf(context, counted), changes }
  return { reply: refuse(context.moment.contract, absent(context.type, idOf(resource)), context.behaviour), changes }
}

function viewOf(context: Context, resource: Resource): Outcome {
  const { moment, behaviour } = context
  const shows = behaviour.shows ?? {}
  if (shows[''] !== undefined && viewed(moment, resource, { shows }) === undefined)
    return {
      reply: refuse(moment.contract, { ...absent(context.type, idOf(resource)), detail: `the ${context.type.title} has none yet` }, behaviour),
      changes: [],
    }
  return { reply: shown(context, resource, { shows }), changes: [] }
}

/** Counts a list as a read of each item, where the items are read in no other way. */
export function lookedOver(context: Context, resources: Iterable<Resource>): { readonly there: readonly Resource[]; readonly changes: readonly Change[] } {
  const there: Resource[] = []
  const changes: Change[] = []
  for (const resource of resources) {
    const counted = countRead(context, resource)
    if (counted !== undefined) changes.push(...advanced(context, counted))
    if (counted === undefined || stands(context.moment, counted).phase !== 'gone') there.push(counted ?? resource)
  }
  return { there, changes }
}

/** True where an operation is a way to see how far a resource has come. */
export function tellsPhase({ behaviour }: Context): boolean {
  return behaviour.reads !== undefined || Object.values(behaviour.shows ?? {}).some(({ is }) => is === 'phase')
}

/** The resource that the existence stage has found. */
export function addressed(context: Context): Resource {
  if (context.resource === undefined)
    throw new Error(`Failed to do ${context.operation.id}: no resource was looked up. Put "existence" into the contract's checkOrder.`)
  return context.resource
}

/** Notes how far a resource has come; one that has come to its end goes, with all that belongs to it. */
export function advanced({ moment }: Context, moved: Resource): readonly Change[] {
  const note: Change = { kind: 'note', resource: moved }
  if (stands(moment, moved).phase !== 'gone') return [note]
  return [note, { kind: 'remove', resource: moved }, ...companionsOf({ moment, type: typeOf(moment, moved.type) }, moved)]
}

/** A record as changes have left it. */
export function current(moment: Moment, resource: Resource): Resource {
  return recordAt(moment, resource.type, resource.address) ?? resource
}

/** What a read moves on: the resource itself, or what a long-running operation is about. */
function movingOf({ moment }: Context, resource: Resource): Resource | undefined {
  const { work } = resource
  if (work === undefined) return resource
  return endOf(moment, resource) === undefined ? targetOf(moment, work) : undefined
}

function countRead({ moment }: Context, resource: Resource): Resource | undefined {
  const { progress } = resource
  if (typeof moment.settings.pace !== 'object' || progress === undefined || stands(moment, resource).settled) return undefined
  return { ...resource, progress: { ...progress, reads: progress.reads + 1 } }
}
