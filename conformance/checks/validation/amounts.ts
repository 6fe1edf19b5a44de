import { admits } from '../../generate/quantity.ts'
import { toNano } from '../../../specs/formats.ts'
import type { Quantity } from '../../../specs/behaviour.ts'

/** Longest text worth sending: nobody writes an amount with more digits. */
const longest = 22

/** Decimal suffixes with their power of ten above nano. */
const decimals: readonly (readonly [suffix: string, power: number])[] = [
  ['', 9],
  ['m', 6],
  ['u', 3],
  ['n', 0],
  ['k', 12],
  ['M', 15],
  ['G', 18],
]
const binaries: readonly (readonly [suffix: string, power: number])[] = [
  ['Ki', 1],
  ['Mi', 2],
  ['Gi', 3],
  ['Ti', 4],
]

/**
 * The same amount in every notation of `resource.Quantity` (k8s.io/apimachinery) that the field admits: suffixes, exponents,
 * signs, leading zeros, bare points. The text itself comes first. None where it is no quantity.
 */
export function formsOf(text: string, rule: Quantity | undefined): readonly string[] {
  const nano = toNano(text)
  if (nano === undefined || nano <= 0n) return []
  const plain = [
    ...decimals.map(([suffix, power]) => scaled(nano, power) + suffix),
    ...binaries.map(([suffix, power]) => scaled(nano * 5n ** BigInt(10 * power), 9 + 10 * power) + suffix),
  ]
  const units = scaled(nano, 9)
  const bare = [`${units}e0`, `${units}E0`, `${units}e+0`, `${scaled(nano, 8)}e-1`, units.includes('.') ? units : `${units}.`]
  const signed = [`+${text}`, `0${text}`, text.replace(/^(\d+)(?![\d.])/, '$1.0')]
  const pointed = plain.filter((form) => form.startsWith('0.')).map((form) => form.slice(1))
  const forms = [...new Set([text, ...signed, ...bare, ...plain, ...pointed])]
  return forms.filter((form) => form.length <= longest && toNano(form) === nano && admits(rule, form))
}

/** `digits` divided by ten to the `power`, in full. */
function scaled(digits: bigint, power: number): string {
  const padded = digits.toString().padStart(power + 1, '0')
  const whole = padded.slice(0, padded.length - power)
  const fraction = padded.slice(padded.length - power).replace(/0+$/, '')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** Amounts that a documented rule forbids; none where nothing is documented. */
export function forbiddenBy(rule: Quantity | undefined): readonly string[] {
  if (rule?.basis !== 'documented') return []
  const least = rule.minimum === undefined ? undefined : toNano(rule.minimum)
  const below = least === undefined || least <= 1n ? [] : [`${least - 1n}n`, `-${rule.minimum ?? '1'}`]
  return [...below, ...(rule.suffix === 'required' ? ['4294967296'] : [])].filter((text) => !admits(rule, text))
}
