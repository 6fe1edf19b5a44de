import { isObject, pointer } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'

/** A value that looks like a secret, and why it does. The value itself is never repeated. */
export interface Suspect {
  /** JSON pointer. */
  readonly at: string
  readonly looksLike: string
}

/** What a secret looks like wherever it stands. */
const anywhere: readonly (readonly [looksLike: string, pattern: RegExp])[] = [
  ['a JSON web token', /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/],
  ['an Authorization value', /^\s*(?:bearer|basic|token)\s+\S{6,}/i],
  ['a private key or a certificate', /-----BEGIN [A-Z ]+-----/],
  ['an address with credentials', /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*:[^/?#\s]*@/i],
  ['an access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}|\bsk[-_]\w{16,}/],
]

/** Members whose value is a secret, or names one. */
const named = /token|secret|password|passwd|credential|api[-_]?key|authorization/i

/** The places of a configuration that look as if they held a secret. */
export function suspects(value: Json, path: readonly (string | number)[] = []): readonly Suspect[] {
  if (typeof value === 'string') {
    const looksLike = likeness(value, path)
    return looksLike === undefined ? [] : [{ at: pointer(path), looksLike }]
  }
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, index) => suspects(item, [...path, index]))
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => suspects(item, [...path, key]))
  return []
}

function likeness(text: string, path: readonly (string | number)[]): string | undefined {
  const known = anywhere.find(([, pattern]) => pattern.test(text))
  if (known !== undefined) return known[0]
  return isNamedSecret(path) && isLikeToken(text) ? 'a token' : undefined
}

/** True for a member in which a secret would be looked for. The names of targets are a person's own. */
export function isNamedSecret(path: readonly (string | number)[]): boolean {
  return path.some((step, index) => typeof step === 'string' && named.test(step) && path[index - 1] !== 'targets')
}

/** Long, and mixed as no name is: names of variables are words, in capitals, with underscores between. */
function isLikeToken(text: string): boolean {
  if (text.length < 16 || /\s/.test(text)) return false
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(text) && (text.includes('_') || !/\d/.test(text))) return false
  if (/^[a-z]+(?:_[a-z]+)*$/.test(text)) return false
  return entropy(text) >= 3
}

/** Shannon entropy in bits a character. Random text of 16 characters has more than 3, a word mostly less. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0)
}
