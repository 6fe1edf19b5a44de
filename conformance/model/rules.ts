import type { Lifecycle } from '../../specs/behaviour.ts'
import type { Sourced } from '../../specs/statement.ts'
import type { Reader } from './chronicle.ts'

/** What the invariants know of the resource type under test. All of it comes from the contract. */
export interface Rules extends Reader {
  readonly lifecycle: Lifecycle | undefined
  /** JSON pointer of the array in the answer of a list; undefined where nothing is listed. */
  readonly items: string | undefined
  /** True where a single resource can be read, and not only seen in its list. */
  readonly isRead: boolean
  /** Places that an update writes and a read then shows, and whether they show at once or only when the lifecycle has come to rest. */
  readonly fields: readonly string[]
  readonly shows: 'at once' | 'in the end'
  /** True where nobody but the run makes and deletes anything, because the subject is a stand-in. */
  readonly alone: boolean
  /** What a finding leans on that turns on what an operation does. */
  readonly says: Readonly<Partial<Record<Ground, readonly Sourced[]>>>
}

/** What an invariant may lean on besides the check itself. */
export type Ground = 'create' | 'import' | 'read' | 'list' | 'update' | 'delete' | 'precondition' | 'keys' | 'lifecycle' | 'work' | 'gone'

/** What follows from the rest and stands in no vendor's documents: a finding that leans on it is observed. */
export function derived(what: string): Sourced {
  return { basis: 'assumed', source: `inferred: ${what}` }
}

/** The statements of some grounds. */
export function grounds(rules: Pick<Rules, 'says'>, ...names: readonly Ground[]): readonly Sourced[] {
  return names.flatMap((name) => rules.says[name] ?? [])
}
