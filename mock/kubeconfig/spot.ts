import { Unusable } from './unusable.ts'

type Mapping = Readonly<Record<string, unknown>>

/** A mapping of the document, and the path by which refusals name it: `clusters[0].cluster`; empty for the document. */
export interface Spot {
  readonly at: string
  readonly members: Mapping
}

/** An item of `clusters`, `contexts` or `users`. */
export interface Named extends Spot {
  readonly name: string
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function pathOf({ at }: Spot, key: string): string {
  return at === '' ? key : `${at}.${key}`
}

/** A member; undefined where it is absent or null, which client-go does not tell apart. */
export function valueIn({ members }: Spot, key: string): unknown {
  return Object.hasOwn(members, key) ? (members[key] ?? undefined) : undefined
}

/** A member that is text; undefined where it is absent, null or empty, which client-go does not tell apart. */
export function textIn(spot: Spot, key: string): string | undefined {
  const value = valueIn(spot, key)
  if (value !== undefined && typeof value !== 'string') throw new Unusable(`${pathOf(spot, key)} is not text`)
  return value === '' ? undefined : value
}

export function requiredTextIn(spot: Spot, key: string): string {
  const value = textIn(spot, key)
  if (value === undefined) throw new Unusable(`${pathOf(spot, key)} is missing`)
  return value
}

export function flagIn(spot: Spot, key: string): boolean {
  const value = valueIn(spot, key)
  if (value !== undefined && typeof value !== 'boolean') throw new Unusable(`${pathOf(spot, key)} is neither true nor false`)
  return value === true
}

export function mappingIn(spot: Spot, key: string): Spot | undefined {
  const value = valueIn(spot, key)
  if (value === undefined) return undefined
  if (!isMapping(value)) throw new Unusable(`${pathOf(spot, key)} is not a mapping`)
  return { at: pathOf(spot, key), members: value }
}

export function listIn(spot: Spot, key: string): readonly unknown[] | undefined {
  const value = valueIn(spot, key)
  if (value === undefined || Array.isArray(value)) return value
  throw new Unusable(`${pathOf(spot, key)} is not a list`)
}

export function mappingsIn(spot: Spot, key: string): readonly Spot[] {
  return (listIn(spot, key) ?? []).map((members, index) => {
    const at = `${pathOf(spot, key)}[${index}]`
    if (!isMapping(members)) throw new Unusable(`${at} is not a mapping`)
    return { at, members }
  })
}

/** The bodies of a list of `{ name, <body>: { … } }`, by name. At least one, and no name twice. */
export function namedIn(spot: Spot, key: string, body: string): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>()
  for (const item of mappingsIn(spot, key)) {
    const name = requiredTextIn(item, 'name')
    const inner = mappingIn(item, body)
    if (inner === undefined) throw new Unusable(`${pathOf(item, body)} is missing`)
    if (found.has(name)) throw new Unusable(`${pathOf(item, 'name')} is the name of an earlier item`)
    found.set(name, { name, ...inner })
  }
  if (found.size === 0) throw new Unusable(`${pathOf(spot, key)} is missing or empty`)
  return found
}
