import type { CheckReport, FindingReport, Report } from '../reports/report.ts'
import { caption, command, shortened } from '../reports/text.ts'
import { replay } from '../reports/replay.ts'
import { clipped, oneLine, visible } from '../reports/visible.ts'
import type { Colours } from './terminal.ts'

/** How a summary names what was checked, where that differs from the report. */
export interface Asked {
  /** The provider as it was typed, so that the replay command finds a folder again. */
  readonly provider: string
  /** Flags that a replay needs besides, ready to paste. */
  readonly flags: readonly string[]
}

/** The end of a run for a person: failures in full, observations briefly, everything else counted, the result last. */
export function summary(report: Report, asked: Asked, colours: Colours): string {
  const of = (...verdicts: CheckReport['verdict'][]) => report.checks.filter(({ verdict }) => verdicts.includes(verdict))
  const view = { report, asked, colours }
  return (
    [
      ...of('failed').map((check) => failure(check, view)),
      ...of('observed').map((check) => observation(check, view)),
      ...of('errored', 'blocked', 'inconclusive').map((check) => other(check, view)),
      ...leftovers(report, colours),
      `${counts(report)}\n${conclusion(report, colours)}`,
    ].join('\n\n') + '\n'
  )
}

/** The last line: what the run says of its subject. */
export function conclusion({ provider, result, because }: Report, colours: Colours): string {
  const paint = result === 'conformant' ? colours.green : result === 'not conformant' ? colours.red : colours.yellow
  return `${provider.id}: ${paint(result)}${because === undefined ? '' : `. ${oneLine(because)}`}`
}

interface View {
  readonly report: Report
  readonly asked: Asked
  readonly colours: Colours
}

function failure(check: CheckReport, view: View): string {
  const { colours } = view
  const { requirement, finding } = check
  const lines = [
    `${colours.red('✗')} ${heading(check, view)}`,
    `  ${requirement.sentence}   ${colours.dim(requirement.source)}`,
    ...(finding === undefined ? [row('because', oneLine(check.because ?? ''))] : [...findingRows(finding), curlRow(finding, view.report)]),
    row('replay', again(check, view)),
  ]
  return lines.join('\n')
}

function observation(check: CheckReport, view: View): string {
  const { finding, requirement } = check
  const lines = [`${view.colours.yellow('○')} ${heading(check, view)}`, `  ${requirement.sentence}   ${view.colours.dim(requirement.source)}`]
  if (finding !== undefined) lines.push(row('expected', brief(finding.expected)), row('actual', brief(finding.actual)))
  if (check.because !== undefined) lines.push(row('observed', brief(check.because)))
  lines.push(row('replay', again(check, view)))
  return lines.join('\n')
}

function other(check: CheckReport, { colours }: View): string {
  return `${colours.yellow('?')} ${named(check)}  ${check.verdict}: ${brief(check.because ?? 'no reason was given')}`
}

function findingRows(finding: FindingReport): readonly string[] {
  const times = finding.shrinks === 1 ? 'once' : `${finding.shrinks} times`
  return [
    row('expected', `${brief(finding.expected)}   at "${oneLine(finding.at)}"`),
    row('actual', brief(finding.actual)),
    row('scenario', `${visible(clipped(JSON.stringify(finding.scenario), 400))}   (shrunk ${times})`),
    ...(finding.leansOn.length === 0 ? [] : [row('leans on', [...new Set(finding.leansOn.map(oneLine))].join('; '))]),
  ]
}

/** The requests that lead to the finding, as commands; the one that shows it comes last. */
function curlRow(finding: FindingReport, { target }: Report): string {
  const steps = shortened(finding.evidence)
  const last = steps.findLastIndex(({ exchange }) => exchange.label === finding.at)
  const shown = steps.slice(Math.max(0, last - 7), last < 0 ? undefined : last + 1)
  return shown
    .map((step, index) => `${row(index === 0 ? 'curl' : '', `# ${caption(step)}`)}\n${command(step.exchange, target).replace(/^/gm, ' '.repeat(12))}`)
    .join('\n')
}

function leftovers({ cleanup }: Report, colours: Colours): readonly string[] {
  if (cleanup === undefined || cleanup.left.length === 0) return []
  return [
    `${colours.red('!')} Clean-up is incomplete: ${cleanup.left.length} of ${cleanup.created} resources are still there. Delete them by hand:\n${cleanup.left.map((path) => `  ${oneLine(path)}`).join('\n')}`,
  ]
}

function counts({ counts: found, requests, seed }: Report): string {
  const told = Object.entries(found).filter(([, number]) => number > 0)
  const words = told.map(([verdict, number]) => (verdict === 'skipped' ? `${number} not applicable` : `${number} ${verdict}`))
  return `${words.join(', ') || 'no checks'}; ${requests} requests, seed ${seed}`
}

function heading(check: CheckReport, { report, colours }: View): string {
  return `${colours.bold(check.check.padEnd(38))}  ${colours.dim([report.provider.id, check.resource ?? [], check.basis].flat().join(' · '))}`
}

function again(check: CheckReport, { report, asked }: View): string {
  return [replay(check, { ...report, provider: { ...report.provider, id: asked.provider } }), ...asked.flags].join(' ')
}

function named(check: CheckReport): string {
  return check.resource === undefined ? check.check : `${check.check} on ${check.resource}`
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(9)} ${text}`
}

function brief(text: string): string {
  return oneLine(clipped(text, 400))
}
