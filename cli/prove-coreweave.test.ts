import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

// Twenty seeds, and every defect over the second wire as well, are a matter of `.ci/run`: here they would double the time of all tests.
test('on the mock of CoreWeave CKS every check catches a defect, every defect is caught, and no clean mock is accused', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'coreweave', seeds: 2, wires: ['rest'] })

  expect(proof.accusations.slice(0, 5)).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})

test('the same checks accuse no clean mock of it over Connect', { timeout: 120_000 }, async () => {
  const bench = await openBench({ provider: 'coreweave' })
  try {
    const { finished, left, trouble } = await bench.clean({ seed: 1, wire: 'connect' })

    expect(finished.filter(({ verdict }) => verdict !== 'passed').map(({ check, because }) => `${check}: ${because}`)).toEqual([])
    expect([left, trouble]).toEqual([[], undefined])
    expect(finished.length).toBeGreaterThan(120)
  } finally {
    await bench.close()
  }
})
