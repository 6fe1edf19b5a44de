import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openBench } from './prove-bench.ts'
import { prove } from './prove.ts'

const provider = fileURLToPath(new URL('../fixtures/foundry', import.meta.url))

/**
 * Where it has made another choice than any shipped provider: unknown items are refused, one kind hides another, an upgrade shares its
 * trigger, parts stand in reads and lists, names differ among those alike, a resource that the client names is read through its list.
 * The rest of its matrix is complete as well, and would cost a minute here: `prove fixtures/foundry`.
 */
const only = [
  'act.applies',
  'act.rehearsal',
  'act.upgrade',
  'del.modes',
  'del.name-reuse',
  'part.added',
  'part.hidden',
  'part.shown',
  'replace.keeps',
  'rule.caseless-name',
  'text.absent',
  'text.media-type',
  'typed.fixed',
  'typed.kept',
  'typed.unknown',
]

test(
  'what is kept beside a resource, put into effect later or replaced as a whole is proven on a made-up provider of that kind',
  { timeout: 300_000 },
  async () => {
    const proof = await prove({ provider, seeds: 1, only })

    expect(proof.accusations).toEqual([])
    expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
    expect(proof.unproven).toEqual([])
    expect(proof.proven.flatMap(({ checks }) => checks)).toEqual(expect.arrayContaining(only))
    expect(proof.complete).toBe(true)
  },
)

test('no check accuses a clean mock of it', { timeout: 300_000 }, async () => {
  const bench = await openBench({ provider })
  try {
    const { finished, left, trouble } = await bench.clean({ seed: 2, wire: 'rest' })

    expect(finished.filter(({ verdict }) => verdict !== 'passed').map(({ check, because }) => `${check}: ${because}`)).toEqual([])
    expect([left, trouble]).toEqual([[], undefined])
    expect(finished.length).toBeGreaterThan(180)
  } finally {
    await bench.close()
  }
})
