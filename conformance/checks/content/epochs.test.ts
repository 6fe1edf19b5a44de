import { expect, test } from 'vitest'
import { inSeconds } from './epochs.ts'
import type { Json } from '../../../specs/json.ts'

test.each<[string, Json, string | undefined]>([
  ['seconds', { made: 1767225600, over: null }, 'kept'],
  ['the first second of all', { made: 0 }, 'kept'],
  ['milliseconds', { made: 1767225600000 }, '/made is 1767225600000'],
  ['parts of a second', { made: 1767225600.5 }, '/made is 1767225600.5'],
  ['a time before 1970', { made: -1 }, '/made is -1'],
  ['text', { made: 1767225600, over: '2026-01-01T00:00:00Z' }, '/over is "2026-01-01T00:00:00Z"'],
  ['nothing yet', { over: null }, undefined],
])('judges an instant told as %s', (_, json, found) => {
  const sight = inSeconds(json, ['/made', '/over'])
  expect(typeof sight === 'object' ? sight.actual : sight).toBe(found)
})
