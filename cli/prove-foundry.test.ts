import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'

const provider = fileURLToPath(new URL('../fixtures/foundry', import.meta.url))

/**
 * Where it has made another choice than any shipped provider: unknown items are refused, one kind hides another, an upgrade shares its
 * trigger, parts stand in reads and lists, names differ among those alike, a resource that the client names is read through its list.
 * The rest of its matrix is a matter of `.ci/run`.
 */
const of = [
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
    const { wrong, proven, finished } = await sampled({ provider, seed: 2, of })

    expect(wrong).toEqual([])
    expect(proven).toEqual(expect.arrayContaining(of))
    expect(finished).toBeGreaterThan(180)
  },
)
