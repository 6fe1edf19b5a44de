import { idIn } from '../resources.ts'
import { at } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { Deed } from './chronicle.ts'
import type { Rules } from './rules.ts'

/** The items of a list answer by their identifier. */
export function itemsOf({ type, items }: Pick<Rules, 'type' | 'items'>, { doing, outcome, shown }: Deed): ReadonlyMap<string, Json> {
  const found = doing === 'list' && outcome === 'done' && items !== undefined ? at(shown, items) : undefined
  if (!Array.isArray(found)) return new Map()
  return new Map(
    (found as readonly Json[]).flatMap((item) => {
      const id = idIn(type, item)
      return id === undefined ? [] : [[id, item] as const]
    }),
  )
}

/** True where an answer holds a list at all. */
export function isList({ items }: Pick<Rules, 'items'>, { doing, outcome, shown }: Deed): boolean {
  return doing === 'list' && outcome === 'done' && items !== undefined && Array.isArray(at(shown, items))
}
