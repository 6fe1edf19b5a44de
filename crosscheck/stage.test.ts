import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadReasons } from './reasons.ts'
import type { Reason } from './reasons.ts'
import { stage } from './stage.ts'
import type { Staged } from './stage.ts'
import { summarize } from './summary.ts'
import type { Summary } from './summary.ts'
import { table } from './table.ts'

const provider = fileURLToPath(new URL('../fixtures/boatyard', import.meta.url))
/** Enough traffic for every kind of difference, little enough for a test. */
const small = { provider, seed: 1, scale: 0.3, only: ['val.bounds', 'val.required', 'val.enum', 'val.malformed-json', 'content.documented'] }

/** The document with three faults that no lint of documents finds. */
const faults: readonly (readonly [from: string, to: string])[] = [
  // Stricter than the mock: it takes 40 characters.
  ['motto: { type: string, maxLength: 40 }', 'motto: { type: string, maxLength: 30 }'],
  // Laxer than the mock: it refuses lengths out of bounds.
  ['length: { type: integer, minimum: 2, maximum: 60, multipleOf: 2 }', 'length: { type: integer }'],
  // No regular expression: the schema cannot be compiled.
  ['name: { type: string }\n        hull: { type: string }', "name: { type: string, pattern: '(' }\n        hull: { type: string }"],
]

let folder: string
let reasons: readonly Reason[]
let clean: Staged
let defective: Staged
let altered: Staged

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crosscheck-'))
  const document = join(folder, 'openapi.yaml')
  const text = await readFile(join(provider, 'openapi.yaml'), 'utf8')
  await writeFile(
    document,
    faults.reduce((made, [from, to]) => made.replaceAll(from, to), text),
  )
  reasons = await loadReasons(fileURLToPath(new URL('reasons.yaml', import.meta.url)))
  ;[clean, defective, altered] = await Promise.all([
    stage(small),
    stage({ ...small, only: ['content.documented'], defects: ['content.undocumented-body'] }),
    stage({ ...small, document }),
  ])
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

function wrongIn(spots: Summary['violations']): readonly string[] {
  return [...new Set(spots.map(({ wrong }) => wrong))]
}

describe('a run of the suite through prism', () => {
  test('finds nothing where document and mock agree', () => {
    const summary = summarize(clean, reasons)

    expect(summary).toMatchObject({ ok: true, suite: { result: 'conformant' }, violations: [], unexplained: [], answers: { mute: [] } })
    expect(summary.answers.judged).toBeGreaterThan(100)
    expect(summary.requests['both-refuse']).toBeGreaterThan(10)
    expect(summary.explained.map(({ reason }) => reason)).toContain('no-json')
  })

  test('finds the answers of a mock that leaves out what its document requires', () => {
    const summary = summarize(defective, reasons)

    expect(summary.ok).toBe(false)
    expect(wrongIn(summary.violations)).toContain("the answer: body required Response body must have required property 'state'")
    expect(table(summary, reasons)).toContain('FAIL')
  })

  test('finds a request that the document refuses and the mock takes', () => {
    const found = wrongIn(summarize(altered, reasons).unexplained)

    expect(found).toContain('only-prism: body/motto maxLength Request body property motto must NOT have more than 30 characters')
  })

  test('finds a request that the document takes and the mock refuses', () => {
    const { unexplained } = summarize(altered, reasons)

    expect(unexplained.filter(({ wrong }) => wrong === 'only-mock:').map(({ mock }) => mock.says)).toContainEqual(expect.stringContaining('length'))
  })

  test('finds answers that prism cannot judge, because it cannot compile their schema', () => {
    const summary = summarize(altered, reasons)

    expect(summary.answers.mute).toContain('getBoat 200')
    expect(summary.ok).toBe(false)
  })
})
