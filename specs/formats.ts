/** Longest text that is read as a quantity. Kubernetes has no bound; ours keeps BigInt arithmetic cheap on hostile bodies. */
const longest = 256

/** Largest exponent that is read: beyond it Kubernetes caps or rounds, and no field of a cluster comes near it. */
const largestExponent = 999

const grammar = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/

/** Powers of ten in nano units. `E` alone is exa; followed by digits it is an exponent, which the grammar tells apart. */
const decimal: Readonly<Record<string, number>> = { n: 0, u: 3, m: 6, '': 9, k: 12, M: 15, G: 18, T: 21, P: 24, E: 27 }
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/**
 * The value of a Kubernetes quantity in units of 10^-9, exact; what is finer than that is rounded away from zero.
 * Undefined where the text is no quantity. Source: `resource.Quantity` of k8s.io/apimachinery. Bare signs and suffixes
 * (`Gi`), which its grammar forbids and its parser takes for 0, are no quantities here.
 */
export function toNano(text: string): bigint | undefined {
  if (!known.has(text)) {
    if (known.size >= 1000) known.clear()
    known.set(text, read(text))
  }
  return known.get(text)
}

// The same few amounts come again and again, and arithmetic on big integers is slow.
const known = new Map<string, bigint | undefined>()

function read(text: string): bigint | undefined {
  if (text.length > longest) return undefined
  const parts = grammar.exec(text)
  if (parts === null) return undefined
  const fraction = parts[3] ?? parts[4] ?? ''
  const digits = BigInt((parts[2] ?? '') + fraction)
  const size = digits === 0n ? 0n : scaled(digits, -fraction.length, { suffix: parts[5] ?? '', exponent: parts[6] })
  if (size === undefined) return undefined
  return parts[1] === '-' ? -size : size
}

/** True for text that the grammar of Kubernetes quantities accepts. */
export function isQuantity(text: string): boolean {
  return toNano(text) !== undefined
}

/** `digits` times ten to the `power`, times what the suffix or exponent says, in nano units. */
function scaled(digits: bigint, power: number, scale: { readonly suffix: string; readonly exponent: string | undefined }): bigint | undefined {
  if (scale.exponent !== undefined) {
    const exponent = Number(scale.exponent)
    if (exponent > largestExponent) return undefined
    return exponent < -largestExponent ? 1n : shifted(digits, power + exponent + 9)
  }
  const binaryPower = binary.indexOf(scale.suffix) + 1
  if (binaryPower > 0) return shifted(digits << BigInt(10 * binaryPower), power + 9)
  return shifted(digits, power + (decimal[scale.suffix] ?? 9))
}

/** `digits` times ten to the `power`, rounded up to a whole number. */
function shifted(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power)
  const divisor = 10n ** BigInt(-power)
  return (digits + divisor - 1n) / divisor
}

/** True for an RFC 1123 label: 1 to 63 of `a-z`, `0-9` and `-`, with a letter or digit at both ends. */
export function isDnsLabel(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)
}
