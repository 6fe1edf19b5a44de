import { afterAll, beforeAll, expect, test } from 'vitest'
import { hardships, rounds, varieties } from '../fixtures/legal/coreweave.ts'
import { defects } from '../mock/defects/index.ts'
import { accusations, openCourt } from './legal.test-kit.ts'
import { inTurn, isThorough, telling } from './thorough.test-kit.ts'
import type { Court } from './legal.test-kit.ts'

/** What the documents do promise: a server that breaks it, and the check that says so. Law 9 is not bought with blindness. */
const breaches = [
  ['needs no token', 'auth.creates-for-anybody', 'auth.all-operations-protected'],
  ['lets viewers change clusters', 'auth.role-ignored', 'auth.scope-403'],
  ['shows clusters to other organizations', 'sec.foreign-read', 'sec.bola'],
  ['makes clusters without what is required', 'val.required-made-anyway', 'val.required-missing'],
  ['makes clusters of any name', 'val.format-overlooked', 'val.formats'],
  ['makes clusters in a VPC of another zone', 'rule.other-value-accepted', 'rule.equal'],
  ['takes one alternative name twice', 'rule.unique-accepted', 'rule.unique'],
  ['takes names of internal load balancers away', 'rule.items-lost', 'rule.append-only'],
  ['takes both ways to tell addresses of hosts', 'rule.exclusive-or-accepted', 'rule.exclusive-or'],
  ['changes what the mask does not name', 'mask.ignored', 'mask.only-named'],
  ['heeds a mask of a VPC in part', 'mask.unknown-left-out', 'mask.unknown'],
  ['changes the name of a cluster', 'mask.changes-immutable', 'mask.immutable'],
  ['skips a minor version', 'upgrade.any-version', 'upgrade.stepwise'],
  ['wraps nothing', 'content.undocumented-body', 'content.documented'],
  // A MUST of a standard holds for every vendor (RFC 9110 section 15.5.2).
  ['tells nobody how to authenticate', 'auth.no-challenge', 'auth.missing-401'],
] as const

let court: Court

beforeAll(async () => {
  court = await openCourt('coreweave', [...varieties, ...hardships, ...defects.filter(({ id }) => breaches.some(([, defect]) => defect === id))])
})

afterAll(() => {
  court.close()
})

const settings = { pace: { reads: 3 } }

test('puts every variety to the suite', () => {
  const names = new Set(rounds.flatMap(({ ids }) => ids))
  expect(varieties.filter(({ id }) => !names.has(id)).map(({ id }) => id)).toEqual([])
})

const turns = rounds.map((round, turn) => ({ ...round, turn }))

test.each(turns)('accuses no server that $title', { timeout: 120_000 }, async ({ ids, settings: own = {}, wire = 'rest', turn }) => {
  const found = await court.finished({ ids, settings: own, wire, only: telling(turn) })
  expect(accusations(found)).toEqual([])
  // A server about which nothing could be said would be accused of nothing either.
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(isThorough ? 75 : 12)
})

// Nothing can be proved about what does not come about, and nobody is to blame for it.
test.each(hardships.map(({ id }, turn) => ({ id, turn })))('accuses nobody where $id', { timeout: 120_000 }, async ({ id, turn }) => {
  expect(accusations(await court.finished({ ids: [id], settings, only: inTurn(turn, ['life', 'del', 'mask', 'pre', 'upgrade', 'rule']) }))).toEqual([])
})

test.each(breaches)('accuses a server that %s', { timeout: 60_000 }, async (_, id, check) => {
  expect(accusations(await court.finished({ ids: [id], settings, only: [check] }))[0]).toMatch(`failed ${check} `)
})
