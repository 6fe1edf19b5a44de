import { expect, test } from 'vitest'
import { fieldsNow, partAt } from './parts.ts'
import { openWorkshop } from './workshop.test-kit.ts'

const stored = { at: '/label', lasts: { days: '/days', since: '/since' }, basis: 'assumed', source: 'this test' } as const
const since = '2026-02-01T00:00:00Z'
const DAY = 86_400_000
const START = Date.parse(since)

test.each([
  [{ days: 2, since }, 2 * DAY - 1, true],
  [{ days: 2, since }, 2 * DAY, false],
  [{ since }, 999 * DAY, true],
  [{ days: null, since }, 999 * DAY, true],
  [{ days: 2 }, 999 * DAY, true],
  [{ days: 2, since: START / 1000 }, 2 * DAY - 1, true],
  [{ days: 2, since: START / 1000 }, 2 * DAY, false],
])('a part %j is there after %d ms: %s', (label, after, isThere) => {
  expect(partAt({ fields: { label } }, stored, START + after) !== undefined).toBe(isThere)
})

test('a part that nobody wrote is not there, and one without an end stays', () => {
  expect(partAt({ fields: {} }, stored, START)).toBeUndefined()
  expect(partAt({ fields: { label: { days: 1, since } } }, { at: '/label', basis: 'assumed', source: 'this test' }, START + 9 * DAY)).toBeDefined()
})

test('once its days are over, nothing shows a part, although nobody wrote anything', async () => {
  const { order, send, later, moment, found } = openWorkshop()
  const { path } = await order({ notes: 'loud' })
  await send('PUT', `${path}/label`, { text: 'mine', days: 1 })
  const tag = async () => (await send('GET', path)).json['tag']

  expect(await tag()).toBe('mine')
  later(86_399)
  expect(await tag()).toBe('mine')
  later(1)
  expect(await tag(), 'shown before, and not remembered').toBeUndefined()
  const machine = found(path)
  expect(machine && fieldsNow(moment(), machine)).not.toHaveProperty('label')
  expect(machine && fieldsNow(moment(), machine)).toHaveProperty('notes', 'loud')
})
