/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The steps of a JSON pointer (RFC 6901): `/a~1b/0` is `['a/b', '0']`; the empty pointer is `[]`. */
export function steps(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A JSON pointer from its steps. */
export function pointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The value at a JSON pointer, or undefined where there is none. */
export function at(value: Json | undefined, where: string): Json | undefined {
  let found: Json | undefined = value
  for (const step of steps(where)) {
    if (Array.isArray(found)) found = (found as readonly Json[])[Number(step)]
    else if (isObject(found) && Object.hasOwn(found, step)) found = found[step]
    else return undefined
  }
  return found
}

/** A copy of `value` in which the value at the pointer is `to`; objects on the way are made, `undefined` removes. */
export function withAt(value: Json | undefined, where: string, to: Json | undefined): Json {
  const path = steps(where)
  const [first, ...rest] = path
  if (first === undefined) return to ?? null
  if (Array.isArray(value)) {
    const copy = [...(value as readonly Json[])]
    copy[Number(first)] = withAt(copy[Number(first)], pointer(rest), to)
    return copy
  }
  const copy: Record<string, Json> = isObject(value) ? { ...value } : {}
  if (rest.length === 0 && to === undefined) delete copy[first]
  else copy[first] = withAt(copy[first], pointer(rest), to)
  return copy
}
