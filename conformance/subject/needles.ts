/** Length of the piece of each needle that the search looks for first; no needle is shorter. */
export const shortestNeedle = 7

/** Characters that are looked at together, and one less than the distance that a miss allows to skip. */
const block = 3
const slots = 1 << 16

/**
 * Many fixed texts, searched for at once. Where none of them can stand, several characters are skipped at a time, so that the cost
 * hardly depends on their number: Wu and Manber, A fast algorithm for multi-pattern searching (1994).
 */
export class Needles {
  private readonly shifts = new Uint8Array(slots).fill(shortestNeedle - block + 1)
  /** Needles by their first characters, longest first: of two that begin alike, the longer is the one meant. */
  private readonly byStart = new Map<string, string[]>()
  private readonly replacements = new Map<string, string>()

  has(needle: string): boolean {
    return this.replacements.has(needle)
  }

  /** Adds a text to look for, and what is to stand in its place. Texts that are too short, and those known already, are left out. */
  add(needle: string, replacement: string): void {
    if (needle.length < shortestNeedle || this.replacements.has(needle)) return
    this.replacements.set(needle, replacement)
    const start = needle.slice(0, shortestNeedle)
    this.byStart.set(
      start,
      [...(this.byStart.get(start) ?? []), needle].toSorted((a, b) => b.length - a.length),
    )
    for (let end = block - 1; end < shortestNeedle; end += 1) {
      const slot = slotAt(start, end)
      this.shifts[slot] = Math.min(this.shifts[slot] ?? 0, shortestNeedle - 1 - end)
    }
  }

  /** The text with every needle replaced, the first one first; `tell` is told of each. */
  replaceIn(text: string, tell?: (replacement: string) => void): string {
    let shown = ''
    let from = 0
    for (let found = this.next(text, 0); found !== undefined; found = this.next(text, from)) {
      const replacement = this.replacements.get(found.needle) ?? ''
      tell?.(replacement)
      shown += text.slice(from, found.at) + replacement
      from = found.at + found.needle.length
    }
    return from === 0 ? text : shown + text.slice(from)
  }

  private next(text: string, from: number): { readonly at: number; readonly needle: string } | undefined {
    const { shifts, byStart } = this
    if (byStart.size === 0) return undefined
    for (let end = from + shortestNeedle - 1; end < text.length;) {
      const shift = shifts[slotAt(text, end)] ?? 0
      if (shift > 0) {
        end += shift
        continue
      }
      const at = end - shortestNeedle + 1
      const needle = byStart.get(text.slice(at, end + 1))?.find((candidate) => text.startsWith(candidate, at))
      if (needle !== undefined) return { at, needle }
      end += 1
    }
    return undefined
  }
}

/** Where the block that ends at a character has its place in the table. */
function slotAt(text: string, end: number): number {
  return ((text.charCodeAt(end - 2) << 10) ^ (text.charCodeAt(end - 1) << 5) ^ text.charCodeAt(end)) & (slots - 1)
}
