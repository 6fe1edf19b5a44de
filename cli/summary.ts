import type { CheckReport, FindingReport, Report } from '../reports/report.ts'
import { caption, command, known, shortened, staleText } from '../reports/text.ts'
import { replay, type Run } from '../reports/replay.ts'
import { clipped, oneLine, visible } from '../reports/visible.ts'
import type { Colours } from './terminal.ts'

/** How a summary names what was checked, where that differs from the report. */
export interface Asked {
  /** The provider as it was typed, so that the replay command finds a folder again. */
  readonly provider: string
  /** Flags that a replay needs besides, ready to paste. */
  readonly flags: readonly string[]
  /** Pictures of requests that overlapped, by `pictureOf`. */
  readonly pictures?: ReadonlyMap<string, readonly string[]>
}

/** The end of a run for a person: failures in full, observations briefly, everything else counted, the result last. */
export function summary(report: Report, asked: Asked, colours: Colours): string {
  const of = (...verdicts: CheckReport['verdict'][]) => report.checks.filter(({ verdict }) => verdicts.includes(verdict))
  const view = { report, asked, colours }
  const failed = of('failed')
  return (
    [
      ...failed.filter(({ deviation }) => deviation === undefined).map((check) => failure(check, view)),
      ...failed.filter(({ deviation }) => deviation !== undefined).map((check) => deviating(check, view)),
      ...of('observed').map((check) => observation(check, view)),
      ...of('errored', 'blocked', 'inconclusive').map((check) => other(check, view)),
      ...leftovers(report, colours),
      ...stale(report, colours),
      `${counts(report)}\n${conclusion(report, colours)}`,
    ].join('\n\n') + '\n'
  )
}

/** The last line: what the run says of its subject, and what of the deviations has to be looked at. */
export function conclusion({ provider, result, because, deviations }: Report, colours: Colours): string {
  const paint = result === 'conformant' ? colours.green : result === 'not conformant' ? colours.red : colours.yellow
  const { matched = 0, stale: old = [] } = deviations ?? {}
  const but = [
    ...(matched > 0 ? [`with ${many(matched, 'known deviation')}`] : []),
    ...(old.length > 0 ? [colours.red(`${many(old.length, 'deviation')} to look at: the run fails`)] : []),
  ]
  return `${provider.id}: ${[paint(result), ...but].join(', ')}${because === undefined ? '' : `. ${oneLine(because)}`}`
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** What is needed to tell of one check. */
export interface View {
  readonly report: Run
  readonly asked: Asked
  readonly colours: Colours
}

/** A broken promise in full. */
export function failure(check: CheckReport, view: View): string {
  const { colours } = view
  const { requirement, finding } = check
  const lines = [
    `${colours.red('✗')} ${heading(check, view)}`,
    `  ${requirement.sentence}   ${colours.dim(requirement.source)}`,
    ...(finding === undefined
      ? [row('because', oneLine(check.because ?? ''))]
      : [...findingRows(finding), ...steps(finding, view.asked.pictures?.get(nameOf(check))), curlRow(finding, view.report)]),
    row('replay', again(check, view)),
    ...(finding === undefined ? [] : [row('finding', view.colours.dim(finding.fingerprint))]),
  ]
  return lines.join('\n')
}

/** A broken promise that is known: briefly, and till when. */
function deviating(check: CheckReport, view: View): string {
  const { requirement, finding, deviation } = check
  const lines = [`${view.colours.yellow('≈')} ${heading(check, view)}`, `  ${requirement.sentence}   ${view.colours.dim(requirement.source)}`]
  if (finding !== undefined) lines.push(row('expected', brief(finding.expected)), row('actual', brief(finding.actual)))
  if (deviation !== undefined) lines.push(row('known', brief(known(deviation))))
  return lines.join('\n')
}

/** A weaker promise that was not kept, briefly. */
export function observation(check: CheckReport, view: View): string {
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

/** What a person would do, where the scenario is a sequence; and who was under way when, where requests overlapped. */
function steps({ program = [] }: FindingReport, picture: readonly string[] = []): readonly string[] {
  const rows = (name: string, lines: readonly string[]) => lines.map((line, index) => row(index === 0 ? name : '', brief(line)))
  return [...rows('steps', program), ...rows('overlap', picture)]
}

/** Under which its picture is kept. */
export function nameOf({ check, resource }: { readonly check: string; readonly resource?: string }): string {
  return `${check} ${resource ?? ''}`
}

/** The requests that lead to the finding, as commands; the one that shows it comes last. */
function curlRow(finding: FindingReport, { target }: Run): string {
  const { evidence, needed } = finding
  const shownSteps = shortened(needed === undefined ? evidence : evidence.filter(({ number }) => needed.includes(number)))
  const last = shownSteps.findLastIndex(({ exchange }) => exchange.label === finding.at)
  const shown = shownSteps.slice(Math.max(0, last - 7), last < 0 ? undefined : last + 1)
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

function stale({ deviations }: Report, colours: Colours): readonly string[] {
  const old = deviations?.stale ?? []
  if (old.length === 0) return []
  const lines = old.map((deviation) => `  ${oneLine(staleText(deviation))}`)
  return [`${colours.red('!')} ${old.length === 1 ? 'A deviation has' : 'Deviations have'} to be looked at: remove or renew.\n${lines.join('\n')}`]
}

/** For want of what a check was skipped that the contract calls for, in the words of a count. */
const wanting: Readonly<Record<NonNullable<CheckReport['lacks']>, string>> = {
  budget: 'beyond the budget',
  profile: 'beyond the profile',
  consent: 'without consent',
  credential: 'without a credential',
  parameter: 'for want of a parameter',
  clock: 'for which the clock would have to be moved',
}

function counts({ counts: found, checks, requests, seed }: Report): string {
  const told = Object.entries(found).filter(([, number]) => number > 0)
  const skipped = checks.filter(({ verdict }) => verdict === 'skipped')
  const words = told.flatMap(([verdict, number]) => (verdict === 'skipped' ? skippedText(skipped) : [`${number} ${verdict}`]))
  return `${words.join(', ') || 'no checks'}; ${requests === 1 ? '1 request' : `${requests} requests`}, seed ${seed}`
}

/** What the contract does not call for, told apart from what the run went without. */
function skippedText(skipped: readonly CheckReport[]): readonly string[] {
  const beside = skipped.filter(({ lacks }) => lacks === undefined).length
  const missing = Object.entries(wanting).flatMap(([lack, words]) => {
    const count = skipped.filter(({ lacks }) => lacks === lack).length
    return count === 0 ? [] : [`${count} ${words}`]
  })
  return [...(beside > 0 ? [`${beside} not applicable`] : []), ...missing]
}

function heading(check: CheckReport, { report, colours }: View): string {
  return `${colours.bold(check.check.padEnd(38))}  ${colours.dim([report.provider.id, check.resource ?? [], check.basis].flat().join(' · '))}`
}

function again(check: CheckReport, { report, asked }: View): string {
  const command = replay(check, { ...report, provider: { ...report.provider, id: asked.provider } })
  // The command names a variable of its own where nobody has named one.
  const own = asked.flags.includes('--token-env') ? command.replace(' --token-env TOKEN', '') : command
  return [own, ...asked.flags].join(' ')
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
