import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'
import { share } from './prove.ts'

// No check without a defect: a check that cannot fail proves nothing, and one that accuses a clean mock proves less.
test('on the mock of Kupe every check catches a defect, and no clean mock is accused', { timeout: 300_000 }, async () => {
  const { wrong, tried } = await sampled({ provider: 'kupe' })

  expect(wrong).toEqual([])
  expect(tried.length).toBeGreaterThan(120)
})

test('work is shared among benches, one item at a time each, and comes back in order', async () => {
  const busy = new Set<string>()

  const results = await share(['a', 'b'], [3, 1, 2, 0], async (bench, item) => {
    expect(busy.has(bench)).toBe(false)
    busy.add(bench)
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve()
    busy.delete(bench)
    return item * 10
  })

  expect(results).toEqual([30, 10, 20, 0])
})
