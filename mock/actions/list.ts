import type { Paging } from '../../specs/behaviour.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Outcome } from '../call.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { members, newest } from '../moment.ts'
import { cursorAfter, listingOf, startOf } from '../paging.ts'
import { fieldsNow } from '../parts.ts'
import { idOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { represent } from '../represent.ts'
import { lookedOver, tellsPhase } from './read.ts'
import { mediaType, successOf } from './reply.ts'
import { viewed } from './viewed.ts'

/** All of a type, or something of each of them. */
export function list(context: Context): Outcome {
  const { behaviour, type } = context
  const parents = addressOf(context, type.address.slice(0, -1))
  return behaviour.paging === undefined ? whole(context, parents) : page(context, { parents, paging: behaviour.paging })
}

function whole(context: Context, parents: readonly string[]): Outcome {
  const { moment, behaviour } = context
  const found = behaviour.newestFirst === undefined ? members(moment, behaviour.resource, parents) : newest(moment, behaviour.resource, { parents })
  const { there, changes } = tellsPhase(context) ? lookedOver(context, found) : { there: found, changes: [] }
  const items: Json[] = []
  const keeps = sieve(context)
  const by = behaviour.order?.by
  // What is made within one second is told apart by nothing that is shown.
  for (const resource of by === undefined ? there : [...there].sort((a, b) => a.born - b.born)) {
    const item = keeps(resource) ? itemOf(context, resource) : undefined
    if (item !== undefined) items.push(item)
  }
  if (by !== undefined) items.sort((a, b) => compare(field(a, by), field(b, by)))
  return { ...answered(context, withAt({}, behaviour.items ?? '', items)), changes }
}

/** One page, always the youngest first: whatever comes and goes meanwhile, what stays is shown once. */
function page(context: Context, { parents, paging }: { readonly parents: readonly string[]; readonly paging: Paging }): Outcome {
  const { moment, behaviour, query } = context
  const listing = listingOf(context, parents)
  const before = startOf(context, listing)
  if (typeof before === 'object') return { reply: refuse(moment.contract, before, behaviour), changes: [] }
  const limit = query[paging.limit.parameter] ?? paging.limit.default
  const keeps = sieve(context)
  const items: Json[] = []
  let last: Resource | undefined
  let more = false
  for (const resource of newest(moment, behaviour.resource, { parents, before })) {
    if (!keeps(resource)) continue
    more = items.length === limit
    if (more) break
    const item = itemOf(context, resource)
    if (item !== undefined) items.push(item)
    last = resource
  }
  const next = more && last !== undefined ? cursorAfter(listing, last.born) : null
  return answered(context, withAt(withAt(withAt({}, behaviour.items ?? '', items), paging.more, more), paging.next, next))
}

function answered(context: Context, body: Json): Outcome {
  const whole = Object.entries(context.behaviour.sets ?? {}).reduce((made, [place, value]) => withAt(made, place, value), body)
  return { reply: { status: successOf(context), headers: { 'content-type': mediaType(context) }, body: whole }, changes: [] }
}

/** Whether the caller may see a resource, and every filter that was sent keeps it. */
function sieve(context: Context): (resource: Resource) => boolean {
  const { behaviour, moment, query } = context
  const filters = Object.entries(behaviour.filters ?? {}).filter(([name]) => query[name] !== undefined)
  const scoped = isScope(context)
  const { having } = behaviour
  return (resource) => {
    if (scoped && !maySee(context, idOf(resource))) return false
    if (having !== undefined && at(fieldsNow(moment, resource), having) === undefined) return false
    return filters.every(([name, filter]) => at(represent(moment, resource), filter.at) === query[name])
  }
}

/** True where what is listed are the very scopes that credentials are bound to. */
function isScope({ moment, type }: Context): boolean {
  return type.address.length === 1 && type.address[0] === moment.contract.behaviour.auth.credentials.scope
}

function maySee({ caller }: Context, scope: string): boolean {
  return caller === undefined || caller.scope === scope || caller.scopes?.includes(scope) === true
}

/** What is told of a resource: its representation, or what an overview shows in its place. */
function itemOf({ moment, behaviour }: Context, resource: Resource): Json | undefined {
  let item = behaviour.shows === undefined ? represent(moment, resource) : viewed(moment, resource, { shows: behaviour.shows })
  for (const place of behaviour.omits?.places ?? []) if (at(item, place) !== undefined) item = withAt(item, place, undefined)
  return item
}

function field(item: Json, name: string): string {
  const value = isObject(item) ? item[name] : undefined
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
