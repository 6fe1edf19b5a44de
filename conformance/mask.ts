import { isObject, pointer } from '../specs/json.ts'
import type { Mask } from '../specs/behaviour.ts'
import type { Json, JsonObject } from '../specs/json.ts'

/** Every path that a mask may hold. */
export function knownPaths({ paths }: Mask): readonly string[] {
  return paths.flatMap(({ names }) => names)
}

/** The pointer that a path of a mask stands for. */
export function placeOf(path: string): string {
  return pointer(path.split('.'))
}

/** True for a path that stays as it is where it is named without a value, or holds or lies in one that does. */
export function isSpared({ clears }: Mask, path: string): boolean {
  return clears.except?.some((kept) => path === kept || path.startsWith(`${kept}.`) || kept.startsWith(`${path}.`)) === true
}

/** The longest known paths that cover what a body holds; what none covers is left out. */
export function pathsOf(body: JsonObject, mask: Mask, besides: readonly string[] = []): readonly string[] {
  const known = knownPaths(mask).toSorted((a, b) => b.length - a.length)
  const covering = (leaf: string) => known.find((path) => leaf === path || leaf.startsWith(`${path}.`))
  const own = [mask.at, ...besides]
  const leaves = leavesOf(body, []).filter((leaf) => !own.includes(placeOf(leaf)))
  return [...new Set(leaves.flatMap((leaf) => covering(leaf) ?? []))]
}

/** The members that hold no further ones, as paths in dots. An empty object is one. */
function leavesOf(value: Json, path: readonly string[]): readonly string[] {
  const members = isObject(value) ? Object.entries(value) : []
  return members.length === 0 ? (path.length === 0 ? [] : [path.join('.')]) : members.flatMap(([name, member]) => leavesOf(member, [...path, name]))
}
