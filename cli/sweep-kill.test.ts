import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { fates } from '../fixtures/kill/gate.ts'
import { openGround, type Field, type Ground } from '../fixtures/kill/trial.ts'

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** How many runs are killed: a few in `npm test`, 100 in `npm run test:kill`. */
const kills = Number(process.env['KILLS'] ?? 5)

const fields: readonly Field[] = [
  { provider: 'kupe', only: ['del', 'idem'], foreign: 'cluster' },
  { provider: 'akua', only: ['del', 'idem'], foreign: 'cluster' },
  { provider: 'coreweave', only: ['del'], foreign: 'vpc' },
  { provider: 'qovery', only: ['del'], foreign: 'onPremiseCredentials' },
]

/** Drawn once from a seed, so that a point that fails can be had again. */
const points = fc.sample(fc.record({ write: fc.integer({ min: 1, max: 40 }), fate: fc.constantFrom(...fates), seed: fc.integer({ min: 1, max: 1000 }) }), {
  numRuns: kills,
  seed: 6,
})

let ground: Ground

beforeAll(async () => {
  ground = await openGround(
    main,
    fields.map(({ provider }) => provider),
  )
})

afterAll(() => ground.close())

test.concurrent.each(points.map((point, index) => ({ ...point, field: fields[index % fields.length]! })))(
  'sweeps all that a check of $field.provider has made when it is killed at write $write ($fate, seed $seed), and nothing else',
  async ({ write, fate, seed, field }) => {
    const { code, said, before, after, ledger } = await ground.trial(field, { write, fate }, { seed })

    expect(after, `${said}\n${ledger}`).toEqual(before)
    expect(code, said).toBe(0)
    expect(said).toMatch(/Nothing left/)
  },
  300_000,
)

/** Both go the same way; one is enough where there is little time. */
const signals: readonly NodeJS.Signals[] = kills > 5 ? ['SIGTERM', 'SIGINT'] : ['SIGTERM']

test.concurrent.each(signals)(
  'by %s a check deletes what it has made before it ends, so that nothing is left to sweep',
  async (signal) => {
    const { ended, said, before, after, ledger } = await ground.trial(fields[0]!, { write: 9, fate: 'answered' }, { seed: 1, signal })

    expect(ended).toBe(130)
    expect(after, ledger).toEqual(before)
    expect(said).toMatch(/^Nothing left of run/)
  },
  300_000,
)
