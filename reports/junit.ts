import { create } from 'xmlbuilder2'
import type { CheckReport, Counts, Report } from './report.ts'
import { explanation, title } from './text.ts'
import { escaped, oneLine, visible } from './visible.ts'

type Node = ReturnType<typeof create>

/**
 * The report as JUnit XML, for CI systems. A suite a family, a case a check.
 *
 * An observation passes and says so in `system-out`; blocked and inconclusive count as skipped, so they never read as a
 * failure of the subject. An undetermined run has one case more, which errors: a file without a red case would read as a pass.
 */
export function junit(report: Report): string {
  const undetermined = report.result === 'undetermined' ? 1 : 0
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: escaped })
  const suites = root.ele('testsuites', { name: `clusterproof ${report.provider.id}`, ...totals(report.counts, undetermined), time: '0' })
  for (const { family, counts } of report.families) suite(suites, report, { family, counts })
  if (undetermined === 1) undeterminedSuite(suites, report)
  return `${root.end({ prettyPrint: true })}\n`
}

function suite(parent: Node, report: Report, { family, counts }: { family: string; counts: Counts }): void {
  const node = parent.ele('testsuite', { name: family, ...totals(counts, 0), time: '0' })
  properties(node, report)
  for (const check of report.checks) if (check.family === family) testCase(node, report, check)
}

function testCase(parent: Node, report: Report, check: CheckReport): void {
  const node = parent.ele('testcase', { classname: `${report.provider.id}.${check.family}`, name: literal(oneLine(title(check))), time: '0' })
  const message = literal(oneLine(check.because ?? check.finding?.actual ?? check.verdict))
  switch (check.verdict) {
    case 'passed':
      return
    case 'failed':
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

function totals(counts: Counts, undetermined: number): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const { passed, failed, observed, skipped, blocked, inconclusive, errored } = counts
  return {
    tests: String(passed + failed + observed + skipped + blocked + inconclusive + errored + undetermined),
    failures: String(failed),
    errors: String(errored + undetermined),
    skipped: String(skipped + blocked + inconclusive),
  }
}

/**
 * Text that stands for itself. xmlbuilder2 takes `&lt;` and even `&unknown;` in a text for an entity and leaves it as it is
 * (its issue 117), which would change what was found, or make the file ill-formed; an ampersand escaped here is left too.
 */
function literal(text: string): string {
  return text.replaceAll('&', '&amp;')
}
