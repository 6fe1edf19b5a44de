import type { Scene, Traffic } from '../../conformance/traffic.ts'
import type { Json } from '../../specs/json.ts'
import type { CheckReport, FindingReport, Report } from '../report.ts'
import { replay } from '../replay.ts'
import { known, shortened, type Step } from '../text.ts'
import { clipped } from '../visible.ts'
import { difference, type Piece } from './difference.ts'
import { copied, exchange } from './exchange.ts'
import { html, type Markup } from './markup.ts'
import { race } from './race.ts'
import { readBack } from './read-back.ts'
import { source } from './sources.ts'
import { counted } from './standing.ts'

/** What all findings of a page share. */
export interface Page {
  readonly report: Report
  readonly traffic: Traffic | undefined
  /** Words for the address of each check. */
  readonly names: ReadonlyMap<CheckReport, string>
  /** The scene of each check and resource type. */
  readonly scenes: ReadonlyMap<string, Scene>
  /** Findings whose exchanges are shown. */
  readonly shown: ReadonlySet<CheckReport>
  /** Characters that the exchanges of one finding may take. */
  readonly room: number
}

/** Characters of one text at most, and exchanges of one finding. */
const longest = 4_000
const mostSteps = 40
/** What an exchange takes besides its bodies, characters. */
const around = 3_000

/** What a person needs to judge a finding, and to see it again. */
export function finding(check: CheckReport, found: FindingReport, page: Page): Markup {
  return html`
    ${check.deviation !== undefined && html`<p class="note">${known(check.deviation)}</p>`} ${compared(found)} ${weight(check, found)} ${changes(found)}
    ${steps(found)} ${race({ check, found, name: page.names.get(check) ?? '' }, page)}
    <h4>What went over the wire</h4>
    ${page.shown.has(check) ? exchanges(found, page) : html`<p class="soft">There are too many findings to show the exchanges of all: report.json holds these.</p>`}
    <h4>See it again</h4>
    ${copied('replay', replay(check, page.report))}
    <p class="soft small">
      Fingerprint <code>${found.fingerprint}</code>, seed <code>${found.seed}</code>${found.path !== '' && html`, path <code>${found.path}</code>`}.
      ${found.shrinks > 0 && `Made smaller ${counted(found.shrinks, 'time')}.`}
    </p>
  `
}

function compared({ expected, actual }: FindingReport): Markup {
  const texts = [clipped(expected, longest), clipped(actual, longest)] as const
  const [left, right] = difference(...texts) ?? [undefined, undefined]
  return html`<div class="compared">
    <div>
      <h4>Expected</h4>
      <pre tabindex="0" aria-label="Expected"><code>${left === undefined ? texts[0] : left.map((piece) => marked(piece, 'del'))}</code></pre>
    </div>
    <div>
      <h4>Actual</h4>
      <pre tabindex="0" aria-label="Actual"><code>${right === undefined ? texts[1] : right.map((piece) => marked(piece, 'ins'))}</code></pre>
    </div>
  </div>`
}

function marked({ text, isOwn }: Piece, as: 'del' | 'ins'): Markup | string {
  if (!isOwn) return text
  return as === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
}

const bases = {
  documented: 'documented',
  client: 'known only from what real clients rely on',
  assumed: 'this project’s assumption',
} as const satisfies Record<CheckReport['basis'], string>

const levels = {
  MUST: 'is a MUST',
  SHOULD: 'is a SHOULD',
  MAY: 'is a MAY',
  PRACTICE: 'is good practice',
} as const satisfies Record<CheckReport['requirement']['level'], string>

function weight({ verdict, requirement, basis }: CheckReport, { leansOn }: FindingReport): Markup {
  const counts = verdict === 'failed' ? 'It counts as failed' : 'It is observed and does not decide the result'
  const statements = [...new Set(leansOn)]
  return html`
    <h4>Why it weighs what it weighs</h4>
    <p>${counts}: the requirement ${levels[requirement.level]}, and what it leans on is ${bases[basis]}.</p>
    ${
      statements.length === 0
        ? html`<p>It leans on nothing but the requirement.</p>`
        : html`<details class="data">
            <summary>It leans on ${counted(statements.length, 'statement')} of the contract besides</summary>
            <ul>
              ${statements.slice(0, 40).map((statement) => html`<li>${source(clipped(statement, 1_000))}</li>`)}
            </ul>
          </details>`
    }
  `
}

function changes({ evidence }: FindingReport): Markup | undefined {
  const back = readBack(evidence)
  if (back === undefined) return undefined
  const value = (json: Json) => html`<code>${clipped(JSON.stringify(json), 300)}</code>`
  const rows = back.changed.slice(0, 30).map(
    ({ at, sent, read }) =>
      html`<tr>
        <th scope="row"><code>${clipped(at, 200)}</code></th>
        <td><del>${value(sent)}</del></td>
        <td><ins>${value(read)}</ins></td>
      </tr>`,
  )
  const rest = [
    ...(back.same > 0 ? [`${counted(back.same, 'other value')} came back as sent`] : []),
    ...(back.unseen > 0 ? [`${back.unseen} ${back.unseen === 1 ? 'is' : 'are'} not shown`] : []),
    ...(back.changed.length > 30 ? [`${back.changed.length - 30} more did not`] : []),
  ].join('; ')
  return html`
    <h4>Sent in ${back.write}, read back in ${back.read}</h4>
    <div class="wide" tabindex="0" role="group" aria-label="Sent and read back">
      <table>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Sent</th>
            <th scope="col">Read back</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${rest !== '' && html`<p class="soft small">${rest}.</p>`}
  `
}

function steps({ program, scenario }: FindingReport): Markup {
  if (program === undefined || program.length === 0) {
    const text = JSON.stringify(scenario)
    return html`${
      text !== 'null' &&
      html`<h4>Scenario</h4>
        <pre tabindex="0" aria-label="Scenario"><code>${clipped(text, longest)}</code></pre>`
    }`
  }
  return html`
    <h4>Steps</h4>
    <pre tabindex="0" aria-label="Steps"><code>${clipped(program.join('\n'), longest)}</code></pre>
  `
}

function exchanges(found: FindingReport, { report, room }: Page): Markup {
  const all = shortened(found.evidence)
  if (all.length === 0) return html`<p class="soft">Nothing was kept of it.</p>`
  const most = Math.max(2, Math.min(mostSteps, Math.floor(room / around)))
  const shown = all.length <= most ? all : chosen(all, found, most)
  // A body that was sent stands in the command too.
  const body = Math.max(400, Math.min(6_000, Math.floor((room / shown.length - around) / 3)))
  return html`
    ${shown.map((step) => exchange(step, { target: report.target, longest: body, role: roleOf(found, step) }))}
    ${shown.length < all.length && html`<p class="soft small">${all.length - shown.length} more exchanges are left out here: report.json holds all.</p>`}
  `
}

/** Those that show it, those that it takes, and then the first ones. */
function chosen(all: readonly Step[], found: FindingReport, most: number): readonly Step[] {
  const ranked = all.toSorted((a, b) => rank(found, a) - rank(found, b)).slice(0, most)
  return all.filter((step) => ranked.includes(step))
}

function rank(found: FindingReport, step: Step): number {
  const role = roleOf(found, step)
  return role === 'shows it' ? 0 : role === 'needed' ? 1 : 2
}

function roleOf({ at, needed = [] }: FindingReport, { exchange: { label, number } }: Step): 'shows it' | 'needed' | undefined {
  if (label === at) return 'shows it'
  return needed.includes(number) ? 'needed' : undefined
}
