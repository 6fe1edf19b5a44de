import { entry } from './har-entry.ts'
import type { Recorded } from './har-entry.ts'
import type { CheckReport, Report } from './report.ts'
import { clipped, oneLine } from './visible.ts'
import { title } from './text.ts'

/**
 * The exchanges of all findings as an HTTP archive (HAR 1.2), one page a finding, for browsers' developer tools and everything else that
 * reads it. In place of secrets stand placeholders such as `{admin}`. A report holds no times: all entries stand at the run's beginning.
 */
export function har(report: Report): string {
  const found = report.checks.flatMap((check) => (check.finding === undefined ? [] : [{ ...check, finding: check.finding }]))
  const pages = found.map((check, index) => ({
    startedDateTime: report.at,
    id: `finding-${index + 1}`,
    title: `${title(check)}: ${check.verdict}`,
    pageTimings: {},
    comment: oneLine(
      `${check.requirement.sentence} Expected: ${clipped(check.finding.expected, 1_000)}. Actual: ${clipped(check.finding.actual, 1_000)}. ${check.finding.fingerprint}`,
    ),
  }))
  const entries = found.flatMap((check, index) => check.finding.evidence.map((exchange) => told(exchange, check, { report, pageref: `finding-${index + 1}` })))
  const comment = `The exchanges of ${found.length} findings. ${circumstances(report)}`
  return `${JSON.stringify({ log: { version: '1.2', creator: creator(report), pages, entries, comment } }, null, 2)}\n`
}

/**
 * An archive of all that a run sent, in pieces, so that nobody has to hold it: what stands before the entries, and after them. Between
 * them stands what `streamed` gives for each exchange, in their order.
 */
export function aroundEntries(report: Report): { readonly before: string; readonly after: string } {
  const comment = `All exchanges of the run. ${circumstances(report)}`
  const before = JSON.stringify({ log: { version: '1.2', creator: creator(report), comment } }).slice(0, -2)
  return { before: `${before},"entries":[\n`, after: '\n]}}\n' }
}

/** Where an exchange stands among all that a run sent. */
export interface Place {
  readonly report: Report
  /** True for all but the first. */
  readonly follows: boolean
  /** Milliseconds from the first request of the run. */
  readonly sent: number
  readonly received: number
  /** What it was sent for, where that is known. */
  readonly check?: string
}

/** An exchange of a recorded run as a piece of an archive. */
export function streamed(exchange: Recorded, { report, follows, sent, received, check }: Place): string {
  const startedDateTime = new Date(Date.parse(report.at) + sent).toISOString()
  const comment = check === undefined ? exchange.label : `${check}: ${exchange.label}`
  const whole = entry(exchange, { target: report.target, startedDateTime, time: Math.max(0, received - sent), comment })
  return `${follows ? ',\n' : ''}${JSON.stringify(whole)}`
}

function told(exchange: Recorded, check: CheckReport, { report, pageref }: { readonly report: Report; readonly pageref: string }): object {
  const { at, needed = [] } = check.finding ?? { at: '' }
  const mark = exchange.label === at ? ': this one shows it' : needed.includes(exchange.number) ? ' (needed to show it)' : ''
  const comment = `${title(check)}: ${exchange.label}${mark}`
  return entry(exchange, { target: report.target, startedDateTime: report.at, time: 0, comment, pageref })
}

function creator({ suite }: Report): object {
  return { name: 'clusterproof', version: suite }
}

function circumstances({ provider, target, contract, seed }: Report): string {
  const secrets = 'In place of secrets stand placeholders such as {admin} and {secret-1}.'
  const where = target === 'mock' ? 'a mock of clusterproof itself; the host stands for it' : target
  return `${provider.title}, ${where}, contract ${contract.slice(0, 12)}, seed ${seed}. ${secrets}`
}
