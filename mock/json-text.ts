/** What a JSON text has that `JSON.parse` does not tell: how deep it is, whether an object names a member twice, and a number that no double stands for. */
export interface TextFacts {
  readonly depth: number
  readonly duplicate: string | undefined
  readonly inexact: string | undefined
}

/**
 * Scans a text that `JSON.parse` has accepted. One pass, no recursion: a text of any depth is safe. Names are compared
 * after their escapes are read (RFC 8259 section 8.3), so `"a"` and `"\u0061"` are one name.
 */
export function scan(text: string): TextFacts {
  const names: (Set<string> | undefined)[] = []
  let depth = 0
  let duplicate: string | undefined
  let inexact: string | undefined
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i)
    if (char === 0x7b || char === 0x5b) {
      names.push(char === 0x7b ? new Set() : undefined)
      depth = Math.max(depth, names.length)
    } else if (char === 0x7d || char === 0x5d) {
      names.pop()
    } else if (char === 0x22) {
      const end = endOfString(text, i)
      const seen = names[names.length - 1]
      if (seen !== undefined && isName(text, end + 1)) {
        const name = nameIn(text, i, end)
        if (seen.has(name)) duplicate ??= name
        seen.add(name)
      }
      i = end
    } else if (char >= 0x30 && char <= 0x39) {
      const end = endOfNumber(text, i)
      const number = text.slice(i, end)
      if (!isExact(number)) inexact ??= number
      i = end - 1
    }
  }
  return { depth, duplicate, inexact }
}

/** Digits of the smallest integer that a double may not hold, 2^53 + 1. */
const LONGEST_SAFE = 16

function endOfNumber(text: string, from: number): number {
  let end = from
  while (isOfNumber(text.charCodeAt(end))) end += 1
  return end
}

/** A digit, a point, a sign or the letter of an exponent. */
function isOfNumber(char: number): boolean {
  return (char >= 0x30 && char <= 0x39) || char === 0x2e || char === 0x2b || char === 0x2d || char === 0x45 || char === 0x65
}

function isExact(digits: string): boolean {
  if (digits.length < LONGEST_SAFE && !digits.includes('e') && !digits.includes('E')) return true
  const nearest = Number(digits)
  return Number.isFinite(nearest) && (!/^\d+$/.test(digits) || BigInt(digits) === BigInt(nearest))
}

/** The name between two quotes, its escapes read. */
function nameIn(text: string, from: number, end: number): string {
  const raw = text.slice(from + 1, end)
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

/** Index of the closing quote of the string that opens at `from`. */
function endOfString(text: string, from: number): number {
  let end = from + 1
  while (end < text.length && text.charCodeAt(end) !== 0x22) end += text.charCodeAt(end) === 0x5c ? 2 : 1
  return end
}

/** True when a colon follows, white space aside: then the string was a member's name. */
function isName(text: string, from: number): boolean {
  let i = from
  while (text.charCodeAt(i) <= 0x20) i += 1
  return text.charCodeAt(i) === 0x3a
}
