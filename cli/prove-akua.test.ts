import { expect, test } from 'vitest'
import { prove } from './prove.ts'

// Twenty seeds are a matter of `.ci/run`: here they would double the time of all tests.
test('on the mock of Akua every check catches a defect, every defect is caught, and no clean mock is accused', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'akua', seeds: 2 })

  expect(proof.accusations.slice(0, 5)).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})
