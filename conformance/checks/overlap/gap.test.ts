import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { standIn } from '../../../cli/stand-in.ts'
import { offerOf } from '../../offer.ts'
import { readable } from '../../readable.ts'
import { Reading } from '../../reading.ts'
import { primaryOf } from '../../resources.ts'
import { drive } from '../../scenario.ts'
import { Session } from '../../session.ts'
import { concurrentSingleWinner } from '../etag/races.ts'
import type { StandIn } from '../../../cli/stand-in.ts'

let own: StandIn

beforeAll(async () => {
  own = await standIn('kupe', 1)
}, 60_000)

afterAll(() => own.close())

/** Races over real sockets with as many scenarios, against a server with these defects; how often the promise was seen broken. */
async function found(defects: readonly string[], times: number): Promise<number> {
  const contract = readable(own.contract)
  const subject = own.subject({ world: `gap-${defects.length}`, defects })
  const offer = offerOf(subject)
  const resource = primaryOf(contract)
  const need = concurrentSingleWinner.prepare(new Reading(contract, offer, resource))
  if (need.kind === 'unmet') throw new Error(need.because)
  const session = new Session({ contract, subject, offer, seed: 1, signal: undefined })
  let count = 0
  for (const attempt of fc.sample(need.value, { seed: 1, numRuns: times })) {
    const { result, history } = await drive(session, { check: 'gap', resource, count: 0 }, attempt)
    expect(history.exchanges.filter(({ label }) => label.startsWith('racer'))).toHaveLength(8)
    if (result.kind === 'broken') count += 1
    else expect(result).toEqual({ kind: 'kept' })
  }
  await session.close()
  return count
}

test('finds a gap of 15 ms between the look at a tag and the write at least 99 times in 100, with eight writers', { timeout: 120_000 }, async () => {
  expect(await found(['overlap.tag-compared-then-written'], 100)).toBeGreaterThanOrEqual(99)
})

test('finds none where there is none', { timeout: 120_000 }, async () => {
  expect(await found([], 30)).toBe(0)
})
