import type { Backing, Commit, Pairs } from '../backing/backing.ts'
import { keyOf, placeOf, type Fact } from '../state/fact.ts'

/** A change of a fact, with what it was before. */
export interface Changed {
  readonly at: Fact['at']
  readonly before: unknown
  readonly after: unknown
}

/** What has been done and is not yet committed. */
export interface Done {
  wiped: boolean
  changes: Changed[]
}

/** Undefined where nothing changed. Of several changes of one fact the last counts, in the place of the first. */
export function commitOf({ wiped, changes }: Done): Commit | undefined {
  if (!wiped && changes.length === 0) return undefined
  const last = new Map<string, unknown>()
  for (const { at, after } of changes) last.set(keyOf(at), after)
  return { wiped, pairs: [...last].map(([key, value]) => [key, value === undefined ? null : JSON.stringify(value)]) }
}

/** Facts as they were before, the last change first. */
export function undoing({ changes }: Done): readonly Fact[] {
  return changes.toReversed().map(({ at, before }) => ({ at, value: before }))
}

/** Pairs of which nobody here knows what they are about are passed over. */
export function factsOf(pairs: Pairs): readonly Fact[] {
  return pairs.flatMap(([key, value]) => {
    const at = placeOf(key)
    return at === undefined ? [] : [{ at, value: value === null ? undefined : parsed(value) }]
  })
}

/** All pairs of a space, page by page. */
export async function listed(backing: Backing, space: string): Promise<readonly Fact[]> {
  const all: Fact[] = []
  let after: string | undefined
  do {
    const page = await backing.list(space, '', after)
    for (const fact of factsOf(page.pairs)) all.push(fact)
    after = page.next
  } while (after !== undefined)
  return all
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
