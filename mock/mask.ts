import type { Mask } from '../specs/behaviour.ts'
import { at, isObject, objectOf, pointer, steps, withAt, type Json, type JsonObject } from '../specs/json.ts'
import type { Check } from './context.ts'

/** What an update's mask says: nothing, the fields that it names, or a path that is none of the contract's. */
export type Asked =
  { readonly kind: 'absent' } | { readonly kind: 'named'; readonly paths: readonly string[] } | { readonly kind: 'unknown'; readonly path: string }

/**
 * Reads a mask in protobuf's JSON form: paths in dots, separated by commas, nothing between them. A blank text is no mask
 * (https://protobuf.dev/reference/protobuf/google.protobuf/#field-mask).
 */
export function readMask(mask: Mask, body: JsonObject): Asked {
  const text = at(body, mask.at)
  if (typeof text !== 'string' || text.trim() === '') return { kind: 'absent' }
  const paths = [...new Set(text.trim().split(','))]
  const known = pathsOf(mask)
  const stranger = paths.find((path) => !known.includes(path))
  return stranger === undefined ? { kind: 'named', paths } : { kind: 'unknown', path: stranger }
}

/** A mask with a path that nobody knows, where the contract refuses such a request. */
export const maskRefusal: Check = ({ behaviour, body }) => {
  const { mask } = behaviour
  if (mask?.unknown.policy !== 'refuse') return undefined
  const asked = readMask(mask, body)
  if (asked.kind !== 'unknown') return undefined
  const detail = `${steps(mask.at).join('.')} names "${asked.path}", which is none of ${pathsOf(mask).join(', ')}`
  return { refusal: 'invalid-body', detail, path: ['body', ...steps(mask.at)] }
}

/** True where the request is answered as a success that changes nothing, because its mask cannot be understood. */
export function isIgnored(mask: Mask | undefined, body: JsonObject): boolean {
  return mask !== undefined && readMask(mask, body).kind === 'unknown'
}

export interface Masked {
  readonly mask: Mask
  readonly body: JsonObject
  /** Values that a field has again once it is cleared, by JSON pointer. */
  readonly defaults?: Readonly<Record<string, Json>> | undefined
}

/** The fields after an update with a mask, or one that could have had one. The mask itself is none of them. */
export function masked(fields: JsonObject, { mask, body, defaults = {} }: Masked): JsonObject {
  const asked = readMask(mask, body)
  if (asked.kind === 'unknown') return fields
  const named = asked.kind === 'named' ? asked.paths : implied(mask, body)
  const changed = named.reduce((result, path) => withPath(result, path, { mask, body }), fields)
  const lost = Object.entries(defaults).filter(([place]) => at(fields, place) !== undefined && at(changed, place) === undefined)
  return lost.reduce((result, [place, value]) => objectOf(withAt(result, place, value)), changed)
}

/** Without a mask a request names every path that it holds a value for, or all that there are. */
function implied(mask: Mask, body: JsonObject): readonly string[] {
  const known = pathsOf(mask)
  return mask.absent.policy === 'clear' ? known : known.filter((path) => valueAt(body, path) !== undefined)
}

function withPath(fields: JsonObject, path: string, { mask, body }: Masked): JsonObject {
  const value = valueAt(body, path)
  if (value !== undefined) return objectOf(withAt(fields, placeOf(path), value))
  const stays = mask.clears.except?.some((kept) => path === kept || path.startsWith(`${kept}.`)) === true
  return stays ? fields : without(fields, path.split('.'))
}

/** The fields without one of them, and without objects that held nothing else. */
function without(fields: JsonObject, path: readonly string[]): JsonObject {
  if (at(fields, pointer(path)) === undefined) return fields
  const rest = objectOf(withAt(fields, pointer(path), undefined))
  const parent = path.slice(0, -1)
  const holder = at(rest, pointer(parent))
  return parent.length > 0 && isObject(holder) && Object.keys(holder).length === 0 ? without(rest, parent) : rest
}

/** The value that a body holds at a path; `null` is none. */
function valueAt(body: JsonObject, path: string): Json | undefined {
  return at(body, placeOf(path)) ?? undefined
}

function placeOf(path: string): string {
  return pointer(path.split('.'))
}

const known = new WeakMap<Mask, readonly string[]>()

/** The paths that a mask may name. */
function pathsOf(mask: Mask): readonly string[] {
  let paths = known.get(mask)
  if (paths === undefined) {
    paths = mask.paths.flatMap(({ names }) => names)
    known.set(mask, paths)
  }
  return paths
}
