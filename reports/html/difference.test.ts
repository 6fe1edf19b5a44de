import { expect, test } from 'vitest'
import { difference } from './difference.ts'

const own = (side: readonly { text: string; isOwn: boolean }[] | undefined) => side?.map(({ text, isOwn }) => (isOwn ? `[${text}]` : text)).join('')

test('marks the words that each text has alone', () => {
  const [one, other] = difference('displayName is "old" now', 'displayName is "new" now') ?? []
  expect(own(one)).toBe('displayName is "[old]" now')
  expect(own(other)).toBe('displayName is "[new]" now')
})

test.each([
  ['are the same', 'a b c', 'a b c'],
  ['have hardly anything in common', 'the cluster as it was', '409'],
  ['have more words than anybody reads', 'a '.repeat(700), 'b '.repeat(700)],
])('marks nothing of texts that %s', (_, one, other) => {
  expect(difference(one, other)).toBeUndefined()
})
