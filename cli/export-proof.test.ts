import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportFormats } from '../reports/export/exports.ts'
import { runCase, runScript } from '../reports/export/export.test-kit.ts'
import { replayHar } from './export-har.test-kit.ts'
import { Foundry, type Proof } from './export-proof.test-kit.ts'

/** Defects whose findings have to become programs: one of every vendor. */
const sample = {
  kupe: ['content.time-without-offset'],
  coreweave: ['val.status-of-conflict'],
  qovery: ['err.absent-deleted'],
  akua: ['auth.reader-refused'],
} as const satisfies Record<string, readonly string[]>

describe.each(Object.entries(sample))('a finding of %s', (provider, defects) => {
  let foundry: Foundry

  beforeAll(async () => {
    foundry = await Foundry.open(provider)
  }, 60_000)

  afterAll(() => foundry.own.close())

  test.each(defects)('over %s becomes programs that fail on the defect and pass without it', { timeout: 60_000 }, async (defect) => {
    const proof = await foundry.prove(defect)
    const made = await programsOf(proof)

    expect(made).toBeDefined()
    if (made === undefined || proof === undefined) return
    const { defective, clean } = proof.worlds()
    const ran = {
      curl: [await runScript(made.curl, foundry.env(defective)), await runScript(made.curl, foundry.env(clean))],
      vitest: [await runCase(made.vitest, foundry.env(proof.worlds().defective)), await runCase(made.vitest, foundry.env(proof.worlds().clean))],
      har: [await replayHar(made.har, foundry.env(proof.worlds().defective)), await replayHar(made.har, foundry.env(proof.worlds().clean))],
    }

    expect(ran).toMatchObject({ curl: [{ code: 1 }, { code: 0 }], vitest: [{ code: 1 }, { code: 0 }], har: [{ kind: 'broken' }, { kind: 'kept' }] })
  })
})

/** The first finding that became one, in the formats that can be run here. */
async function programsOf(proof: Proof | undefined): Promise<Record<'curl' | 'vitest' | 'har', string> | undefined> {
  const one = proof?.made.find(({ program }) => program !== undefined)
  if (proof === undefined || one?.program === undefined) return undefined
  const found = { exchanges: one.exchanges, suite: '0', at: '2026-01-01T00:00:00Z' }
  const [curl, vitest, har] = await Promise.all(
    (['curl', 'vitest', 'har'] as const).map((name) => exportFormats[name].write(one.program ?? neverProgram(), found)),
  )
  return curl === undefined || vitest === undefined || har === undefined ? undefined : { curl, vitest, har }
}

function neverProgram(): never {
  throw new Error('Failed to write a program: there is none.')
}
