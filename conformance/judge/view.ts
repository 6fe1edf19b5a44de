import { answerOf, header } from '../history.ts'
import { at, placesAt, withAt } from '../../specs/json.ts'
import type { ResourceType, Shown, Tag } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Answer, Exchange } from '../history.ts'

const entityTag = /^(?:W\/)?"[^"]*"$/

/** The entity tag of a representation, byte for byte, in quotes where a body tells it without; undefined where there is none. */
export function tagOf(tag: Tag, answer: Answer | undefined): string | undefined {
  const named = tag.header ? header(answer, 'etag') : undefined
  if (named !== undefined || tag.body === undefined) return named
  const found = at(answer?.json, tag.body)
  if (found === undefined || found === null) return undefined
  const text = typeof found === 'string' ? found : JSON.stringify(found)
  return entityTag.test(text) ? text : `${tag.strength === 'weak' ? 'W/' : ''}"${text}"`
}

/** JSON pointers of what may change although nobody wrote: the progress of the lifecycle, what is counted elsewhere and what is measured. */
export function volatileIn(type: ResourceType): readonly string[] {
  return Object.entries(type.shows ?? {})
    .filter(([, shown]) => isVolatile(shown))
    .map(([place]) => place)
    .concat((type.moves ?? []).flatMap(({ places }) => places))
}

/** What follows from the lifecycle, from what is in effect, or from other resources. */
const following: readonly Shown['is'][] = ['phase', 'conditions', 'observed-generation', 'applied-at', 'next-version']

function isVolatile(shown: Shown): boolean {
  const { is, after, from, count, children, applied, text, first = [] } = shown
  const follows = (is !== undefined && following.includes(is)) || text?.includes('{execution}') === true || from === 'settled' || from === 'applied'
  return follows || [after, count, children, applied].some((one) => one !== undefined) || first.some(isVolatile)
}

/** Places within the items of arrays that the server fills in by itself: what was sent reads back with these besides. */
export function addedIn({ shows = {} }: ResourceType): readonly string[] {
  return Object.entries(shows).flatMap(([place, { field }]) => (field === undefined && place.includes('/*/') ? [place] : []))
}

/** A representation without some places, `*` for every item of an array. */
export function view(json: Json | undefined, without: readonly string[] = []): Json | undefined {
  if (json === undefined) return undefined
  return without
    .flatMap((pattern) => placesAt(json, pattern))
    .reduce<Json>((rest, place) => (at(rest, place) === undefined ? rest : withAt(rest, place, undefined)), json)
}

/** True where two answers show the same representation, apart from some places. Order of members does not matter. */
export function sameView(a: Exchange | undefined, b: Exchange | undefined, without: readonly string[] = []): boolean {
  const [one, other] = [view(answerOf(a)?.json, without), view(answerOf(b)?.json, without)]
  return one !== undefined && other !== undefined && sameJson(one, other)
}

/** Equality of JSON values, whatever the order of their members. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return canonical(a) === canonical(b)
}

/** JSON pointers of the first few places in which two values differ. */
export function differences(a: Json | undefined, b: Json | undefined, place = ''): readonly string[] {
  if (sameJson(a, b)) return []
  const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(a) || !isMap(b)) return [place === '' ? 'the whole' : place]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .toSorted()
    .flatMap((key) => differences(a[key], b[key], `${place}/${key}`))
    .slice(0, 5)
}

function canonical(value: Json | undefined): string {
  return (
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).toSorted(([x], [y]) => (x < y ? -1 : 1)))
        : member,
    ) ?? ''
  )
}
