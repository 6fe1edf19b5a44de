import { afterAll, beforeAll, expect, test } from 'vitest'
import { deeds, delays, breaches, shapes, statuses, varieties } from '../fixtures/legal/varieties.ts'
import { accusations, alike, openCourt } from './legal.test-kit.ts'
import { isThorough, telling } from './thorough.test-kit.ts'
import type { Court, Trial } from './legal.test-kit.ts'
import type { CheckFinished } from '../conformance/events.ts'

let court: Court

beforeAll(async () => {
  court = await openCourt('kupe', [...varieties, ...breaches])
})

afterAll(() => {
  court.close()
})

/** Puts the checks of a turn to a server, and one that must be among them. */
async function finished(trial: Trial, turn: number, besides?: string): Promise<readonly CheckFinished[]> {
  const found = await court.finished({ ...trial, only: [...telling(turn), ...(besides === undefined ? [] : [besides])] })
  expect(found.length).toBeGreaterThan(isThorough ? 100 : 30)
  return found
}

const quiet = { phaseMovesTag: false, phaseWords: { Deleting: 'Terminating' } }

test.each([
  ['shows things as documents leave open', 0, alike(shapes), {}],
  ['refuses and accepts with the statuses that documents leave open', 1, alike(statuses, 'deleting again is absent'), quiet],
  ['does what documents leave open', 2, [...alike(deeds), ...alike(delays), 'deleting again is absent'], { pace: { reads: 3 } }],
] as const)('accuses no server that %s', { timeout: 60_000 }, async (_, turn, ids, settings) => {
  expect(accusations(await finished({ ids, settings }, turn))).toEqual([])
})

// A MUST of a standard holds for every vendor: what breaks it is called so once, and spoils no other verdict.
test.each([
  ['sends entity tags without quotes', 0, 'tags are bare', 'etag.syntax'],
  ['tells nobody how to authenticate', 1, 'no challenge', 'auth.missing-401'],
])('accuses a server that %s of that alone', { timeout: 60_000 }, async (_, turn, id, check) => {
  const accused = accusations(await finished({ ids: [id] }, turn, check))
  expect(accused.map((one) => one.split(' ')[1])).toEqual([check])
})

// What needs a write has no positive control: nothing is proved, and the vendor is not to blame for the credential.
test('neither blames nor praises refusals to an administrator who may only read', { timeout: 60_000 }, async () => {
  const found = await finished({ ids: [], as: 'readonly' }, 0)
  const ended = (...verdicts: readonly string[]) => found.filter(({ verdict }) => verdicts.includes(verdict)).map(({ check }) => check)

  expect(ended('failed', 'errored', 'observed')).toEqual([])
  expect(ended('passed').filter((id) => /^(?:val|life|del|etag\.if-match)\b/.test(id))).toEqual([])
})
