import { expect, test } from 'vitest'
import { memoryBacking } from '../backing/memory.ts'
import { breakdowns } from './crashes.test-kit.ts'

test('in 100 seeded runs of breakdowns nothing acknowledged is lost, and nothing is there twice', async () => {
  let broken = 0
  for (let seed = 1; seed <= 100; seed += 1) {
    const shared = memoryBacking()
    const aftermath = await breakdowns(seed, async () => ({ ...shared, close: async () => undefined }))

    expect(aftermath.wrong, `seed ${seed}`).toEqual([])
    expect(aftermath.acknowledged).toBeGreaterThan(6)
    broken += aftermath.broken
  }
  expect(broken).toBeGreaterThan(1000)
})
