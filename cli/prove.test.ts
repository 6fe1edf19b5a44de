import { expect, test } from 'vitest'
import { prove, share } from './prove.ts'

// No check without a defect: a check that cannot fail proves nothing, and one that accuses a clean mock proves less.
// Twenty seeds, as `clusterproof prove` puts them, are a matter of `.ci/run`.
test('on the mock of Kupe every check catches a defect, every defect is caught, and no clean mock is accused', { timeout: 300_000 }, async () => {
  const proof = await prove({ provider: 'kupe', seeds: 1 })

  expect(proof.accusations.slice(0, 5)).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
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
