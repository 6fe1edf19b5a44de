import { prose } from '../markdown.ts'
import { marks, meaning, totalsOf, type Column, type Group, type Mark, type Matrix } from './matrix.ts'

/** Characters of the whole; GitHub shows no more of a comment. */
const longest = 65_000
/** Room for the note of what was cut. */
const noteRoom = 200
/** Reports that are told of by a line each. */
const mostLines = 100
/** Characters of a name. */
const mostLetters = 100

const signs: Readonly<Record<Mark, string>> = {
  passed: '✓',
  failed: '✗',
  known: '≈',
  observed: '○',
  errored: '!',
  inconclusive: '?',
  blocked: '◌',
  skipped: '–',
  'not applicable': '·',
  'not run': '—',
  absent: '',
}

/** The matrix for a README or a pull request: results, then families, then requirements as far as there is room. */
export function matrixMarkdown(matrix: Matrix): string {
  const { columns, groups } = matrix
  const shown = results(columns)
  const parts = [families(matrix), legend(matrix), ...groups.map((group) => requirements(group, columns))]
  let room = longest - shown.length - noteRoom
  const fitting = parts.findIndex((part) => (room -= part.length + 2) < 0)
  const kept = fitting < 0 ? parts : parts.slice(0, fitting)
  const note = fitting < 0 ? [] : [`*Cut to ${longest} characters: ${parts.length - fitting} tables are left out. The HTML form holds all.*`]
  return `${[shown, ...kept, ...note].join('\n\n')}\n`
}

function results(columns: readonly Column[]): string {
  const rows = columns
    .slice(0, mostLines)
    .map(({ name, version, result, because, suite, profile, wire, totals }) =>
      [
        prose(name),
        prose(version ?? ''),
        `**${result}**${because === undefined ? '' : `: ${prose(because, 3 * mostLetters)}`}`,
        `${totals.passed ?? 0} of ${applying(totals)}`,
        `${profile}${wire === 'rest' ? '' : `, ${wire}`}`,
        prose(suite, mostLetters),
      ].join(' | '),
    )
  return [
    '| subject | version | result | kept, of the requirements that apply | profile | suite |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

function families({ columns, groups }: Matrix): string {
  const rows = groups.map(({ title, rows: own }) => {
    const cells = columns.map((_, index) => told(totalsOf(own, index)))
    return `| ${prose(title)} | ${cells.join(' | ')} |`
  })
  return [`| | ${heads(columns)} |`, `|---|${'---|'.repeat(columns.length)}`, ...rows].join('\n')
}

function requirements({ title, rows }: Group, columns: readonly Column[]): string {
  const lines = rows.map(({ id, level, cells }) => `| \`${id}\` | ${level} | ${cells.map(({ mark }) => signs[mark]).join(' | ')} |`)
  const table = [`| requirement | level | ${heads(columns)} |`, `|---|---|${':-:|'.repeat(columns.length)}`, ...lines].join('\n')
  return `<details><summary>${prose(title)}</summary>\n\n${table}\n\n</details>`
}

function legend({ columns }: Matrix): string {
  const used = marks.filter((mark) => mark !== 'absent' && columns.some(({ totals }) => (totals[mark] ?? 0) > 0))
  return used.map((mark) => `${signs[mark]} ${meaning[mark]}`).join('; ')
}

/** What a family came to: how much of what applies was kept, and everything else by its sign. */
function told(totals: Readonly<Partial<Record<Mark, number>>>): string {
  if (applying(totals) === 0) return Object.keys(totals).every((mark) => mark === 'absent') ? '' : signs['not applicable']
  const others = marks.filter((mark) => mark !== 'passed' && mark !== 'not applicable' && (totals[mark] ?? 0) > 0)
  return [`${totals.passed ?? 0}/${applying(totals)}`, ...others.map((mark) => `${totals[mark]} ${signs[mark]}`)].join(', ')
}

function applying(totals: Readonly<Partial<Record<Mark, number>>>): number {
  return marks.reduce((sum, mark) => sum + (mark === 'not applicable' || mark === 'absent' ? 0 : (totals[mark] ?? 0)), 0)
}

function heads(columns: readonly Column[]): string {
  return columns.map(({ name, version }) => prose(version === undefined ? name : `${name} ${version}`, mostLetters)).join(' | ')
}
