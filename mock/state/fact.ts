/**
 * One thing that a world knows: all that it knows, taken together, is its state. Facts are what snapshots hold, what a durable file
 * keeps and what replicas tell each other.
 *
 * - `['clock']`, `['settings']`, `['forced']`, `['window', key]`: the world's own
 * - `['next', contract]`, `['changed', contract, collection]`, `['memory', contract, key]`, `['resource', contract, type, ...address]`
 *
 * Inside of a store, which belongs to one contract, the contract's name is left out.
 */
export interface Fact {
  readonly at: readonly string[]
  /** Plain data, never changed in place; undefined where there is none any more. */
  readonly value: unknown
}

/** Called with each change of a fact, in the order in which they are made. */
export type Noting = (at: Fact['at'], before: unknown, after: unknown) => void

/** Who keeps or shares a world's state. */
export interface Recorder {
  readonly changed: Noting
  /** All that was known is gone; what holds from now on is told after this. */
  readonly wiped: () => void
}

/** A fact's place as a text that sorts by its first parts. Escapes are JSON's, so any text may be part of it. */
export function keyOf(at: Fact['at']): string {
  return JSON.stringify(at)
}

/** Undefined for a text that no place has. */
export function placeOf(key: string): Fact['at'] | undefined {
  try {
    const at: unknown = JSON.parse(key)
    return Array.isArray(at) && at.every((part) => typeof part === 'string') ? at : undefined
  } catch {
    return undefined
  }
}
