import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holds, tagsIn } from './preconditions.ts'

/** [what it is, the field, holds by strong comparison, holds by weak comparison], for the current tag "5". */
const table: readonly (readonly [string, string, boolean, boolean])[] = [
  ['exact', '"5"', true, true],
  ['stale', '"4"', false, false],
  ['star', '*', true, true],
  ['star with space', ' * ', true, true],
  ['list', '"4", "5"', true, true],
  ['list without space', '"4","5"', true, true],
  ['list of stale ones', '"3", "4"', false, false],
  ['list with empty elements', ', "4",, "5" ,', true, true],
  ['weak', 'W/"5"', false, true],
  ['weak in a list', '"4", W/"5"', false, true],
  ['lower-case weak', 'w/"5"', false, false],
  ['empty', '', false, false],
  ['nothing but commas', ', ,', false, false],
  ['unterminated', '"5', false, false],
  ['closed but not opened', '5"', false, false],
  ['unterminated after a good one', '"5", "4', false, false],
  ['without a comma between', '"5" "4"', false, false],
  ['the empty tag', '""', false, false],
  ['star in a list', '"4", *', false, false],
  ['another case', '"5A"', false, false],
  ['a space inside', '" 5"', false, false],
]

test.each(table)('%s: %s', (_, field, strong, weak) => {
  expect(holds(field, '"5"', { comparison: 'strong', bare: false })).toBe(strong)
  expect(holds(field, '"5"', { comparison: 'weak', bare: false })).toBe(weak)
  expect(holds(field, '"5"', { comparison: 'weak', bare: true })).toBe(weak)
})

test('an unquoted tag holds only where the contract reads it as one', () => {
  expect(holds('5', '"5"', { comparison: 'strong', bare: true })).toBe(true)
  expect(holds('4, 5', '"5"', { comparison: 'strong', bare: true })).toBe(true)
  expect(holds('4', '"5"', { comparison: 'strong', bare: true })).toBe(false)
  expect(holds('5', '"5"', { comparison: 'strong', bare: false })).toBe(false)
})

test('a weak current tag never satisfies a strong comparison (RFC 9110 section 8.8.3.2)', () => {
  expect(holds('W/"5"', 'W/"5"', { comparison: 'strong', bare: false })).toBe(false)
  expect(holds('"5"', 'W/"5"', { comparison: 'strong', bare: false })).toBe(false)
  expect(holds('"5"', 'W/"5"', { comparison: 'weak', bare: false })).toBe(true)
})

test('nothing holds for what has no tag, not even a star', () => {
  for (const field of ['*', '"5"', '']) expect(holds(field, undefined, { comparison: 'weak', bare: true })).toBe(false)
})

test('a comma inside quotes does not end a tag', () => {
  expect(tagsIn('"a,b", "c"', false)).toEqual(['"a,b"', '"c"'])
})

test('every tag comes back out of a list that it was put into', () => {
  const tag = fc.stringMatching(/^[!#-~]*$/).map((opaque) => `"${opaque}"`)
  fc.assert(
    fc.property(fc.array(tag, { minLength: 1 }), (tags) => {
      expect(tagsIn(tags.join(', '), true)).toEqual(tags)
    }),
  )
})

test('reads 64 KiB of anything in linear time', () => {
  for (const part of ['a', ' ', ',', '"', '"a"', '"a" ', 'W/']) {
    const long = part.repeat(65_536 / part.length)

    expect(holds(`${long}"`, '"5"', { comparison: 'weak', bare: true })).toBe(false)
  }
})
