import type { Sourced } from '../specs/statement.ts'

/**
 * What a check wants from the contract: met, with the statements it was read from, or unmet, with the reason.
 * A check gets contract values in no other way, so that the basis of its verdict cannot be forgotten.
 */
export type Need<T> = { readonly kind: 'met'; readonly value: T; readonly leansOn: readonly Sourced[] } | Unmet

export interface Unmet {
  readonly kind: 'unmet'
  readonly because: string
  /** `blocked` where the check would apply, had the run brought about what it takes; beside the point when absent. */
  readonly verdict?: 'blocked'
}

export function met<T>(value: T, ...leansOn: readonly Sourced[]): Need<T> {
  return { kind: 'met', value, leansOn }
}

export function unmet(because: string): Need<never> {
  return { kind: 'unmet', because }
}

/** Unmet, because what the run has to make first is not there. */
export function blocked(because: string): Need<never> {
  return { kind: 'unmet', because, verdict: 'blocked' }
}

/** All of several needs, or the reason of the first that is unmet. */
export function all<T extends Record<string, unknown>>(needs: { readonly [K in keyof T]: Need<T[K]> }): Need<T> {
  const values: Partial<T> = {}
  const leansOn: Sourced[] = []
  for (const key of Object.keys(needs) as (keyof T)[]) {
    const need = needs[key]
    if (need.kind === 'unmet') return need
    values[key] = need.value
    leansOn.push(...need.leansOn)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop has given every key of T a value of its type
  return { kind: 'met', value: values as T, leansOn }
}

/** A need made from another one. */
export function map<A, B>(need: Need<A>, make: (value: A) => B): Need<B> {
  return need.kind === 'met' ? { ...need, value: make(need.value) } : need
}

/** A need that may go unmet: then the value is undefined and nothing is leaned on. */
export function optional<T>(need: Need<T>): Need<T | undefined> {
  return need.kind === 'met' ? need : met(undefined)
}
