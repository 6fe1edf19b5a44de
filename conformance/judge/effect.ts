import { sameJson, volatileIn } from './view.ts'
import { isObject, placesAt, withAt } from '../../specs/json.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../specs/json.ts'

/** True for what stands for no value: whether a server shows it or leaves it out is its own affair. */
export function isBlank(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isObject(value)) return Object.values(value).every(isBlank)
  return value === undefined || value === null || value === false || value === '' || value === 0
}

/**
 * True where a value that was asked for is shown. The server may show more members, of items too, leave out what is blank, and
 * show the items of an array in another order: order is promised by nobody unless a rule says so.
 */
export function standsFor(asked: Json | undefined, shown: Json | undefined): boolean {
  if (isBlank(asked)) return isBlank(shown)
  if (Array.isArray(asked)) return Array.isArray(shown) && shown.length === asked.length && matched(asked, shown)
  if (isObject(asked)) return isObject(shown) && Object.entries(asked).every(([name, value]) => standsFor(value, shown[name]))
  return sameJson(asked, shown)
}

/** Whether each item asked for has a shown one of its own. */
function matched(asked: readonly Json[], shown: readonly Json[]): boolean {
  const left = [...shown]
  return asked.every((item) => {
    const found = left.findIndex((other) => standsFor(item, other))
    return found >= 0 && left.splice(found, 1).length === 1
  })
}

/** Places whose values differ, apart from blanks, the order of items, what the server keeps for itself, and some places more. */
export function moved(type: ResourceType, views: { readonly before: Json; readonly after: Json }, without: readonly string[] = []): readonly string[] {
  const [before, after] = [views.before, views.after].map((view) => plain(bare(written(type, view), without)))
  return different(before, after, '').slice(0, 5)
}

/** A representation without what the server keeps for itself. */
export function written(type: ResourceType, view: Json): Json {
  return bare(view, ownPlaces(type))
}

/** Places that the server fills in by itself, `*` for every item of an array. */
function ownPlaces(type: ResourceType): readonly string[] {
  const own = Object.entries(type.shows ?? {}).flatMap(([place, { field }]) => (field === undefined ? [place] : []))
  return [...own, ...volatileIn(type)]
}

function bare(view: Json, patterns: readonly string[]): Json {
  return patterns.flatMap((pattern) => placesAt(view, pattern)).reduce<Json>((rest, place) => withAt(rest, place, undefined), view)
}

/** Without blanks, and with the items of arrays in an order of ours. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(plain).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([, member]) => !isBlank(member))
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function different(one: Json | undefined, other: Json | undefined, place: string): readonly string[] {
  if (sameJson(one, other) || (isBlank(one) && isBlank(other))) return []
  const [a, b]: readonly (JsonObject | undefined)[] = [one ?? {}, other ?? {}].map((value) => (isObject(value) ? value : undefined))
  if (a === undefined || b === undefined) return [place === '' ? 'the whole' : place]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => different(a[name], b[name], `${place}/${name}`))
}
