import { at, type Json } from '../../specs/json.ts'
import { idOf, type Resource } from '../record.ts'
import type { View } from '../store.ts'
import { folded } from './judged.ts'

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
export function holdersOf(view: View, asked: Asked): readonly Resource[] {
  const { ids } = upToDate(view, asked)
  const { collection, value } = asked
  const key = keyOf(value, asked)
  const found = (ids.get(key) ?? []).flatMap((id) => view.get(collection, id) ?? [])
  if (found.length < (ids.get(key)?.length ?? 0)) ids.set(key, found.map(idOf))
  return found
}

interface Asked {
  readonly collection: string
  readonly place: string
  readonly value: Json
  /** True where texts that differ in case only are the same. */
  readonly caseless: boolean
}

function keyOf(value: Json, { caseless }: Asked): string {
  return JSON.stringify(caseless ? folded(value) : value)
}

function upToDate(view: View, asked: Asked): Index {
  const { collection, place, caseless } = asked
  const all = indices.get(view) ?? new Map<string, Index>()
  indices.set(view, all)
  const name = `${caseless ? '~' : ''}${place} ${collection}`
  const index = all.get(name) ?? { youngest: -1, ids: new Map<string, string[]>() }
  all.set(name, index)
  let { youngest } = index
  for (const resource of view.newest(collection)) {
    if (resource.born <= index.youngest) break
    youngest = Math.max(youngest, resource.born)
    const key = keyOf(at(resource.fields, place) ?? null, asked)
    const holders = index.ids.get(key)
    if (holders === undefined) index.ids.set(key, [idOf(resource)])
    else holders.push(idOf(resource))
  }
  index.youngest = youngest
  return index
}
