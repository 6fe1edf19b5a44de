/** A signed 32-bit number made from the parts alone (FNV-1a with a final mix): the seed of one check in one run. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const unit of new TextEncoder().encode(parts.join('\u0000'))) hash = Math.imul(hash ^ unit, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}

/** Six characters `[a-z0-9]` that tell the resources of one check in one run from all others. */
export function mark(...parts: readonly (string | number)[]): string {
  return (seedOf(...parts) >>> 0).toString(36).padStart(7, '0').slice(-6)
}
