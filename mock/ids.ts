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

const fingerprints = new Map<string, string>()

/** What is kept of a credential's token. Callers send the same few tokens again and again, so the last ones are remembered. */
export function fingerprint(token: string): string {
  let found = fingerprints.get(token)
  if (found === undefined) {
    found = createHash('sha256').update(token).digest('hex')
    if (fingerprints.size >= 1000) fingerprints.clear()
    fingerprints.set(token, found)
  }
  return found
}

/** UUIDs of version 8 that differ in their last 48 bits: one is made for every answer and every resource. */
export function numbered(seed: number, lane: number): (count: number) => string {
  const [high = 0, low = 0] = [1, 2].map((half) => mix(mix(seed + half * 0x9e3779b9) ^ lane))
  const hex = high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
  const prefix = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-a${hex.slice(13, 16)}-`
  return (count) => prefix + count.toString(16).padStart(12, '0')
}

const lanes = new Map<string, (count: number) => string>()

/** The UUID of the resource of a type that was made at a revision. */
export function uidOf(seed: number, type: string, revision: number): string {
  const name = `${seed} ${type}`
  let lane = lanes.get(name)
  if (lane === undefined) {
    lane = numbered(seed, Number.parseInt(digits(type).slice(0, 8), 16))
    if (lanes.size >= 1000) lanes.clear()
    lanes.set(name, lane)
  }
  return lane(revision)
}

/** Finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
