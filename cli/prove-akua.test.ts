import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

/** What no other provider proves in a test. The rest of its matrix, on twenty seeds, is a matter of `.ci/run`: here it would cost a minute. */
const families = ['lro']
const besides = [
  'content.epoch-seconds',
  'etag.stale-tells-current',
  'idem.action-repeat',
  'idem.async-same-operation',
  'idem.replay-single-effect-of-work',
  'imp.duplicate-and-key',
  'imp.other-kubeconfig-same-key',
  'imp.references-resolved',
  'list.filters-together',
  'list.omits-declared',
]

async function owned(): Promise<readonly string[]> {
  const { checks } = await import('../conformance/checks/index.ts')
  return [...checks.filter(({ family }) => families.includes(family)).map(({ id }) => id), ...besides]
}

test('on the mock of Akua what it brings is proven: every check catches a defect, and every defect is caught', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'akua', seeds: 1, only: await owned() })

  expect(proof.accusations.slice(0, 5)).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.proven.length).toBeGreaterThan(25)
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})

test('no check accuses a clean mock of it', { timeout: 300_000 }, async () => {
  const bench = await openBench({ provider: 'akua' })
  try {
    const { finished, left, trouble } = await bench.clean({ seed: 1, wire: 'rest' })

    expect(finished.filter(({ verdict }) => verdict !== 'passed').map(({ check, resource, because }) => `${check} ${resource}: ${because}`)).toEqual([])
    expect([left, trouble]).toEqual([[], undefined])
  } finally {
    await bench.close()
  }
})
