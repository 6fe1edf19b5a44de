import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutSecrets } from './explain/entry.ts'
import { Journal, type Noted } from './journal.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'

const contract = await loadContract(await folderOf('kupe'))
const absent = { refusal: undefined, ifMatch: undefined, key: undefined, body: undefined, trace: undefined }

function entry(number: number): Noted {
  return {
    ...absent,
    number,
    at: Date.parse('2026-01-31T12:00:00Z'),
    contract,
    route: { kind: 'none' },
    method: 'GET',
    target: '/',
    hidden: false,
    real: 0,
    client: undefined,
    faults: undefined,
    lost: false,
    status: 200,
    headers: {},
  }
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
