import type { Verdict } from '../conformance/verdict.ts'
import { assemble } from './assemble.ts'
import type { Piece } from './assemble.ts'
import { replay } from './replay.ts'
import type { Stale } from './deviations.ts'
import type { Printed } from './evidence.ts'
import type { CheckReport, Counts, FindingReport, Report } from './report.ts'
import { answer, caption, command, known, shortened, staleText } from './text.ts'
import { clipped, oneLine, visible } from './visible.ts'

/** GitHub refuses a comment of more than 65,536 characters; the rest is room for what others write around the report. */
export const longestReport = 60_000

const order = ['passed', 'failed', 'observed', 'errored', 'inconclusive', 'blocked', 'skipped'] as const satisfies readonly Verdict[]

/** The report for a pull request: the result, a table of counts, then failures first. At most 60,000 characters. */
export function markdown(report: Report): string {
  const of = (verdict: Verdict) => report.checks.filter((check) => check.verdict === verdict)
  const failed = of('failed')
  return assemble(longestReport, [
    { whole: head(report) },
    { whole: countsTable(report) },
    ...stale(report.deviations?.stale ?? []),
    ...findings(
      'Failed: documented promises that were broken',
      failed.filter(({ deviation }) => deviation === undefined),
      report,
    ),
    ...findings(
      'Deviates: broken promises that are known and accepted for now',
      failed.filter(({ deviation }) => deviation !== undefined),
      report,
    ),
    ...findings('Observed: weaker promises that were not kept', of('observed'), report),
    ...list('Errored: this suite failed, or could not reach the subject', of('errored')),
    ...list('Inconclusive', of('inconclusive')),
    ...list('Blocked', of('blocked')),
    ...folded('Skipped', of('skipped')),
    ...folded('Passed', of('passed')),
  ])
}

function head(report: Report): string {
  const lines = [`## ${prose(report.provider.title, 200)}: ${report.result}`, '']
  if (report.because !== undefined) lines.push(prose(report.because), '')
  const finished = report.checks.length
  lines.push(
    `${finished} of ${report.planned} checks finished with ${report.requests} requests to ${code(report.target)}${report.wire === undefined ? '' : ' over Connect'}.`,
  )
  const { contract, seed, suite, at } = report
  lines.push(`Seed ${code(String(seed))}, contract ${code(contract.slice(0, 12))}, clusterproof ${code(suite)}, ${code(at)}.`)
  const { cleanup } = report
  if (cleanup && cleanup.left.length > 0) {
    lines.push('', `**Cleanup is incomplete**: ${cleanup.left.length} of ${cleanup.created} resources are still there:`)
    lines.push(...cleanup.left.slice(0, 20).map((path) => `- ${code(path)}`))
    if (cleanup.left.length > 20) lines.push(`- and ${cleanup.left.length - 20} more, see report.json`)
  }
  return lines.join('\n')
}

function countsTable(report: Report): string {
  const line = (name: string, counts: Counts) => `| ${name} | ${order.map((verdict) => counts[verdict]).join(' | ')} |`
  return [
    `| family | ${order.join(' | ')} |`,
    `|---|${order.map(() => '---:').join('|')}|`,
    ...report.families.map(({ family, counts }) => line(prose(family), counts)),
    line('**all**', report.counts),
  ].join('\n')
}

function stale(deviations: readonly Stale[]): Piece[] {
  const top = '### Deviations to look at: they fail the run\n\n'
  return deviations.map((deviation, index) => ({ whole: `${index === 0 ? top : ''}- ${prose(staleText(deviation))}`, joined: index > 0 }))
}

function findings(heading: string, checks: readonly CheckReport[], report: Report): Piece[] {
  return checks.map((check, index) => {
    const top = index === 0 ? `### ${heading}\n\n` : ''
    const brief = `${top}${summary(check)}`
    return check.finding ? { whole: `${brief}\n\n${details(check, check.finding, report)}`, brief } : { whole: brief }
  })
}

function summary(check: CheckReport): string {
  const { requirement, finding } = check
  const lines = [`#### ${name(check)}`, '', `${requirement.level}: ${prose(requirement.sentence)} (${prose(requirement.source)})`]
  if (check.because !== undefined) lines.push('', prose(check.because))
  if (check.deviation !== undefined) lines.push('', `**${prose(known(check.deviation))}**`)
  if (finding) lines.push('', `- expected: ${code(finding.expected)}`, `- actual: ${code(finding.actual)}`)
  return lines.join('\n')
}

function details(check: CheckReport, finding: FindingReport, report: Report): string {
  const leansOn = finding.leansOn.map((source) => prose(source)).join('; ') || 'nothing but the requirement'
  return [
    '<details><summary>Evidence and replay</summary>',
    `Leans on: ${leansOn} (${check.basis}). Made smaller ${finding.shrinks} times. Fingerprint ${code(finding.fingerprint)}.`,
    fence('sh', visible(replay(check, report))),
    ...(finding.program === undefined ? [] : ['Steps:', fence('text', visible(clipped(finding.program.join('\n'), 4_000)))]),
    'Scenario:',
    fence('json', visible(clipped(JSON.stringify(finding.scenario), 4_000))),
    ...shortened(finding.evidence).flatMap((step) => [
      `${step.exchange.number}\\. ${prose(caption(step))}${mark(finding, step.exchange)}`,
      fence('sh', command(step.exchange, report.target)),
      fence('http', answer(step.exchange)),
    ]),
    '</details>',
  ].join('\n\n')
}

/** What an exchange is to a finding. */
function mark({ at, needed = [] }: FindingReport, { label, number }: Printed): string {
  if (label === at) return ': **this one shows it**'
  return needed.includes(number) ? ' (needed to show it)' : ''
}

function list(heading: string, checks: readonly CheckReport[]): Piece[] {
  const top = `### ${heading}\n\n| check | because |\n|---|---|\n`
  return checks.map((check, index) => ({
    whole: `${index === 0 ? top : ''}${row(check, check.because ?? '')}`,
    joined: index > 0,
  }))
}

function folded(heading: string, checks: readonly CheckReport[]): Piece[] {
  if (checks.length === 0) return []
  const rows = checks.map((check) => row(check, check.because ?? check.requirement.sentence))
  const text = `<details><summary>${heading} (${checks.length})</summary>\n\n| check | |\n|---|---|\n${rows.join('\n')}\n\n</details>`
  return [{ whole: text, brief: `${heading}: ${checks.length}, see report.json.` }]
}

/** A row of a table, where a bar must be escaped even in code. */
function row(check: CheckReport, text: string): string {
  return `| ${name(check).replaceAll('|', '\\|')} | ${prose(text)} |`
}

function name(check: CheckReport): string {
  return check.resource === undefined ? code(check.check) : `${code(check.check)} on ${prose(check.resource)}`
}

/** Text that stands for itself in a paragraph and in a table: no HTML, no markup, no mention of a person. */
export function prose(text: string, longest = 1_000): string {
  return oneLine(clipped(text, longest))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]#|~$]/g, (character) => `\\${character}`)
    .replace(/@(?=\w)/g, '@\u200B')
}

/** An inline code span that its content cannot close. */
function code(text: string, longest = 1_000): string {
  const content = oneLine(clipped(text, longest))
  const ticks = '`'.repeat(run(content) + 1)
  const room = content.startsWith('`') || content.endsWith('`') || content === '' ? ' ' : ''
  return `${ticks}${room}${content}${room}${ticks}`
}

/** A fenced block that its content cannot close. */
function fence(language: string, content: string): string {
  const ticks = '`'.repeat(Math.max(3, run(content) + 1))
  return `${ticks}${language}\n${content}\n${ticks}`
}

/** Length of the longest run of backticks. */
function run(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length))
}
