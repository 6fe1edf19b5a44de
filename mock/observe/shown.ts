import { withoutSecrets } from '../explain/entry.ts'
import { isSecretName, MASK } from '../explain/masked.ts'
import type { Coming } from './observer.ts'

/** Shorter words are no tokens, and may stand in a path by chance. */
const SHORTEST_TOKEN = 8
/** Most characters of a target, or of a header's value, that are told. */
const LONGEST = 2000

/** Path and query as they may be told: without the caller's own token, and without what is called like a secret. */
export function targetShown({ target, header }: Pick<Coming, 'target' | 'header'>): string {
  const token = header('authorization')?.trim().split(/\s+/).at(-1) ?? ''
  const hidden = token.length < SHORTEST_TOKEN ? target : target.replaceAll(token, MASK)
  return withoutSecrets(hidden).slice(0, LONGEST)
}

/** Header lines by lower-case name, as they may be told. */
export function headersShown(lines: readonly (readonly [name: string, value: string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(lines.map(([name, value]) => [name.toLowerCase(), isPrivate(name) ? MASK : value.slice(0, LONGEST)]))
}

/** A key may be an idempotency key, which some make of what is secret. */
function isPrivate(name: string): boolean {
  return isSecretName(name) || /auth|cookie|key|signature/i.test(name)
}
