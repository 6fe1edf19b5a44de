import { expect, test } from 'vitest'
import { memoryBacking } from '../backing/memory.ts'
import { breakdowns } from './crashes.test-kit.ts'

test.each(Array.from({ length: 10 }, (_, index) => 10 * index + 1))(
  'in ten runs of breakdowns from seed %i on nothing acknowledged is lost, and nothing is there twice',
  async (first) => {
    let broken = 0
    for (let seed = first; seed < first + 10; seed += 1) {
      const shared = memoryBacking()
      const aftermath = await breakdowns(seed, async () => ({ ...shared, close: async () => undefined }))

      expect(aftermath.wrong, `seed ${seed}`).toEqual([])
      expect(aftermath.acknowledged).toBeGreaterThan(6)
      broken += aftermath.broken
    }
    expect(broken).toBeGreaterThan(100)
  },
)
