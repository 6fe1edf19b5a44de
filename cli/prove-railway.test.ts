import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'

const provider = fileURLToPath(new URL('../fixtures/railway', import.meta.url))

/** What fields may say of each other and of other resources, what others have to name, masks, upgrades, and a second wire. */
const of = [
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
  const rest = await sampled({ provider, of, alone: true })
  const connect = await sampled({ provider, wire: 'connect', of, alone: true })

  expect([rest.wrong, connect.wrong]).toEqual([[], []])
  expect([...new Set([...rest.tried, ...connect.tried])].toSorted()).toEqual(of.toSorted())
  expect([...rest.proven, ...connect.proven]).toEqual(
    expect.arrayContaining(['unique', 'exclusive-or', 'at-most-one', 'apart', 'decodes-as', 'all-or-none', 'ordered'].map((kind) => `rule.${kind}`)),
  )
})
