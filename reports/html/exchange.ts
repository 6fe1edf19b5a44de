import type { Printed } from '../evidence.ts'
import { caption, command, type Step } from '../text.ts'
import { clipped } from '../visible.ts'
import { html, type Markup } from './markup.ts'
import { grouped } from './standing.ts'

/** How an exchange is shown. */
export interface Showing {
  readonly target: string
  /** Characters of a body at most. */
  readonly longest: number
  /** What it is to the finding. */
  readonly role: 'shows it' | 'needed' | undefined
}

/** One request and its answer: what was sent and what came, to be unfolded. The one that shows the finding is open. */
export function exchange(step: Step, { target, longest, role }: Showing): Markup {
  const { request, outcome, principal, number } = step.exchange
  return html`
    <details class="exchange" ${role === 'shows it' && 'open'}>
      <summary>
        <span class="nth">${number}</span> <span class="caption">${caption(step)}</span>
        <code class="line">${request.method} ${clipped(request.target, 200)}</code>
        ${statusOf(step.exchange)} ${role !== undefined && html`<span class="role">${role}</span>`}
      </summary>
      <div class="sides">
        <div>
          <h5>Sent <span class="soft">as ${principal}</span></h5>
          ${headers(request.headers)} ${request.body !== undefined && body(request.body, longest)}
        </div>
        <div>
          <h5>Answered</h5>
          ${
            outcome.kind === 'lost'
              ? html`<p>No answer came: ${clipped(outcome.reason, 1_000)}</p>`
              : html`${headers(outcome.response.headers)} ${body(outcome.response.body, longest)}
                ${!outcome.response.utf8 && html`<p class="soft">These ${grouped(outcome.response.bytes)} bytes are not UTF-8.</p>`}`
          }
        </div>
      </div>
      ${copied('curl', commandFor(step, { target, longest }))}
    </details>
  `
}

/** The whole command, or none: half a command would be a trap. */
function commandFor({ exchange }: Step, { target, longest }: Pick<Showing, 'target' | 'longest'>): string {
  const text = command(exchange, target)
  return text.length <= longest + 1_500 ? text : `# The command has ${text.length} characters; report.json holds what was sent.`
}

/** A text to be taken elsewhere, e.g. a command. Without a script it can be selected. */
export function copied(what: string, text: string): Markup {
  return html`<div class="copied">
    <pre tabindex="0" aria-label="${what}"><code>${text}</code></pre>
    <button type="button" class="copy" hidden>Copy<span class="hidden-text"> ${what}</span></button>
  </div>`
}

/** The class of a status, and its colour: `2xx`; `lost` where no answer came. */
export function classOf(status: number): string {
  return status === 0 ? 'lost' : `s${Math.floor(status / 100)}`
}

function statusOf({ outcome }: Printed): Markup {
  const status = outcome.kind === 'answered' ? outcome.response.status : 0
  return html`<span class="status ${classOf(status)}">${status === 0 ? 'no answer' : status}</span>`
}

function headers(lines: readonly (readonly [string, string])[]): Markup | undefined {
  if (lines.length === 0) return undefined
  return html`<dl class="headers">
    ${lines.slice(0, 60).map(
      ([name, value]) =>
        html`<div>
          <dt>${clipped(name, 200)}</dt>
          <dd>${clipped(value, 1_000)}</dd>
        </div>`,
    )}
    ${
      lines.length > 60 &&
      html`<div>
        <dt>…</dt>
        <dd>${lines.length - 60} more lines</dd>
      </div>`
    }
  </dl>`
}

/** What is longer is not parsed, characters: a body of megabytes would keep everybody waiting. */
const longestParsed = 200_000

function body(text: string, longest: number): Markup {
  if (text === '') return html`<p class="soft">No content.</p>`
  const whole = pretty(text)
  return html`<pre tabindex="0" aria-label="Body"><code>${clipped(whole, longest)}</code></pre>
    ${whole.length > longest && html`<p class="soft small">Cut: ${grouped(text.length)} characters were recorded; report.json holds them all.</p>`}`
}

function pretty(text: string): string {
  if (text.length > longestParsed || !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
