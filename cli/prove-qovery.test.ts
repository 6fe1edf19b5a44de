import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

/**
 * What no other provider proves in a test: the made-up foundry has the rest of what it brings. The whole of its matrix, on twenty
 * seeds, is a matter of `.ci/run`: here it would cost a minute.
 */
const owned = [
  'act.already',
  'act.edit-while',
  'act.leads',
  'act.only-where',
  'auth.other-schemes',
  'part.cleared',
  'part.expires',
  'part.own',
  'part.replaced',
  'part.survives',
  'replace.beside',
  'replace.defaults',
  'replace.required',
  'replace.twice',
  'rl.legacy-triple',
  'rl.remaining-monotone',
  'rule.ordered',
  'text.any-accept',
  'text.never-mangled',
  'text.own',
  'text.verbatim',
  'typed.changed',
  'typed.refused',
]

test('on the mock of Qovery what it brings is proven: every check catches a defect, and every defect is caught', { timeout: 600_000 }, async () => {
  const proof = await prove({ provider: 'qovery', seeds: 1, only: owned })

  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.proven.length).toBeGreaterThan(15)
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
})

test.each([1])('no check accuses a clean mock of it: seed %i', { timeout: 300_000 }, async (seed) => {
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
