import { differences, view } from '../../judge/view.ts'
import { isObject } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'

/**
 * Places in which two representations differ, whatever is empty aside: the JSON of proto3 may leave out a member that has its
 * default (https://protobuf.dev/programming-guides/json).
 */
export function apart(one: Json | undefined, other: Json | undefined, without: readonly string[] = []): readonly string[] {
  return differences(full(view(one, without)), full(view(other, without)))
}

function full(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => full(item) ?? null)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const left = full(member)
      return left === undefined || isEmpty(left) ? [] : [[name, left] as const]
    }),
  )
}

function isEmpty(value: Json): boolean {
  return value === null || value === false || value === 0 || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}

/** An identifier that the list in the middle lacks although both others have it, or has although neither does. */
export function oddOnesOut({ first, there, last }: Readonly<Record<'first' | 'there' | 'last', readonly string[]>>): string | undefined {
  const lacking = first.find((id) => last.includes(id) && !there.includes(id))
  return lacking ?? there.find((id) => !first.includes(id) && !last.includes(id))
}
