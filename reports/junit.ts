import { create } from 'xmlbuilder2'
import type { Stale } from './deviations.ts'
import type { CheckReport, Counts, Report } from './report.ts'
import { explanation, known, staleText, title } from './text.ts'
import { escaped, oneLine, visible } from './visible.ts'

type Node = ReturnType<typeof create>

/**
 * The report as JUnit XML, for CI systems. A suite a family, a case a check.
 *
 * An observation passes and says so in `system-out`; blocked and inconclusive count as skipped, so they never read as a
 * failure of the subject; so does a failure that is a known deviation. An undetermined run has one case more, which errors: a file without
 * a red case would read as a pass. A deviation that has to be looked at is a case that fails.
 */
export function junit(report: Report): string {
  const undetermined = report.result === 'undetermined' ? 1 : 0
  const stale = report.deviations?.stale ?? []
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: escaped })
  // The schema of Jenkins' plugin knows no sum of the skipped.
  const { skipped: _, ...sums } = totals(report.counts, { undetermined, stale: stale.length, deviating: deviating(report.checks) })
  const suites = root.ele('testsuites', { name: `clusterproof ${report.provider.id}`, ...sums, time: '0' })
  for (const { family, counts } of report.families) suite(suites, report, { family, counts })
  if (stale.length > 0) deviationsSuite(suites, report, stale)
  if (undetermined === 1) undeterminedSuite(suites, report)
  return `${root.end({ prettyPrint: true })}\n`
}

function suite(parent: Node, report: Report, { family, counts }: { family: string; counts: Counts }): void {
  const own = report.checks.filter((check) => check.family === family)
  const node = parent.ele('testsuite', { name: family, ...totals(counts, { deviating: deviating(own) }), time: '0' })
  properties(node, report)
  for (const check of own) testCase(node, report, check)
}

function deviating(checks: readonly CheckReport[]): number {
  return checks.filter(({ verdict, deviation }) => verdict === 'failed' && deviation !== undefined).length
}

function testCase(parent: Node, report: Report, check: CheckReport): void {
  const node = parent.ele('testcase', { classname: `${report.provider.id}.${check.family}`, name: literal(oneLine(title(check))), time: '0' })
  const message = literal(oneLine(check.because ?? check.finding?.actual ?? check.verdict))
  switch (check.verdict) {
    case 'passed':
      return
    case 'failed':
      if (check.deviation !== undefined) {
        node.ele('skipped', { message: literal(oneLine(known(check.deviation))) })
        node.ele('system-out').txt(literal(explanation(check, report)))
        return
      }
      node.ele('failure', { message, type: check.requirement.level }).txt(literal(explanation(check, report)))
      return
    case 'errored':
      node.ele('error', { message, type: 'errored' }).txt(literal(explanation(check, report)))
      return
    case 'observed':
      node.ele('system-out').txt(`observed: ${message}\n${literal(explanation(check, report))}`)
      return
    case 'skipped':
      node.ele('skipped', { message })
      return
    case 'blocked':
    case 'inconclusive':
      node.ele('skipped', { message: `${check.verdict}: ${message}` })
      return
    default:
      check.verdict satisfies never
  }
}

function deviationsSuite(parent: Node, report: Report, stale: readonly Stale[]): void {
  const node = parent.ele('testsuite', { name: 'deviations', tests: stale.length, failures: stale.length, errors: '0', skipped: '0', time: '0' })
  properties(node, report)
  for (const deviation of stale) {
    const message = literal(oneLine(staleText(deviation)))
    node
      .ele('testcase', { classname: `${report.provider.id}.deviations`, name: literal(oneLine(deviation.fingerprint)), time: '0' })
      .ele('failure', { message, type: deviation.is })
  }
}

function undeterminedSuite(parent: Node, report: Report): void {
  const node = parent.ele('testsuite', { name: 'run', tests: '1', failures: '0', errors: '1', skipped: '0', time: '0' })
  properties(node, report)
  const message = literal(oneLine(report.because ?? 'The run came to no result.'))
  node.ele('testcase', { classname: `${report.provider.id}.run`, name: 'comes to a result', time: '0' }).ele('error', { message, type: 'undetermined' })
}

function properties(parent: Node, report: Report): void {
  const node = parent.ele('properties')
  const { suite: version, contract, target, wire, seed, at, result } = report
  for (const [name, value] of Object.entries({ suite: version, contract, target, ...(wire && { wire }), seed, at, result })) {
    node.ele('property', { name, value: literal(visible(String(value))) })
  }
}

/** Cases that no verdict counts, and failures that are none of this run. */
interface Besides {
  readonly undetermined?: number
  readonly stale?: number
  readonly deviating: number
}

function totals(counts: Counts, { undetermined = 0, stale = 0, deviating }: Besides): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const { passed, failed, observed, skipped, blocked, inconclusive, errored } = counts
  return {
    tests: String(passed + failed + observed + skipped + blocked + inconclusive + errored + undetermined + stale),
    failures: String(failed - deviating + stale),
    errors: String(errored + undetermined),
    skipped: String(skipped + blocked + inconclusive + deviating),
  }
}

/**
 * Text that stands for itself. xmlbuilder2 takes `&lt;` and even `&unknown;` in a text for an entity and leaves it as it is
 * (its issue 117), which would change what was found, or make the file ill-formed; an ampersand escaped here is left too.
 */
function literal(text: string): string {
  return text.replaceAll('&', '&amp;')
}
