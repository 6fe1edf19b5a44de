import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { prove } from './prove.ts'

const provider = fileURLToPath(new URL('../fixtures/railway', import.meta.url))

/** What fields may say of each other and of other resources, what others have to name, masks, upgrades, and a second wire. */
const only = [
  'val.cross-field',
  'rule.exists',
  'rule.equal',
  'rule.member-of',
  'rule.offered',
  'rule.combination',
  'rule.unique-name',
  'rule.caseless-name',
  'pre.order',
  'pre.reads-unchanged',
  'pre.unready',
  'pre.in-use-kept',
  'mask.only-named',
  'mask.clears',
  'mask.spares',
  'mask.unknown',
  'mask.omitted',
  'rule.append-only',
  'rule.only-grows',
  'rule.alone',
  'upgrade.next',
  'upgrade.stepwise',
  'connect.one-state',
  'connect.same-refusals',
]

test('rules between fields and resources are proven on a made-up provider that has them all, over both of its wires', { timeout: 300_000 }, async () => {
  const proof = await prove({ provider, seeds: 1, only })

  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.proven.map(({ requirement }) => requirement).toSorted()).toEqual(only.toSorted())
  expect(proof.proven.flatMap(({ checks }) => checks)).toEqual(
    expect.arrayContaining(['unique', 'exclusive-or', 'at-most-one', 'apart', 'decodes-as', 'all-or-none', 'ordered'].map((kind) => `rule.${kind}`)),
  )
  expect(proof.complete).toBe(true)
})
