import { at, type Json } from '../../specs/json.ts'
import { idOf, type Resource } from '../record.ts'
import type { View } from '../store.ts'

/** Who held a value when it was made, by the value's JSON text. Who has gone since is found out when asked. */
interface Index {
  /** Birth of the youngest that it knows. */
  youngest: number
  readonly ids: Map<string, string[]>
}

const indices = new WeakMap<View, Map<string, Index>>()

/**
 * The resources of a collection that have a value at a place where values never change. A collection of thousands is not gone
 * through for each create: only those that were born since the last time are looked at.
 */
export function holdersOf(view: View, asked: { readonly collection: string; readonly place: string; readonly value: Json }): readonly Resource[] {
  const { collection, place, value } = asked
  const { ids } = upToDate(view, collection, place)
  const key = JSON.stringify(value)
  const found = (ids.get(key) ?? []).flatMap((id) => view.get(collection, id) ?? [])
  if (found.length < (ids.get(key)?.length ?? 0)) ids.set(key, found.map(idOf))
  return found
}

function upToDate(view: View, collection: string, place: string): Index {
  const all = indices.get(view) ?? new Map<string, Index>()
  indices.set(view, all)
  const name = `${place} ${collection}`
  const index = all.get(name) ?? { youngest: -1, ids: new Map<string, string[]>() }
  all.set(name, index)
  let { youngest } = index
  for (const resource of view.newest(collection)) {
    if (resource.born <= index.youngest) break
    youngest = Math.max(youngest, resource.born)
    const key = JSON.stringify(at(resource.fields, place) ?? null)
    const holders = index.ids.get(key)
    if (holders === undefined) index.ids.set(key, [idOf(resource)])
    else holders.push(idOf(resource))
  }
  index.youngest = youngest
  return index
}
