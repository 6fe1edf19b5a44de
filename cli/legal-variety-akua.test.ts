import { afterAll, beforeAll, expect, test } from 'vitest'
import { breaches, hardships, rounds, varieties } from '../fixtures/legal/akua.ts'
import { accusations, openCourt } from './legal.test-kit.ts'
import { inTurn, isThorough, telling } from './thorough.test-kit.ts'
import type { Court } from './legal.test-kit.ts'

let court: Court

beforeAll(async () => {
  court = await openCourt('akua', [...varieties, ...hardships, ...breaches])
})

afterAll(() => {
  court.close()
})

test('puts every variety to the suite', () => {
  const names = new Set(rounds.flatMap(({ ids }) => ids))
  expect(varieties.filter(({ id }) => !names.has(id)).map(({ id }) => id)).toEqual([])
})

test.each(rounds.map((round, turn) => ({ ...round, turn })))('accuses no server that $title', { timeout: 120_000 }, async ({ ids, settings = {}, turn }) => {
  const found = await court.finished({ ids, settings, only: telling(turn) })
  expect(accusations(found)).toEqual([])
  // A server about which nothing could be said would be accused of nothing either.
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(isThorough ? 300 : 50)
})

// Nothing can be proved about what does not come about, and nobody is to blame for it.
test.each([
  ['lets no cluster in and makes none', ['lets clusters in that answer, and none does', 'makes no cluster']],
  ['lets a cluster in once and fails to make others', ['lets a cluster in once', 'fails to make clusters']],
])('accuses no server that %s', { timeout: 120_000 }, async (_, ids) => {
  expect(accusations(await court.finished({ ids, only: inTurn(0, ['life', 'del', 'imp', 'lro', 'err', 'content']) }))).toEqual([])
})

test('neither blames nor praises the refusals of what only owners may do', { timeout: 120_000 }, async () => {
  const found = await court.finished({ ids: [], as: 'readonly', only: inTurn(0, ['del', 'auth', 'life', 'imp']) })
  expect(accusations(found)).toEqual([])
  // Members may delete machines, which lie in a cluster that was made for them.
  const deletions = found.filter(({ check, resource }) => check.startsWith('del.') && resource !== 'machine')
  expect(deletions.filter(({ verdict }) => verdict === 'passed')).toEqual([])
})

// What the documents do promise is held against a server that breaks it: law 9 is not bought with blindness.
test.each([
  ['makes two clusters for one key', 'one key makes two clusters', 'imp.duplicate-and-key'],
  ['calls work done that is under way', 'work is done while it runs', 'lro.consistency'],
  ['takes a stale tag', 'a stale tag is taken', 'etag.if-match-stale-status'],
  ['does not tell the current tag', 'the current tag is not told', 'etag.stale-tells-current'],
  ['loses an item between two pages', 'a page loses its last item', 'page.concat-equals-full'],
  ['refuses in an envelope of its own', 'a refusal does not say that it is none', 'err.envelope'],
  // A MUST of a standard holds for every vendor (RFC 9110 section 15.5.2).
  ['tells nobody how to authenticate', 'no challenge', 'auth.missing-401'],
  ['shows a state that nobody declared', 'a state that nobody knows', 'life.phases-known'],
])('accuses a server that %s', { timeout: 60_000 }, async (_, id, check) => {
  expect(accusations(await court.finished({ ids: [id], only: [check] }))[0]).toMatch(`failed ${check} `)
})
