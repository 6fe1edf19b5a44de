import { expect, test } from 'vitest'
import { drawn, millisecondsOf } from './draw.ts'
import { MOST_MS, type Latency } from './plan.ts'

/** A thousand draws, in order of size. */
function sample(latency: Latency): readonly number[] {
  const all = Array.from({ length: 1000 }, (_, index) => millisecondsOf(latency, (lane) => drawn(1, 'it', index, lane)))
  return all.sort((a, b) => a - b)
}

const near = (value: number | undefined, wanted: number, off: number): void => {
  expect(value).toBeGreaterThan(wanted - off)
  expect(value).toBeLessThan(wanted + off)
}

test('draws the same numbers from the same ingredients, evenly from 0 to 1', () => {
  const all = Array.from({ length: 1000 }, (_, index) => drawn(7, 'a', index))

  expect(all.every((each) => each >= 0 && each < 1)).toBe(true)
  near(all.reduce((sum, each) => sum + each, 0) / 1000, 0.5, 0.05)
  expect(drawn(7, 'a', 3)).toBe(all[3])
  expect(drawn(8, 'a', 3)).not.toBe(all[3])
})

test('is as long as it says', () => {
  expect(new Set(sample(250))).toEqual(new Set([250]))
})

test('is spread evenly between two bounds', () => {
  const all = sample({ uniform: [100, 200] })

  expect([all[0], all[999]].map((each) => Math.round((each ?? 0) / 10))).toEqual([10, 20])
  near(all[500], 150, 8)
})

test('is spread around a mean, never below nothing', () => {
  const all = sample({ normal: { mean: 100, deviation: 50 } })

  near(all[500], 100, 8)
  near(all[841], 150, 12)
  expect(all[0]).toBe(0)
})

test('has a long tail above a median, and an end', () => {
  const all = sample({ lognormal: { median: 100, sigma: 1 } })

  near(all[500], 100, 12)
  near(all[841], 272, 50)
  expect(sample({ lognormal: { median: 50_000, sigma: 3 } })[999]).toBe(MOST_MS)
})

test('follows percentiles in straight lines', () => {
  const all = sample({ percentiles: { '99': 900, '50': 40, '0': 20 } })

  expect(all[0]).toBe(20)
  near(all[250], 30, 2)
  near(all[500], 40, 5)
  near(all[750], 479, 60)
  expect(all[999]).toBe(900)
  expect(new Set(sample({ percentiles: { '50': 40 } }))).toEqual(new Set([40]))
})
