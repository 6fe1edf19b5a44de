import fc from 'fast-check'
import { toNano } from '../../specs/formats.ts'
import type { Quantity } from '../../specs/behaviour.ts'

/** Texts that the grammar of Kubernetes quantities accepts (k8s.io/apimachinery, `resource.Quantity`). */
export const acceptedQuantities: readonly string[] = [
  '0',
  '1',
  '500m',
  '0.5',
  '.5',
  '5.',
  '+1',
  '1k',
  '1M',
  '1G',
  '1E',
  '1e3',
  '1E3',
  '1e+3',
  '1e-3',
  '1Ki',
  '16Gi',
  '1.5Gi',
  '0500m',
  '100u',
  '1n',
]

/** Texts that it refuses. */
export const refusedQuantities: readonly string[] = [
  '',
  'K',
  '1K',
  '1gi',
  '1GI',
  '1ki',
  '1KI',
  '1KiB',
  '1GB',
  '1Mb',
  '1B',
  '1i',
  '.5i',
  '1Zi',
  '1e',
  '1e1.5',
  '1Ei3',
  '-3.01e-',
  '1.1.M',
  '1+1.0M',
  '1..2',
  '--1',
  '+-1',
  '1,5',
  '1_000',
  '0x10',
  'NaN',
  'Infinity',
  'aoeu',
  'lots',
  '½',
  '１',
  '١',
  ' 1',
  '1 ',
  '1 Gi',
  '1\t',
  '1\n',
  '1\u0000',
]

/** Pairs that are equal by value, however they are written. */
export const equalQuantities: readonly (readonly [string, string])[] = [
  ['1Gi', '1024Mi'],
  ['1.5Gi', '1536Mi'],
  ['0.5', '500m'],
  ['1e3', '1k'],
  ['1E', '1000P'],
]

/** True where a server may echo the one for the other; quantities are compared by value, never as text. */
export function sameQuantity(a: string, b: string): boolean {
  const value = toNano(a)
  return value !== undefined && value === toNano(b)
}

/** True where the field admits the amount: grammar, minimum and the rule about suffixes. */
export function admits(rule: Quantity | undefined, text: string): boolean {
  const value = toNano(text)
  if (value === undefined || value < 0n) return false
  if (rule?.suffix === 'required' && /[\d.]$/.test(text)) return false
  return value >= (rule?.minimum === undefined ? 0n : (toNano(rule.minimum) ?? 0n))
}

/** Small amounts that the field admits, cheapest first. */
export function cheapQuantities(rule: Quantity | undefined): readonly string[] {
  const candidates = rule?.suffix === 'required' ? ['1Gi', '2Gi', '3Gi', '4Gi', '5Gi'] : ['1', '2', '3', '4', '5']
  const fit = candidates.filter((text) => admits(rule, text))
  return fit.length > 1 ? fit : [...fit, ...multiples(rule?.minimum ?? '1')]
}

/** Amounts that the field admits; shrinks to the cheapest. */
export function quantities(rule: Quantity | undefined): fc.Arbitrary<string> {
  return fc.constantFrom(...cheapQuantities(rule))
}

function multiples(minimum: string): string[] {
  const [, digits = '1', suffix = ''] = /^(\d+)(.*)$/.exec(minimum) ?? []
  return [1, 2, 3, 4].map((factor) => `${BigInt(digits) * BigInt(factor)}${suffix}`)
}
