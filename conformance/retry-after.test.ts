import { expect, test } from 'vitest'
import { waitIn } from './retry-after.ts'

const answer = (headers: Readonly<Record<string, string>>) => ({
  status: 429,
  headers: Object.entries(headers),
  body: '',
  bytes: 0,
  utf8: true,
  json: undefined,
})
const [early, late] = ['Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:30 GMT']

test.each<[string, Readonly<Record<string, string>>, string | undefined, number | undefined]>([
  ['seconds', { 'retry-after': '7' }, undefined, 7],
  ['an instant, by the Date of the answer', { 'retry-after': late, date: early }, '2020-01-01T00:00:00Z', 30],
  ['an instant without a Date, by our clock where that is the same', { 'retry-after': late }, '2026-01-01T00:00:20Z', 10],
  ['an instant without a Date, by nothing', { 'retry-after': late }, undefined, undefined],
  ['a word', { 'retry-after': 'soon' }, undefined, undefined],
  ['a negative number', { 'retry-after': '-1' }, undefined, undefined],
  ['a day of the week that it was not', { 'retry-after': 'Fri, 01 Jan 2026 00:00:00 GMT', date: early }, undefined, undefined],
  ['nothing', {}, undefined, undefined],
])('reads %s', (_, headers, now, seconds) => {
  expect(waitIn(answer(headers), now)).toBe(seconds)
})
