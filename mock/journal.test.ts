import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Journal, withoutSecrets, type Noted } from './journal.ts'

function entry(number: number): Noted {
  return { number, at: Date.parse('2026-01-31T12:00:00Z'), provider: 'pretend', method: 'GET', target: '/', status: 200 }
}

test('remembers the last requests, oldest first, and counts all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(100), (size, count) => {
      const journal = new Journal(size)
      for (let i = 0; i < count; i += 1) journal.add(entry(journal.next))

      const expected = Array.from({ length: Math.min(size, count) }, (_, i) => count - Math.min(size, count) + i + 1)
      expect(journal.list().map(({ number }) => number)).toEqual(expected)
      expect(journal.total).toBe(count)
    }),
  )
})

test('forgets entries and counts on; begins again only when restarted', () => {
  const journal = new Journal(3)
  for (let i = 0; i < 4; i += 1) journal.add(entry(journal.next))

  journal.clear()
  expect(journal.list()).toEqual([])
  journal.add(entry(journal.next))
  expect(journal.list().map(({ number }) => number)).toEqual([5])
  journal.restart()
  expect([journal.next, journal.total]).toEqual([1, 0])
})

test('remembers nothing at size 0', () => {
  const journal = new Journal(0)
  journal.add(entry(1))

  expect([journal.list(), journal.total]).toEqual([[], 1])
})

test('leaves secrets out of a target and nothing else', () => {
  expect(withoutSecrets('/a?access_token=abc&page=2&apiKey=x&q=token')).toBe('/a?access_token=***&page=2&apiKey=***&q=token')
  expect(withoutSecrets('/token=1/b')).toBe('/token=1/b')
})
