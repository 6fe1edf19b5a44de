import { COLLECTION_STYLE, EVENT_ID, getScalarValue, parseEvents } from 'js-yaml'
import type { Event } from 'js-yaml'
import { isObject, pointer, steps } from './json.ts'
import { positionAt } from './positions.ts'
import type { Json } from './json.ts'

/** One node of a YAML text. */
interface Node {
  readonly start: number
  /** Exclusive; unknown for collections that are written as blocks. */
  end: number | undefined
  readonly kind: 'scalar' | 'flow' | 'block'
  /** Where its first key or item begins. */
  first: number | undefined
  /** Where the last of what it holds ends. */
  last: number | undefined
  readonly path: readonly (string | number)[]
  /** The key that waits for its value. */
  key: string | undefined
  index: number
}

/**
 * A YAML text in which the value at a JSON pointer is another one, or there at last; everything else stays byte for byte, comments too.
 * Undefined where it cannot be put in without writing the text anew: what holds it is missing, or is not to be replaced in place.
 */
export function amended(text: string, where: string, to: Json): string | undefined {
  const nodes = nodesOf(text)
  const node = nodes.get(where)
  if (node !== undefined) return node.end === undefined ? undefined : text.slice(0, node.start) + written(to) + text.slice(node.end)
  const path = steps(where)
  const holder = nodes.get(pointer(path.slice(0, -1)))
  if (holder?.first === undefined || holder.kind === 'scalar') return undefined
  const member = `${written(path.at(-1) ?? '')}: ${written(to)}`
  const between = holder.kind === 'flow' ? ', ' : `\n${' '.repeat(positionAt(text, holder.first).column - 1)}`
  return text.slice(0, holder.first) + member + between + text.slice(holder.first)
}

function nodesOf(text: string): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>()
  const open: Node[] = []
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.DOCUMENT) open.push(nodeOf({ start: 0, kind: 'block', path: [] }))
    else if (event.type === EVENT_ID.POP) closed(text, open)
    else enter(text, event, { open, found })
  }
  return found
}

function nodeOf(made: Pick<Node, 'start' | 'kind' | 'path'>): Node {
  return { ...made, end: undefined, first: undefined, last: undefined, key: undefined, index: -1 }
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.POP } | { type: typeof EVENT_ID.DOCUMENT }>

function enter(text: string, event: NodeEvent, { open, found }: { readonly open: Node[]; readonly found: Map<string, Node> }): void {
  const holder = open.at(-1)
  if (holder === undefined) return
  const isDocument = open.length === 1
  const isList = holder.index >= 0
  if (!isDocument && !isList && holder.key === undefined && event.type === EVENT_ID.SCALAR) {
    holder.key = getScalarValue(text, event)
    holder.first ??= quotedFrom(text, event.valueStart)
    return
  }
  const node = nodeOf({
    start: startOf(text, event),
    kind: kindOf(event),
    path: isDocument ? [] : [...holder.path, isList ? holder.index++ : (holder.key ?? '')],
  })
  holder.key = undefined
  found.set(pointer(node.path), node)
  if (event.type === EVENT_ID.SCALAR) {
    node.end = event.valueEnd + (node.start < event.valueStart ? 1 : 0)
    holder.last = node.end
  } else if (event.type !== EVENT_ID.ALIAS) {
    if (event.type === EVENT_ID.SEQUENCE) node.index = 0
    open.push(node)
  }
}

function kindOf(event: NodeEvent): Node['kind'] {
  if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) return 'scalar'
  return event.style === COLLECTION_STYLE.FLOW ? 'flow' : 'block'
}

function startOf(text: string, event: NodeEvent): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart
  return event.type === EVENT_ID.SCALAR ? quotedFrom(text, event.valueStart) : event.start
}

/** A quoted scalar begins with its quote. */
function quotedFrom(text: string, start: number): number {
  return /["']/.test(text[start - 1] ?? '') ? start - 1 : start
}

/** The events do not tell where a collection ends: one in brackets does behind the last of what it holds. */
function closed(text: string, open: Node[]): void {
  const node = open.pop()
  if (node?.kind !== 'flow') return
  const rest = /[\]}]/.exec(text.slice(node.last ?? node.start))
  node.end = rest === null ? undefined : (node.last ?? node.start) + rest.index + 1
  const holder = open.at(-1)
  if (holder !== undefined) holder.last = node.end
}

/** A value in one line. */
function written(value: Json): string {
  if (typeof value === 'string')
    return /^[A-Za-z][\w./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : `'${value.replaceAll(`'`, `''`)}'`
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(written).join(', ')}]`
  if (isObject(value))
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${written(name)}: ${written(member)}`)
      .join(', ')} }`
  return JSON.stringify(value)
}
