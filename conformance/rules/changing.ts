import { isBlank } from '../judge/effect.ts'
import { sameJson } from '../judge/view.ts'
import type { Json } from '../../specs/json.ts'

/** One way to change a value; without a value, the place is named and left empty. */
export interface Change {
  readonly name: string
  readonly value: Json | undefined
}

/** The items with the first candidate behind that is none of them; undefined where every candidate is. */
export function appended(had: readonly Json[], candidates: readonly Json[]): readonly Json[] | undefined {
  const fresh = candidates.find((candidate) => !had.some((item) => sameJson(item, candidate)))
  return fresh === undefined ? undefined : [...had, fresh]
}

/** The names of all ways to lose items. */
export const lossNames = [
  'the last item removed',
  'the first item removed',
  'the items in another order',
  'an item before the others',
  'an item in place of another',
  'no items',
  'no list',
] as const

/** Ways to change a list, after which its items no longer stand at its beginning, in order. Those that need two items only where there are two. */
export function losses(had: readonly Json[], candidates: readonly Json[]): readonly (Change & { readonly name: (typeof lossNames)[number] })[] {
  const fresh = appended(had, candidates)?.at(-1)
  const [last, isMixed] = [had.at(-1), had.some((item) => !sameJson(item, had[0]))]
  return [
    ...(had.length > 1 ? [{ name: 'the last item removed', value: had.slice(0, -1) } as const] : []),
    ...(isMixed ? [{ name: 'the first item removed', value: had.slice(1) } as const] : []),
    ...(isMixed && !sameJson(had[0], last) ? [{ name: 'the items in another order', value: had.toReversed() } as const] : []),
    ...(fresh === undefined || had.length === 0 ? [] : [{ name: 'an item before the others', value: [fresh, ...had] } as const]),
    ...(fresh === undefined || had.length === 0 ? [] : [{ name: 'an item in place of another', value: [...had.slice(0, -1), fresh] } as const]),
    ...(had.length > 0
      ? ([
          { name: 'no items', value: [] },
          { name: 'no list', value: undefined },
        ] as const)
      : []),
  ]
}

/** Whether a list still begins with all items of another one. */
export function beginsWith(list: Json | undefined, items: readonly Json[]): boolean {
  const found: readonly Json[] = Array.isArray(list) ? list : []
  return items.every((item, index) => sameJson(item, found[index]))
}

/** A range of numbers, both ends included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The range that two values span; undefined where they span none. */
export function rangeOf(from: Json | undefined, to: Json | undefined): Range | undefined {
  return typeof from === 'number' && typeof to === 'number' && !(isBlank(from) && isBlank(to)) ? { from, to } : undefined
}

/** Wider ranges, nearest first. */
export function wider({ from, to }: Range): readonly Range[] {
  return [
    { from, to: to + 1 },
    { from: from - 1, to },
  ]
}

/** The names of all ways to narrow a range. */
export const narrowingNames = ['an earlier end', 'a later beginning', 'both ends later', 'both ends earlier', 'no range'] as const

/** Ranges that have lost something; undefined for none at all. */
export function narrower({ from, to }: Range): readonly { readonly name: (typeof narrowingNames)[number]; readonly range: Range | undefined }[] {
  const inner = [
    { name: 'an earlier end', range: { from, to: to - 1 } },
    { name: 'a later beginning', range: { from: from + 1, to } },
  ] as const
  return [
    ...(to > from ? inner : []),
    { name: 'both ends later', range: { from: from + 1, to: to + 1 } },
    { name: 'both ends earlier', range: { from: from - 1, to: to - 1 } },
    { name: 'no range', range: undefined },
  ]
}

/** Whether a range holds all of another one. */
export function holds(range: Range | undefined, { from, to }: Range): boolean {
  return range !== undefined && range.from <= from && range.to >= to
}

/** A version `v1.N`, with or without the `v`, some minor versions on; undefined for text of another form and below zero. */
export function minorLater(version: Json | undefined, by: number): string | undefined {
  const [, major, minor] = typeof version === 'string' ? (/^(v?\d+)\.(\d+)$/.exec(version) ?? []) : []
  const next = Number(minor) + by
  return major === undefined || minor === undefined || next < 0 ? undefined : `${major}.${next}`
}
