/**
 * Where a statement comes from, strongest first.
 *
 * - `documented`: the vendor's own documents, or a standard the vendor invokes, say so.
 * - `client`: a real client relies on it.
 * - `assumed`: nobody says so; it is this project's guess, and only the mock acts on it.
 */
export type Basis = 'documented' | 'client' | 'assumed'

/** What every behavioural statement carries besides its content. */
export interface Sourced {
  readonly basis: Basis
  /** Where it can be looked up, e.g. `doc D3` or `RFC 9110 section 13.1.1`. */
  readonly source: string
}

/** A statement of a contract: its content, its basis and its source, in one object. */
export type Statement<T> = T & Sourced

const strength: Record<Basis, number> = { documented: 2, client: 1, assumed: 0 }

/** The weakest of several bases; `documented` when there are none, because nothing weaker was leaned on. */
export function weakest(bases: Iterable<Basis>): Basis {
  let found: Basis = 'documented'
  for (const basis of bases) if (strength[basis] < strength[found]) found = basis
  return found
}
