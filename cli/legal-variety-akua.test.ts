import { afterAll, beforeAll, expect, test } from 'vitest'
import { breaches, rounds, varieties } from '../fixtures/legal/akua.ts'
import { accusations, openCourt } from './legal.test-kit.ts'
import type { Court } from './legal.test-kit.ts'

let court: Court

beforeAll(async () => {
  court = await openCourt('akua', [...varieties, ...breaches])
})

afterAll(() => {
  court.close()
})

test('puts every variety to the suite', () => {
  const names = new Set(rounds.flatMap(({ ids }) => ids))
  expect(varieties.filter(({ id }) => !names.has(id)).map(({ id }) => id)).toEqual([])
})

test.each(rounds)('accuses no server that $title', { timeout: 120_000 }, async ({ ids, settings = {}, judged }) => {
  const found = await court.finished({ ids, settings })
  expect(accusations(found)).toEqual([])
  // A server about which nothing could be said would be accused of nothing either.
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(judged)
})

test.each([
  ['makes two clusters for one key', 'one key makes two clusters', 'idem'],
])('accuses a server that %s', { timeout: 120_000 }, async (_, id, only) => {
  expect(accusations(await court.finished({ ids: [id], only: [only] }))).not.toEqual([])
})

test.each(process.env['EACH_VARIETY'] === undefined ? [] : varieties.map(({ id }) => id))(
  'accuses no server of this alone: %s',
  { timeout: 120_000 },
  async (id) => {
    expect(accusations(await court.finished({ ids: [id] }))).toEqual([])
  },
)
