import type { Deviation } from './deviations.ts'
import type { CheckReport, Report } from './report.ts'
import { clipped, oneLine } from './visible.ts'

/** How long a discrepancy is accepted where nobody says otherwise, in days. */
const acceptedFor = 90

/**
 * A file of deviations to begin with, in YAML: every finding that makes the subject non-conformant, and those that are known already with
 * what is said of them. Reason and owner of the others are empty, which no reader accepts before somebody has filled them in.
 */
export function draftDeviations(report: Report, target?: string): string {
  const found = report.checks.filter(({ verdict, finding }) => verdict === 'failed' && finding !== undefined)
  const head = `# Known discrepancies of ${oneLine(report.provider.title)}. Say why each is accepted for now and who sees to it; remove what is not.`
  if (found.length === 0) return `${head}\ndeviations: []\n`
  return [head, 'deviations:', ...found.flatMap((check) => entry(check, report, target ?? report.target))].join('\n') + '\n'
}

function entry(check: CheckReport, { provider, at }: Report, target: string): readonly string[] {
  const { finding, deviation, requirement, resource } = check
  const subject: Deviation['subject'] = { provider: provider.id, target, ...(resource !== undefined && { resource }), check: check.check }
  return [
    `  # ${requirement.sentence}`,
    `  # expected: ${comment(finding?.expected)}`,
    `  # actual:   ${comment(finding?.actual)}`,
    `  - requirement: ${requirement.id}`,
    '    subject:',
    ...Object.entries(subject).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`),
    `    fingerprint: ${finding?.fingerprint ?? ''}`,
    `    reason: ${JSON.stringify(deviation?.reason ?? '')}`,
    `    owner: ${JSON.stringify(deviation?.owner ?? '')}`,
    `    expiry: ${deviation?.expiry ?? lastDay(at)}`,
  ]
}

function comment(text = ''): string {
  return oneLine(clipped(text, 200))
}

function lastDay(at: string): string {
  return new Date(Date.parse(at) + acceptedFor * 86_400_000).toISOString().slice(0, 10)
}
