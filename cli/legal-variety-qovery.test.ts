import { afterAll, beforeAll, expect, test } from 'vitest'
import { breaches, hardships, mixed, rounds, varieties } from '../fixtures/legal/qovery.ts'
import { defects } from '../mock/defects/index.ts'
import { accusations, openCourt } from './legal.test-kit.ts'
import type { Court } from './legal.test-kit.ts'

let court: Court

const known = ['auth.creates-for-anybody', 'sec.foreign-read', 'val.required-made-anyway', 'auth.role-ignored']

beforeAll(async () => {
  court = await openCourt('qovery', [...varieties, ...hardships, ...breaches, ...defects.filter(({ id }) => known.includes(id))])
})

afterAll(() => {
  court.close()
})

const settings = { pace: { reads: 3 } }

test('puts every variety to the suite', () => {
  const names = new Set(rounds.flatMap(({ ids }) => ids))
  expect(varieties.filter(({ id }) => !names.has(id)).map(({ id }) => id)).toEqual([])
})

test.each(rounds)('accuses no server that $title', { timeout: 120_000 }, async ({ ids, settings: own = {}, only }) => {
  const found = await court.finished({ ids, settings: own, only, resource: 'cluster' })
  expect(accusations(found)).toEqual([])
  // A server about which nothing could be said would be accused of nothing either.
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(20)
})
