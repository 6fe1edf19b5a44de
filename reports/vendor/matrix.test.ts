import { describe, expect, test } from 'vitest'
import { matrixHtml } from '../html/matrix.ts'
import { matrixOf } from './matrix.ts'
import { matrixMarkdown } from './matrix-markdown.ts'
import { vendorReport } from './report.ts'
import { checked, instead, reportOf, suite, unmeasured } from './vendor.test-kit.ts'
import type { CheckReport } from '../report.ts'

const known = { reason: 'mended in 3.2', owner: 'api team', expiry: '2026-12-31' }
const vendorOf = (version: string, checks?: readonly CheckReport[], project = 'Example') =>
  vendorReport({ report: reportOf(checks), subject: { project, version } }, { requirements: suite, quality: unmeasured })
const good = vendorOf('1.0')
const bad = vendorOf('2.0', instead(checked('idem.replay', { verdict: 'failed' }), checked('etag.weak-hint', { verdict: 'observed' })))
const excused = vendorOf('3.0', instead(checked('idem.replay', { verdict: 'failed', deviation: known })))

describe('the matrix', () => {
  const matrix = matrixOf([good, bad, excused], suite)
  const rowOf = (id: string) => matrix.groups.flatMap(({ rows }) => rows).find((row) => row.id === id)

  test('has a column for each report in the order given, and rows by family', () => {
    expect(matrix.columns.map(({ version, result }) => [version, result])).toEqual([
      ['1.0', 'conformant'],
      ['2.0', 'not conformant'],
      ['3.0', 'partial'],
    ])
    expect(matrix.groups.map(({ family, rows }) => [family, rows.length])).toEqual([
      ['etag', 2],
      ['idem', 2],
      ['page', 1],
      ['rl', 1],
    ])
  })

  test('marks what each requirement came to, and a known failure as known', () => {
    expect(rowOf('idem.replay')?.cells.map(({ mark }) => mark)).toEqual(['passed', 'failed', 'known'])
    expect(rowOf('page.cursor')?.cells[0]).toEqual({ mark: 'not applicable', note: 'the contract declares no pages' })
    expect(rowOf('rl.honest')?.cells[0]).toEqual({ mark: 'passed', note: 'assumed' })
  })

  test('leaves empty what a report of another version does not know', () => {
    const { requirements, ...rest } = good
    const older = { ...rest, requirements: requirements.filter(({ id }) => id !== 'rl.honest') }

    expect(
      matrixOf([good, older], suite)
        .groups.at(-1)
        ?.rows[0]?.cells.map(({ mark }) => mark),
    ).toEqual(['passed', 'absent'])
  })

  test('is the same whatever order the requirements stand in', () => {
    const turned = { ...good, requirements: good.requirements.toReversed() }

    expect(matrixMarkdown(matrixOf([turned], suite))).toBe(matrixMarkdown(matrixOf([good], suite)))
  })
})

describe('the matrix as Markdown', () => {
  test('tells results, families with totals, requirements and what the signs mean', () => {
    const text = matrixMarkdown(matrixOf([good, bad, excused], suite))

    expect(text).toContain('| Example | 2.0 | **not conformant**: 1 of 3 documented promises was broken | 3 of 5 | full | 0.1.0 |')
    expect(text).toContain('| Entity tags and conditional writes | 2/2 | 1/2, 1 ○ | 2/2 |')
    expect(text).toContain('| `idem.replay` | MUST | ✓ | ✗ | ≈ |')
    expect(text).toContain('✗ a documented promise was broken; ≈ broken, as a known deviation says')
  })

  test('lets no name be read as Markdown, and keeps within its bound', () => {
    const named = vendorOf('1', undefined, '</details>| **bold** @octocat')
    const many = matrixMarkdown(
      matrixOf(
        Array.from({ length: 2_000 }, () => named),
        suite,
      ),
    )

    expect(matrixMarkdown(matrixOf([named], suite))).not.toMatch(/<\/details>\||\*\*bold|@octocat/)
    expect(many).toContain('tables are left out')
    expect(many.length).toBeLessThanOrEqual(65_000)
  })
})

describe('the matrix as HTML', () => {
  test('is one page without script, and tells each mark in words too', async () => {
    const text = await matrixHtml(matrixOf([good, bad], suite))

    expect(text).not.toContain('<script')
    expect(text).toContain('<span class="hidden-text">failed</span>')
    expect(text).toContain(suite.get('idem.replay')?.sentence)
  })

  test('escapes what a vendor calls itself', async () => {
    const text = await matrixHtml(matrixOf([vendorOf('1', undefined, '<img src=x onerror=alert(1)>')], suite))

    expect(text).not.toContain('<img')
    expect(text).toContain('&lt;img src=x')
  })
})
