import { expect, test } from 'vitest'
import { prove } from './prove.ts'

// Twenty seeds are a matter of `.ci/run`, as for the other vendors.
test('on the mock of CoreWeave CKS every check catches a defect over each wire, every defect is caught, and no clean mock is accused', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'coreweave', seeds: 2 })

  expect(proof.accusations.slice(0, 5)).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(new Set(proof.proven.flatMap(({ trials }) => trials.map(({ wire }) => wire)))).toEqual(new Set(['rest', 'connect']))
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})
