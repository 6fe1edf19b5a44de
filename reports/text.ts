import { curl } from './curl.ts'
import type { Deviates, Stale } from './deviations.ts'
import type { Printed } from './evidence.ts'
import { replay } from './replay.ts'
import type { Run } from './replay.ts'
import type { CheckReport } from './report.ts'
import { clipped, oneLine, visible } from './visible.ts'

const longest = 4_000

/** Check and resource, as a person names them. */
export function title(check: CheckReport): string {
  return check.resource === undefined ? check.check : `${check.check} (${check.resource})`
}

/** What is said of a finding that is a known discrepancy. */
export function known({ reason, owner, expiry }: Deviates): string {
  return `deviates, accepted until ${expiry} (${owner}): ${reason}`
}

/** What is wrong with a deviation that has to be looked at. */
export function staleText({ requirement, subject, fingerprint, owner, is, because }: Stale): string {
  const where = Object.values(subject)
    .filter((name) => name !== requirement)
    .join(', ')
  return `${requirement} (${where}; ${fingerprint}; ${owner}) ${is === 'expired' ? 'has expired' : is}: ${because}`
}

/** All that a person needs to judge a finding and see it again, in plain lines; for terminals and JUnit. */
export function explanation(check: CheckReport, run: Run): string {
  const { requirement, finding } = check
  const lines = [`${requirement.level}: ${requirement.sentence}`, `Source: ${requirement.source}`]
  if (check.because !== undefined) lines.push(`Because: ${oneLine(check.because)}`)
  if (finding) {
    lines.push(
      `Expected: ${oneLine(clipped(finding.expected, longest))}`,
      `Actual: ${oneLine(clipped(finding.actual, longest))}`,
      `Shown by: ${oneLine(finding.at)}`,
      `Leans on: ${finding.leansOn.map(oneLine).join('; ') || 'nothing but the requirement'} (${check.basis})`,
      `Fingerprint: ${finding.fingerprint}`,
      `Scenario: ${visible(clipped(JSON.stringify(finding.scenario), longest))}`,
      `Replay: ${replay(check, run)}`,
      ...shortened(finding.evidence).map((step) => exchangeText(step, run.target)),
    )
  } else lines.push(`Replay: ${replay(check, run)}`)
  return lines.join('\n')
}

/** An exchange that stands for itself and for reads of the same label right before it. */
export interface Step {
  readonly exchange: Printed
  readonly standsFor: number
}

/** Evidence in which each row of reads with one label is shown by its last, since waiting makes many. */
export function shortened(evidence: readonly Printed[]): Step[] {
  const steps: Step[] = []
  for (const exchange of evidence) {
    const last = steps.at(-1)
    const again = last?.exchange.label === exchange.label && isRead(last.exchange) && isRead(exchange)
    if (last && again) steps[steps.length - 1] = { exchange, standsFor: last.standsFor + 1 }
    else steps.push({ exchange, standsFor: 1 })
  }
  return steps
}

/** What the exchange is, e.g. `stale write (the last of 3)`. */
export function caption({ exchange, standsFor }: Step): string {
  return `${oneLine(exchange.label)}${standsFor > 1 ? ` (the last of ${standsFor})` : ''}`
}

/** The command that sends a request again, or why it is not printed. */
export function command(exchange: Printed, target: string): string {
  // A command is never shorter than the body that it sends: quoting a large one only to throw it away would take long.
  const { length } = exchange.request.body ?? ''
  const text = length > longest ? undefined : curl(exchange, target)
  if (text !== undefined && text.length <= longest) return text
  return `# The request has ${text?.length ?? length} characters; report.json holds it whole.`
}

/** What came of a request, as it stood on the wire but for what differs from run to run. */
export function answer({ outcome }: Printed): string {
  if (outcome.kind === 'lost') return `lost: ${oneLine(outcome.reason)}`
  const { status, headers, body } = outcome.response
  const lines = [String(status), ...headers.map(([name, value]) => `${name}: ${oneLine(value)}`)]
  if (body !== '') lines.push('', visible(clipped(body, longest)))
  return lines.join('\n')
}

function exchangeText(step: Step, target: string): string {
  return ['', `${step.exchange.number}. ${caption(step)}`, command(step.exchange, target), answer(step.exchange)].join('\n')
}

function isRead({ request }: Printed): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}
