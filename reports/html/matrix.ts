import { marks, meaning, totalsOf, type Cell, type Column, type Group, type Mark, type Matrix } from '../vendor/matrix.ts'
import type { VendorResult } from '../vendor/document.ts'
import { icon, sprite, type Sign } from './icons.ts'
import { html, type Markup } from './markup.ts'
import { page } from './page.ts'

/** The matrix as one page that needs no network and no script. */
export function matrixHtml(matrix: Matrix): Promise<string> {
  const { columns } = matrix
  return page({
    title: `Conformance of ${columns.map(({ name }) => name).join(', ')}`,
    description: `Requirements against ${columns.length} reports.`,
    styles: ['matrix.css'],
    body: html`
      ${sprite()}
      <header>
        <h1>Conformance matrix</h1>
        <p class="soft">
          ${columns.length === 1 ? 'One report' : `${columns.length} reports`}, as clusterproof made them. Every column is about a contract of its own.
        </p>
      </header>
      <ul class="vendors">
        ${columns.map(card)}
      </ul>
      ${legend(columns)} ${table(matrix)}
    `,
  })
}

const signOf: Readonly<Record<VendorResult, Sign>> = { conformant: 'passed', partial: 'observed', 'not conformant': 'failed', undetermined: 'inconclusive' }

function card({ name, version, result, because, suite, profile, wire, at, totals }: Column): Markup {
  return html`
    <li class="card">
      <h2>${name}${version !== undefined && html` <span class="soft">${version}</span>`}</h2>
      <p class="result ${signOf[result]}">${icon(signOf[result])} ${result}</p>
      ${because !== undefined && html`<p class="small">${because}</p>`}
      <p class="small soft">${totals.passed ?? 0} of ${applying(totals)} requirements that apply were kept.</p>
      <p class="small soft">Profile ${profile}${wire === 'rest' ? '' : `, over ${wire}`}; clusterproof ${suite}; ${at.slice(0, 10)}.</p>
    </li>
  `
}

function legend(columns: readonly Column[]): Markup {
  const used = marks.filter((mark) => mark !== 'absent' && columns.some(({ totals }) => (totals[mark] ?? 0) > 0))
  return html`
    <ul class="legend small" aria-label="Legend">
      ${used.map((mark) => html`<li>${sign(mark)} ${meaning[mark]}</li>`)}
    </ul>
  `
}

function table({ columns, groups }: Matrix): Markup {
  return html`
    <div class="matrix" role="region" aria-label="Requirements by subject" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Requirement</th>
            ${columns.map(({ name, version }) => html`<th scope="col" class="cell">${name}${version !== undefined && html`<br />${version}`}</th>`)}
          </tr>
        </thead>
        ${groups.map((group) => body(group, columns))}
      </table>
    </div>
  `
}

function body({ title, rows }: Group, columns: readonly Column[]): Markup {
  const lines = rows.map(
    ({ id, level, sentence, cells }) => html`
      <tr>
        <th scope="row">
          <code>${id}</code> <span class="level soft small">${level}</span>
          ${sentence !== '' && html`<span class="sentence small soft">${sentence}</span>`}
        </th>
        ${cells.map(cell)}
      </tr>
    `,
  )
  return html`
    <tbody>
      <tr class="family">
        <th scope="rowgroup">${title}</th>
        ${columns.map((_, index) => html`<td class="cell">${told(totalsOf(rows, index))}</td>`)}
      </tr>
      ${lines}
    </tbody>
  `
}

function cell({ mark, note }: Cell): Markup {
  return html`<td class="cell" title="${note === undefined ? mark : `${mark}: ${note}`}">${sign(mark)}<span class="hidden-text">${mark}</span></td>`
}

/** What stands for a mark to the eye; the word is told beside it. */
function sign(mark: Mark): Markup {
  if (mark === 'absent') return html``
  if (mark === 'not applicable' || mark === 'not run') return html`<span class="soft" aria-hidden="true">${mark === 'not run' ? '—' : '·'}</span>`
  return icon(mark === 'known' ? 'deviates' : mark)
}

function told(totals: Column['totals']): string {
  return applying(totals) === 0 ? '·' : `${totals.passed ?? 0}/${applying(totals)}`
}

function applying(totals: Column['totals']): number {
  return marks.reduce((sum, mark) => sum + (mark === 'not applicable' || mark === 'absent' ? 0 : (totals[mark] ?? 0)), 0)
}
