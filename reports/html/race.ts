import type { Request, Traffic } from '../../conformance/traffic.ts'
import type { CheckReport, FindingReport } from '../report.ts'
import { clipped, oneLine } from '../visible.ts'
import { classOf } from './exchange.ts'
import type { Page } from './finding.ts'
import { html, type Markup } from './markup.ts'
import { drawing, word } from './svg.ts'

/** A bar of the picture: from one column to another, both from 0. */
interface Bar {
  readonly number: number
  readonly label: string
  readonly method: string
  readonly status: number
  readonly from: number
  readonly to: number
}

interface Raced {
  readonly check: CheckReport
  readonly found: FindingReport
  /** Word for addresses, once on a page. */
  readonly name: string
}

const left = 250
const right = 70
const width = 720
const high = 24
const mostBars = 40

/**
 * The requests of a finding that were under way at the same time, as a picture: a row each with those right before and after. The scale
 * counts what happened, a request or an answer, as in `timeline` of reports/timeline.ts. On the suite's own mock nothing is told of
 * which answer came first: it differs from run to run.
 */
export function race({ check, found, name }: Raced, { report, traffic, scenes }: Page): Markup | undefined {
  const scene = scenes.get(`${check.check} ${check.resource ?? ''}`)
  if (traffic === undefined || scene === undefined) return undefined
  const requests = matched(found, scene.numbers, traffic)
  const bars = barsOf(requests, report.target === 'mock').slice(0, mostBars)
  return bars.length === 0
    ? undefined
    : html`<h4>What was under way at the same time</h4>
        ${picture(bars, `race-${name}`)}`
}

type Told = Request & { readonly position: number; readonly answered: number }

/** The evidence of a finding with the times of its scene: all of it, or a part in the same order. */
function matched({ evidence }: FindingReport, numbers: readonly number[], { requests }: Traffic): readonly Told[] {
  const wanted = new Set(numbers)
  const scene = requests.filter(({ number }) => wanted.has(number))
  let from = 0
  return evidence.flatMap(({ label, number, request, outcome }) => {
    const index = scene.findIndex((one, at) => at >= from && one.label === label && one.method === request.method && one.target === request.target)
    const one = scene[index]
    if (one === undefined) return []
    from = index + 1
    return [{ ...one, position: number, answered: outcome.kind === 'answered' ? outcome.response.status : 0 }]
  })
}

function barsOf(requests: readonly Told[], isMock: boolean): readonly Bar[] {
  const timed = isMock ? inWaves(requests) : requests
  const ordered = timed.toSorted((a, b) => a.sent - b.sent || a.position - b.position)
  const overlaps = ordered.map((one) => ordered.some((other) => other !== one && other.sent < one.received && one.sent < other.received))
  const rows = ordered.filter((_, index) => [index - 1, index, index + 1].some((near) => overlaps[near] === true))
  const instants = [...new Set(rows.flatMap(({ sent, received }) => [sent, received]))].toSorted((a, b) => a - b)
  return rows.map(({ position, label, method, answered, sent, received }) => ({
    number: position,
    label,
    method,
    status: answered,
    from: instants.indexOf(sent),
    to: instants.indexOf(received),
  }))
}

/** Requests that were sent at one instant begin and end together; all others come one after the other. */
function inWaves(requests: readonly Told[]): readonly Told[] {
  let wave = 0
  return requests.map((request, index) => {
    if (request.sent !== requests[index - 1]?.sent) wave += 1
    return { ...request, sent: wave, received: wave + 0.5 }
  })
}

function picture(bars: readonly Bar[], id: string): Markup {
  const columns = Math.max(1, ...bars.map(({ to }) => to))
  const place = (column: number) => Math.round(left + (column / columns) * (width - left - right))
  const rows = bars.map(({ number, label, method, status, from, to }, index) => {
    const y = index * high + 12
    const [x, end] = [place(from), place(to)]
    return html`<text x="0" y="${y + 4}">${number}. ${word(label, 26)}</text
      ><text class="faint" x="${left - 12}" y="${y + 4}" text-anchor="end">${word(method, 8)}</text
      ><rect class="bar ${classOf(status)}" x="${x}" y="${y - 6}" width="${Math.max(4, end - x)}" height="12" rx="3" /><text x="${end + 8}" y="${y + 4}"
        >${status === 0 ? 'lost' : status}</text
      >`
  })
  const told = bars.map(({ number, label, status }) => `${number}. ${oneLine(label)}: ${status === 0 ? 'no answer' : status}`).join('; ')
  const title = 'Requests that were under way at the same time, in the order in which they began'
  return drawing({ id, title, text: clipped(told, 2_000), width, height: bars.length * high + 4, inside: rows })
}
