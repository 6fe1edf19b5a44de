import { createHash } from 'node:crypto'

/** Hexadecimal digits that depend on nothing but their ingredients: the same seed gives the same identifiers. */
export function digits(...ingredients: readonly (string | number)[]): string {
  return createHash('sha256').update(ingredients.join('\u0000')).digest('hex')
}

/** A UUID of version 8 (RFC 9562 section 5.8): its bits are ours, here a hash of the ingredients. */
export function uuid(...ingredients: readonly (string | number)[]): string {
  const hex = digits(...ingredients)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** What is kept of a credential's token. */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
