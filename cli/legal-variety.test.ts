import { afterAll, beforeAll, expect, test } from 'vitest'
import { deeds, delays, breaches, shapes, statuses, varieties } from '../fixtures/legal/varieties.ts'
import { accusations, alike, openCourt } from './legal.test-kit.ts'
import { telling } from './thorough.test-kit.ts'
import type { Court, Trial } from './legal.test-kit.ts'
import type { CheckFinished } from '../conformance/events.ts'

let court: Court

beforeAll(async () => {
  court = await openCourt('kupe', [...varieties, ...breaches])
})

afterAll(() => {
  court.close()
})

async function finished(trial: Trial): Promise<readonly CheckFinished[]> {
  const found = await court.finished({ ...trial, only: telling() })
  expect(found.length).toBeGreaterThan(100)
  return found
}

/** Judges a server that answers in all of these ways; what it was called non-conformant for. */
async function accused(ids: readonly string[], settings: Trial['settings'] = {}): Promise<readonly string[]> {
  return accusations(await finished({ ids, settings }))
}

const quiet = { phaseMovesTag: false, phaseWords: { Deleting: 'Terminating' } }

test.each([
  ['shows things as documents leave open', alike(shapes), {}],
  ['refuses and accepts with the statuses that documents leave open', alike(statuses, 'deleting again is absent'), quiet],
  ['does what documents leave open', [...alike(deeds), ...alike(delays), 'deleting again is absent'], { pace: { reads: 3 } }],
] as const)('accuses no server that %s', { timeout: 60_000 }, async (_, ids, settings) => {
  expect(await accused(ids, settings)).toEqual([])
})

// A MUST of a standard holds for every vendor: what breaks it is called so once, and spoils no other verdict.
test.each([
  ['sends entity tags without quotes', 'tags are bare', ['etag.syntax']],
  ['tells nobody how to authenticate', 'no challenge', ['auth.missing-401']],
])('accuses a server that %s of that alone', { timeout: 60_000 }, async (_, id, checks) => {
  expect((await accused([id])).map((one) => one.split(' ')[1])).toEqual(checks)
})

// What needs a write has no positive control: nothing is proved, and the vendor is not to blame for the credential.
test('neither blames nor praises refusals to an administrator who may only read', { timeout: 60_000 }, async () => {
  const found = await finished({ ids: [], as: 'readonly' })
  const ended = (...verdicts: readonly string[]) => found.filter(({ verdict }) => verdicts.includes(verdict)).map(({ check }) => check)

  expect(ended('failed', 'errored', 'observed')).toEqual([])
  expect(ended('passed').filter((id) => /^(?:val|life|del|etag\.if-match)\b/.test(id))).toEqual([])
})
