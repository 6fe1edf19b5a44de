import { isRecord } from '../state/shapes.ts'
import type { Commit, Pairs, Tail } from './backing.ts'

/** A commit as a text; the place for engines that keep it whole. */
export function written({ wiped, pairs }: Commit): string {
  return JSON.stringify({ wiped, pairs })
}

/** Undefined for a text that is no commit. */
export function commitIn(text: string): Commit | undefined {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) return undefined
  const { wiped, pairs } = value
  return typeof wiped === 'boolean' && isPairs(pairs) ? { wiped, pairs } : undefined
}

/** The tail after a revision, if these commits reach from there to the present one. */
export function tailOf(texts: readonly string[], at: { readonly since: number; readonly revision: number }): Tail {
  const { since, revision } = at
  const commits = texts.flatMap((text) => commitIn(text) ?? [])
  const isWhole = revision >= since && commits.length === revision - since
  return isWhole ? { kind: 'tail', revision, commits } : { kind: 'lost', revision }
}

function isPairs(value: unknown): value is Pairs {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && typeof pair[0] === 'string' && (pair[1] === null || typeof pair[1] === 'string'))
}
