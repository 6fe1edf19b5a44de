import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

/** What no other shipped provider proves. The rest of its matrix, on twenty seeds, is a matter of `.ci/run`: here it would cost a minute. */
const families = ['act', 'part', 'typed', 'text', 'replace']
const besides = ['del.modes', 'auth.other-schemes', 'rule.combination', 'rule.ordered', 'rule.caseless-name']

async function owned(): Promise<readonly string[]> {
  const { checks } = await import('../conformance/checks/index.ts')
  return [...checks.filter(({ family }) => families.includes(family)).map(({ id }) => id), ...besides]
}

test('on the mock of Qovery what it brings is proven: every check catches a defect, and every defect is caught', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'qovery', seeds: 1, only: await owned() })

  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.proven.length).toBeGreaterThan(30)
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})

test.each([1, 2])('no check accuses a clean mock of it: seed %i', { timeout: 120_000 }, async (seed) => {
  const bench = await openBench({ provider: 'qovery' })
  try {
    const { finished, left, trouble } = await bench.clean({ seed, wire: 'rest' })

    expect(finished.filter(({ verdict }) => verdict !== 'passed').map(({ check, resource, because }) => `${check} ${resource}: ${because}`)).toEqual([])
    expect([left, trouble]).toEqual([[], undefined])
    expect(finished.length).toBeGreaterThan(300)
  } finally {
    await bench.close()
  }
})
