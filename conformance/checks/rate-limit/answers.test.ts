import { expect, test } from 'vitest'
import { formOf, waitIn } from '../../retry-after.ts'
import { storing } from './answers.ts'
import type { Answer } from '../../history.ts'

function answer(headers: Readonly<Record<string, string>>): Answer {
  return { status: 429, headers: Object.entries(headers), body: '', bytes: 0, utf8: true, json: undefined }
}

test.each<[string, 'seconds' | 'date' | undefined]>([
  ['0', 'seconds'],
  ['120', 'seconds'],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 'date'],
  ['Fri, 01 Jan 2026 00:00:30 GMT', undefined],
  ['Thu, 32 Jan 2026 00:00:30 GMT', undefined],
  ['Thursday, 01-Jan-26 00:00:30 GMT', undefined],
  ['2026-01-01T00:00:30Z', undefined],
  ['1.5', undefined],
  ['-1', undefined],
  ['30s', undefined],
  ['', undefined],
])('reads Retry-After %j as %s', (value, form) => {
  expect(formOf(value)).toBe(form)
})

test('reads an instant by the Date of the same answer', () => {
  expect(waitIn(answer({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }))).toBe(30)
  expect(waitIn(answer({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }))).toBeUndefined()
  expect(waitIn(answer({}))).toBeUndefined()
})

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['nothing about caches', {}, 'kept'],
  ['no-store', { 'cache-control': 'no-store, max-age=60' }, 'kept'],
  ['an age of zero', { 'cache-control': 'max-age=0', age: '0' }, 'kept'],
  ['public', { 'cache-control': 'public' }, 'broken'],
  ['a lifetime', { 'cache-control': 'private, max-age=60' }, 'broken'],
  ['a shared lifetime', { 'cache-control': 's-maxage="5"' }, 'broken'],
  ['an age', { age: '7' }, 'broken'],
  ['an expiry ahead', { expires: 'Thu, 01 Jan 2026 00:01:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 'broken'],
  ['an expiry gone by', { expires: '0', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 'kept'],
])('judges a throttling with %s', (_, headers, kind) => {
  const sight = storing(answer(headers))

  expect(typeof sight === 'object' ? 'broken' : sight).toBe(kind)
})
