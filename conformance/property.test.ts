import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boatyard } from '../fixtures/boatyard/server.ts'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { Blocked } from './api.ts'
import { offerOf } from './offer.ts'
import { putToTest } from './property.ts'
import { Session } from './session.ts'
import { broken, kept, unclear } from './verdict.ts'
import type { Boatyard } from '../fixtures/boatyard/server.ts'
import type { Attempt } from './check.ts'
import type { Judgement } from './verdict.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
let server: Boatyard
let session: Session

beforeAll(async () => {
  server = await boatyard()
  const subject = subjectAt(server.baseUrl)
  session = new Session({ contract, subject, offer: offerOf(subject), seed: 1, signal: undefined })
})

afterAll(async () => {
  await session.close()
  await server.close()
})

function put(judge: (drawn: number) => Judgement, shrink = true) {
  const arbitrary = fc.integer({ min: 0, max: 1000 }).map((drawn): Attempt => ({ scenario: drawn, drive: () => Promise.resolve(), judge: () => judge(drawn) }))
  return putToTest({ session, scope: { check: 'a.b', resource: 'boat', count: 0 }, arbitrary, seed: 3, runs: 20, shrink })
}

const tooBig = (drawn: number): Judgement => (drawn > 100 ? broken('100 at most', String(drawn), 'draw') : kept)

test('makes a counterexample as small as it gets', async () => {
  expect((await put(tooBig)).found).toMatchObject({ scenario: 101, again: { kind: 'confirmed' } })
})

test('takes the first counterexample as it is where scenarios cost money', async () => {
  const { found } = await put(tooBig, false)

  expect(found?.shrinks).toBe(0)
  expect(found?.scenario).not.toBe(101)
})

test('does not believe a counterexample that never comes again', async () => {
  let calls = 0

  const { found } = await put((drawn) => {
    calls += 1
    return calls === 2 ? tooBig(drawn + 101) : kept
  })

  expect(found?.again).toMatchObject({ kind: 'unconfirmed' })
})

test('counts scenarios that proved nothing apart from those that kept the promise', async () => {
  const outcome = await put((drawn) => (drawn % 2 === 0 ? kept : unclear('odd')))

  expect(outcome.kept + outcome.unclear.length).toBe(outcome.scenarios)
  expect(outcome.kept).toBeGreaterThan(0)
  expect(outcome.unclear.length).toBeGreaterThan(0)
})

test.each<[string, Error, string]>([
  ['what it needs first', new Blocked('no boat'), 'blocked'],
  ['a mistake of our own', new TypeError('undefined is not a boat'), 'errored'],
])('stops at %s and does not blame the subject', async (_, error, verdict) => {
  const outcome = await put(() => {
    throw error
  })

  expect(outcome).toMatchObject({ scenarios: 1, kept: 0, trouble: { verdict, because: error.message } })
  expect(outcome.found).toBeUndefined()
})

test('sends equal scenarios once', async () => {
  let calls = 0
  const arbitrary = fc.constant({ scenario: null, drive: () => Promise.resolve(), judge: () => (calls++, kept) })

  const outcome = await putToTest({ session, scope: { check: 'a.b', resource: 'boat', count: 0 }, arbitrary, seed: 3, runs: 20, shrink: true })

  expect(outcome).toMatchObject({ scenarios: 1, kept: 1 })
  expect(calls).toBe(1)
})
