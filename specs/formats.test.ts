import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDnsLabel, isQuantity, toNano } from './formats.ts'

const accepted = '0 1 500m 0.5 .5 5. +1 1k 1M 1G 1E 1e3 1E3 1e+3 1e-3 1Ki 16Gi 1.5Gi 0500m 100u 1n -1 -0.5Gi'.split(' ')
const refused = [
  ...'K 1K 1gi 1GI 1ki 1KI 1KiB 1GB 1Mb 1B 1i .5i 1Zi 1e 1e1.5 1Ei3 -3.01e- 1.1.M 1+1.0M 1..2 --1 +-1 1,5 1_000 0x10 NaN Infinity aoeu ½ １ ١ . + - +. Gi m'.split(
    ' ',
  ),
  '',
  ' 1',
  '1 ',
  '1 Gi',
  '\t1',
  '1\n',
  '1\0',
]
const equal: readonly (readonly [string, string])[] = [
  ['1Gi', '1024Mi'],
  ['1.5Gi', '1536Mi'],
  ['0.5', '500m'],
  ['1e3', '1k'],
  ['1E', '1000P'],
  ['+1', '1'],
  ['5.', '5'],
  ['-0', '0'],
]
const unequal: readonly (readonly [string, string])[] = [
  ['1G', '1Gi'],
  ['1m', '1M'],
  ['1', '-1'],
  ['1e3', '1E'],
]

describe('Kubernetes quantities', () => {
  test.each(accepted)('reads %j', (text) => expect(isQuantity(text)).toBe(true))
  test.each(refused)('does not read %j', (text) => expect(isQuantity(text)).toBe(false))
  test.each(equal)('takes %s and %s for one amount', (one, other) => expect(toNano(one)).toBe(toNano(other)))
  test.each(unequal)('tells %s from %s', (one, other) => expect(toNano(one)).not.toBe(toNano(other)))

  test('rounds what is finer than a nano away from zero', () => {
    expect(toNano('0.5n')).toBe(1n)
    expect(toNano('-1.1n')).toBe(-2n)
    expect(toNano('1e-99999')).toBe(1n)
    expect(toNano('0e-99999')).toBe(0n)
  })

  test('does not read an exponent nobody can hold, nor endless digits', () => {
    expect(isQuantity('1e1000')).toBe(false)
    expect(isQuantity('1'.repeat(257))).toBe(false)
  })

  test('keeps every whole number of milli units, however it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (milli) => {
        const whole = `${milli / 1000n}.${String(milli % 1000n).padStart(3, '0')}`
        for (const text of [`${milli}m`, whole, `${milli}e-3`, `${milli}000u`]) expect(toNano(text)).toBe(milli * 1_000_000n)
      }),
    )
  })

  test('multiplies by the suffix', () => {
    const suffixes = fc.constantFrom(['k', 1000n], ['Ki', 1024n], ['Gi', 1024n ** 3n], ['E', 10n ** 18n], ['Ei', 1024n ** 6n], ['e2', 100n] as const)
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), suffixes, (amount, [suffix, factor]) => {
        expect(toNano(`${amount}${suffix}`)).toBe(amount * factor * 1_000_000_000n)
        expect(toNano(`-${amount}${suffix}`)).toBe(-amount * factor * 1_000_000_000n)
      }),
    )
  })

  test('answers any text without throwing', () => {
    const near = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.+-eEKMGiumn \n')), maxLength: 12 })
    fc.assert(fc.property(fc.oneof(near, fc.string()), (text) => void toNano(text)))
  })
})

describe('DNS labels', () => {
  const alphanumeric = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz0123456789'))
  const inner = fc.oneof(alphanumeric, fc.constant('-'))
  const label = fc
    .tuple(alphanumeric, fc.array(inner, { maxLength: 61 }), fc.option(alphanumeric, { nil: '' }))
    .map(([head, middle, tail]) => head + (tail === '' ? '' : middle.join('') + tail))

  test('accepts every label', () => {
    fc.assert(fc.property(label, isDnsLabel))
  })

  test('refuses a label after one illegal edit', () => {
    const edit = fc.constantFrom('A', '_', ' ', '.', '😀', 'é', '\n', '%')
    fc.assert(
      fc.property(label, edit, fc.nat(62), (text, odd, place) => {
        const where = Math.min(place, text.length)
        expect(isDnsLabel(text.slice(0, where) + odd + text.slice(where))).toBe(false)
      }),
    )
  })

  test.each(['', '-a', 'a-', '-', 'a'.repeat(64), 'a..b', 'a.'])('refuses %j', (text) => expect(isDnsLabel(text)).toBe(false))
})
