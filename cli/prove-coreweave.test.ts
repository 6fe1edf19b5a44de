import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

/**
 * What no other provider proves in a test: the made-up railway has most rules, masks and upgrades. The rest of its matrix, over both
 * wires and on twenty seeds, is a matter of `.ci/run`: here it would cost a minute.
 */
const families = ['connect']
const besides = ['err.code-mapping', 'mask.immutable', 'mask.nested', 'mask.order', 'mask.paths', 'mask.several', 'upgrade.flag', 'upgrade.keeps']

async function owned(): Promise<readonly string[]> {
  const { checks } = await import('../conformance/checks/index.ts')
  return [...checks.filter(({ family }) => families.includes(family)).map(({ id }) => id), ...besides]
}

test('on the mock of CoreWeave CKS what it brings is proven: every check catches a defect, and every defect is caught', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'coreweave', seeds: 1, wires: ['rest'], only: await owned() })

  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.proven.length).toBeGreaterThan(15)
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})

test.each([
  [2, 'rest'],
  [1, 'connect'],
] as const)('no check accuses a clean mock of it: seed %i over %s', { timeout: 300_000 }, async (seed, wire) => {
  const bench = await openBench({ provider: 'coreweave' })
  try {
    const { finished, left, trouble } = await bench.clean({ seed, wire })

    expect(finished.filter(({ verdict }) => verdict !== 'passed').map(({ check, because }) => `${check}: ${because}`)).toEqual([])
    expect([left, trouble]).toEqual([[], undefined])
    expect(finished.length).toBeGreaterThan(120)
  } finally {
    await bench.close()
  }
})
