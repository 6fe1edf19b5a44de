import { EVENT_ID, getScalarValue, parseEvents } from 'js-yaml'
import type { Event } from 'js-yaml'
import { pointer, steps } from './json.ts'

export interface Position {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** One open collection while the events are read: the key that waits for its value, or the index of the next item. */
interface Open {
  readonly kind: 'document' | 'sequence' | 'mapping'
  readonly path: readonly (string | number)[]
  key: string | undefined
  index: number
}

/** Where each JSON pointer of a YAML text begins: a member at its key, an item at its own first character. Throws on broken YAML. */
export function offsets(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>([['', 0]])
  const open: Open[] = []
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) open.pop()
    else if (event.type === EVENT_ID.DOCUMENT) open.push({ kind: 'document', path: [], key: undefined, index: 0 })
    else enter(text, event, { open, found })
  }
  return found
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.POP } | { type: typeof EVENT_ID.DOCUMENT }>

function enter(text: string, event: NodeEvent, state: { readonly open: Open[]; readonly found: Map<string, number> }): void {
  const parent = state.open.at(-1)
  if (parent === undefined) return
  if (parent.kind === 'mapping' && parent.key === undefined && event.type === EVENT_ID.SCALAR) {
    parent.key = getScalarValue(text, event)
    state.found.set(pointer([...parent.path, parent.key]), event.valueStart)
    return
  }
  const path = parent.kind === 'document' ? [] : [...parent.path, parent.kind === 'sequence' ? parent.index++ : (parent.key ?? '')]
  if (parent.kind === 'sequence') state.found.set(pointer(path), start(event))
  parent.key = undefined
  if (event.type === EVENT_ID.SEQUENCE) state.open.push({ kind: 'sequence', path, key: undefined, index: 0 })
  if (event.type === EVENT_ID.MAPPING) state.open.push({ kind: 'mapping', path, key: undefined, index: 0 })
}

function start(event: NodeEvent): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart
  return event.type === EVENT_ID.ALIAS ? event.anchorStart : event.start
}

/** The place of a pointer, or of its nearest ancestor that is there. */
export function positionOf(text: string, places: ReadonlyMap<string, number>, where: string): Position {
  const path = [...steps(where)]
  while (path.length > 0 && !places.has(pointer(path))) path.pop()
  return positionAt(text, places.get(pointer(path)) ?? 0)
}

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
