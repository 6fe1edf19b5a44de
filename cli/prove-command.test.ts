import pc from 'picocolors'
import { expect, test } from 'vitest'
import { matrix } from './prove-command.ts'
import type { Proof } from './prove.ts'

test('the matrix shows each requirement with its defects, then everything that is wrong, then the count', () => {
  const proof: Proof = {
    provider: 'pretend',
    seeds: 2,
    tries: 1,
    accusations: [{ seed: 2, wire: 'rest', check: 'a.two', resource: 'cluster', verdict: 'failed', because: 'expected x, found y' }],
    proven: [
      { requirement: 'a.one', checks: ['a.one'], trials: [{ defect: 'one.gone', wire: 'rest', caughtBy: ['a.one'], said: ['a.one: failed'] }] },
      {
        requirement: 'a.two',
        checks: ['a.two', 'a.two-too'],
        trials: [{ defect: 'two.gone', wire: 'connect', caughtBy: [], said: ['a.two: passed', 'a.two-too: errored (x)'] }],
      },
    ],
    unproven: ['a.two', 'a.two-too'],
    notApplicable: ['three.gone'],
    counterexamples: { found: 1, short: 1, atMost: 4 },
    complete: false,
  }

  expect(matrix(proof, pc.createColors(false)).split('\n')).toEqual([
    `${'a.one'.padEnd(40)} ✓ one.gone`,
    `${'a.two'.padEnd(40)} (a.two-too) ✗ two.gone over connect`,
    '',
    '✗ clean mock, seed 2: a.two on cluster failed: expected x, found y',
    '✗ missed two.gone over connect: a.two: passed; a.two-too: errored (x)',
    '✗ a.two has caught no defect',
    '✗ a.two-too has caught no defect',
    'not for this provider: three.gone',
    'counterexamples of at most 4 requests: 1 of 1',
    'pretend: 2 requirements, 1 of 2 defects caught, clean on 1 of 2 seeds: incomplete',
    '',
  ])
})
