import { EVENT_ID } from 'js-yaml'
import type { Event } from 'js-yaml'

/**
 * How many nodes the aliases of a document stand for, aliases within aliases multiplied out: what a walk over the parsed
 * value would visit beyond what is written. Infinity where an alias stands inside the node it names. Counts without
 * expanding anything, in one pass.
 */
export function nodesBehindAliases(text: string, events: readonly Event[]): number {
  const sizes = new Map<string, number>()
  const open: { readonly anchor: string; size: number }[] = []
  let behind = 0
  const count = (size: number): void => {
    const parent = open.at(-1)
    if (parent !== undefined) parent.size += size
  }
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      const closed = open.pop()
      if (closed === undefined) continue
      if (closed.anchor !== '') sizes.set(closed.anchor, closed.size)
      count(closed.size)
    } else if (event.type === EVENT_ID.DOCUMENT) {
      open.push({ anchor: '', size: 0 })
    } else {
      const anchor = event.anchorStart === -1 ? '' : text.slice(event.anchorStart, event.anchorEnd)
      if (event.type === EVENT_ID.ALIAS) {
        const size = sizes.get(anchor) ?? 1
        behind += size
        count(size)
      } else if (event.type === EVENT_ID.SCALAR) {
        if (anchor !== '') sizes.set(anchor, 1)
        count(1)
      } else {
        if (anchor !== '') sizes.set(anchor, Number.POSITIVE_INFINITY)
        open.push({ anchor, size: 1 })
      }
    }
  }
  return behind
}
