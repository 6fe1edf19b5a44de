/** One commit's changes: places and values as texts; null where there is nothing any more. */
export type Pairs = readonly (readonly [key: string, value: string | null])[]

/** What one commit did. */
export interface Commit {
  /** Everything that was there before is gone. */
  readonly wiped: boolean
  readonly pairs: Pairs
}

/** What has happened in a space since a revision: every commit in order, or `lost` where some are no longer kept. */
export type Tail =
  | { readonly kind: 'tail'; readonly revision: number; readonly commits: readonly Commit[] }
  /** Everything has to be listed anew. */
  | { readonly kind: 'lost'; readonly revision: number }

/** `revision`: that of the space now. */
export type Committed = { readonly kind: 'committed'; readonly revision: number } | { readonly kind: 'conflict' }

export interface Page {
  readonly pairs: readonly (readonly [key: string, value: string])[]
  /** Where the next page begins; undefined after the last one. */
  readonly next: string | undefined
}

/**
 * Where worlds are kept, so that they outlive a process or are shared by several. A space is one world: its state is a set of pairs,
 * its history a row of commits with ascending revisions, from 1. A backing knows nothing of what the pairs mean.
 *
 * Each method rejects with a BackingError while the engine behind it cannot be reached; what was not acknowledged may have happened.
 */
export interface Backing {
  /** What to call it in messages: without a password. */
  readonly name: string
  /** True where no other process can commit: what was committed here is all that there is. */
  readonly exclusive: boolean
  /** Names of the spaces that hold anything. */
  readonly spaces: () => Promise<readonly string[]>
  /** What has been committed to a space after a revision. */
  readonly since: (space: string, revision: number) => Promise<Tail>
  /**
   * A page of a space's pairs whose keys begin with a prefix. Commits in between may or may not be seen: whoever wants one state asks for
   * the revision first, lists, and puts the tail since then on top.
   */
  readonly list: (space: string, prefix: string, after?: string) => Promise<Page>
  /** Compare-and-set: all of it happens, or none, and only where the space still stands at this revision. */
  readonly commit: (space: string, at: number, commit: Commit) => Promise<Committed>
  readonly close: () => Promise<void>
}

/** The engine cannot be reached, or failed. */
export class BackingError extends Error {
  override readonly name = 'BackingError'
}

/** How many commits of a space are kept at least, for those that have fallen behind. */
export const KEPT = 1000

/** Pairs in a page, about. */
export const PAGE = 1000
