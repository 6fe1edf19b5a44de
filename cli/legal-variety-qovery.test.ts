import { afterAll, beforeAll, expect, test } from 'vitest'
import { breaches, hardships, mixed, rounds, varieties } from '../fixtures/legal/qovery.ts'
import { defects } from '../mock/defects/index.ts'
import { accusations, openCourt } from './legal.test-kit.ts'
import { inTurn, isThorough } from './thorough.test-kit.ts'
import type { Court } from './legal.test-kit.ts'

type Breach = readonly [consequence: string, breach: string, check: string, besides?: string]

/** What the documents do promise: a server that breaks it, and the check that says so. Law 9 is not bought with blindness. */
const broken: readonly Breach[] = [
  ['shows a status that nobody declared', 'clusters are in a status that nobody declared', 'list.shape'],
  ['tells a state that nobody declared', 'states are told in a word that nobody declared', 'content.documented'],
  ['makes clusters of no organization', 'clusters are of no organization', 'list.shape'],
  ['leaves a required member of a state out', 'no reason is told', 'content.documented'],
  ['makes clusters with 200', 'a cluster is made with 200', 'content.documented'],
  ['stops clusters with 200', 'a cluster is stopped with 200', 'content.documented', 'act.leads'],
  ['deletes clusters with 200', 'a cluster is deleted with 200', 'content.documented'],
  ['stops what has stopped', 'what has stopped is stopped again', 'act.already'],
  ['does not find what has stopped', 'what has stopped is not found', 'act.already'],
  ['lists items', 'lists have items', 'list.shape'],
  ['lists without an envelope', 'lists are bare', 'list.shape'],
  ['puts YAML into a string of JSON', 'YAML is a string of JSON', 'text.media-type'],
  ['shows YAML as a web page', 'YAML is a web page', 'text.media-type'],
  ['shows values of no type', 'values of features have no type', 'list.shape'],
  ['shows values of other types', 'values of features are of other types', 'list.shape'],
  ['deletes in any mode', 'any mode deletes', 'del.modes'],
  ['reconciles what it forgets', 'reconciling is no matter', 'del.modes'],
  ['does not show locks', 'locks are not shown', 'part.shown'],
  ['makes clusters without what is required', 'clusters need no region', 'val.required-missing'],
  ['needs no token', 'auth.creates-for-anybody', 'auth.all-operations-protected'],
]

let court: Court

beforeAll(async () => {
  court = await openCourt('qovery', [...varieties, ...hardships, ...breaches, ...defects.filter(({ id }) => broken.some(([, defect]) => defect === id))])
})

afterAll(() => {
  court.close()
})

const settings = { pace: { reads: 3 } }
const resource = 'cluster'

test('puts every variety to the suite', () => {
  const names = new Set(rounds.flatMap(({ ids }) => ids))
  expect(varieties.filter(({ id }) => !names.has(id)).map(({ id }) => id)).toEqual([])
})

const turns = rounds.map((round, turn) => ({ ...round, turn }))

test.each(turns)('accuses no server that $title', { timeout: 120_000 }, async ({ ids, settings: own = {}, only, turn }) => {
  const found = await court.finished({ ids, settings: own, only: inTurn(turn, only), resource })
  expect(accusations(found)).toEqual([])
  // A server about which nothing could be said would be accused of nothing either.
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(isThorough ? 12 : 2)
})

// Nothing can be proved about what does not come about, and nobody is to blame for it.
test.each(hardships.map(({ id }) => id))('accuses nobody where %s', { timeout: 120_000 }, async (id) => {
  const only = ['act.leads', 'act.already', 'del.status-and-gone', 'life.create-response', 'life.update-effective', 'list.shape']
  expect(accusations(await court.finished({ ids: [id], settings, only, resource }))).toEqual([])
})

const charges = broken.map(([consequence, breach, check, besides = check]) => ({ consequence, breach, check, besides }))

test.each(charges)('accuses a server that $consequence', { timeout: 60_000 }, async ({ breach, check, besides }) => {
  const found = accusations(await court.finished({ ids: [breach], settings, only: [check, besides], resource }))
  expect(found.join('\n')).toMatch(`failed ${check} `)
})

// Of the families that follow a life: with all of them each mixture would take half a minute.
test.each(isThorough ? [1, 2, 3, 4] : [1])('accuses no server of the mixture %i', { timeout: 240_000 }, async (number) => {
  expect(accusations(await court.finished({ ids: mixed(number), settings, resource, only: inTurn(number, ['life', 'del', 'part']) }))).toEqual([])
})
