import type { ResourceType } from '../../specs/behaviour.ts'
import { isObject, pointer, type Json } from '../../specs/json.ts'
import { masked, placesOf } from './masked.ts'

/** A member of a resource whose value is another one now. */
export interface Member {
  /** JSON pointer into the fields. */
  readonly at: string
  /** Absent where there was none; texts and arrays are cut where they are long. */
  readonly before?: Json
  readonly after?: Json
}

/** Most members that are told of one resource. */
const MOST_MEMBERS = 50
/** Most characters of a value that is told. */
const LONGEST = 200
/** From so many characters on, a value is large. */
export const LARGE = 16_384

/** The members that differ, down to the first that are no objects. Secrets are masked, and values cut to a bounded length. */
export function changedMembers({ before, after }: Pair, type: ResourceType | undefined): readonly Member[] {
  const found: Member[] = []
  const secret = placesOf(type)
  collect({ found, tell: (value, where) => cut(masked(value, where, secret)) }, [], { before, after })
  return found
}

interface Collected {
  readonly found: Member[]
  readonly tell: (value: Json, where: string) => Json
}

interface Pair {
  readonly before: Json | undefined
  readonly after: Json | undefined
}

function collect(into: Collected, path: readonly string[], { before, after }: Pair): void {
  const { found, tell } = into
  if (found.length >= MOST_MEMBERS || before === after) return
  const [old, now] = [isObject(before) ? before : undefined, isObject(after) ? after : undefined]
  const nested = (old ?? now) !== undefined && (old !== undefined || before === undefined) && (now !== undefined || after === undefined)
  if (!nested || path.length > 5) {
    if (JSON.stringify(before) === JSON.stringify(after)) return
    const where = pointer(path)
    found.push({ at: where, ...(before !== undefined && { before: tell(before, where) }), ...(after !== undefined && { after: tell(after, where) }) })
    return
  }
  for (const name of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])) {
    collect(into, [...path, name], { before: own(old, name), after: own(now, name) })
  }
}

function own(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** A value that is told: itself where it is short, the beginning of its text otherwise. */
export function cut(value: Json, longest = LONGEST): Json {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= longest ? value : `${text.slice(0, longest)}… (${text.length} characters)`
}

/** Whether a value would take so much room that the journal does not keep it. Stops counting as soon as it knows. */
export function isLarge(value: Json | undefined): boolean {
  return value !== undefined && left(value, LARGE) < 0
}

function left(value: Json, room: number): number {
  if (room < 0) return room
  if (typeof value === 'string') return room - value.length
  if (typeof value !== 'object' || value === null) return room - 8
  if (Array.isArray(value)) return (value as readonly Json[]).reduce<number>((rest, item) => left(item, rest), room - 8)
  let rest = room - 8
  for (const [name, item] of Object.entries(value)) rest = left(item, rest - name.length)
  return rest
}
