import type { CheckReport, FindingReport, Report } from './report.ts'
import { location, logicalLocation, request, response, steps } from './sarif-location.ts'
import { levelOf, rulesOf } from './sarif-rules.ts'
import { replay } from './replay.ts'
import { known, staleText, title } from './text.ts'
import { clipped, oneLine } from './visible.ts'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json'

/**
 * The findings as SARIF 2.1.0, for code scanning: a rule for each requirement, a result for each promise that was broken, at the level
 * of an error where it was documented. What was kept or not applicable is no result: GitHub would make an alert of it. What the suite
 * itself could not do is a notification, so that no alert blames the subject for it.
 */
export function sarif(report: Report): string {
  const rules = rulesOf(report.checks)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const found = report.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'observed')
  const run = {
    tool: { driver: { name: 'clusterproof', version: report.suite, rules } },
    automationDetails: { id: `clusterproof/${report.provider.id}/`, description: { text: text(`The promises of ${report.provider.title}.`) } },
    invocations: [invocation(report)],
    artifacts: [{ location: { uri: contractOf(report) }, description: { text: `The contract, SHA-256 ${report.contract}.` } }],
    columnKind: 'utf16CodeUnits',
    properties: circumstances(report),
    results: found.map((check) => result(check, { report, ruleIndex: indexes.get(check.requirement.id) ?? -1 })),
  }
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

/** The document that promises: GitHub shows a result nowhere but in a file, and compares paths from run to run. */
function contractOf({ provider }: Report): string {
  return `${encodeURIComponent(provider.id)}/openapi.yaml`
}

function circumstances({ provider, contract, target, wire, seed, at, result: came, because, extent, requests, counts }: Report): object {
  return {
    provider: provider.id,
    contract,
    target,
    ...(wire && { wire }),
    seed,
    at,
    result: came,
    ...(because !== undefined && { because }),
    extent,
    requests,
    counts,
  }
}

function result(check: CheckReport, { report, ruleIndex }: { readonly report: Report; readonly ruleIndex: number }): object {
  const { requirement, finding, deviation } = check
  const shown = finding?.evidence.findLast(({ label }) => label === finding.at)
  const fingerprint = finding?.fingerprint ?? `${check.check}:${check.resource ?? ''}`
  return {
    ruleId: requirement.id,
    ruleIndex,
    kind: 'fail',
    level: check.verdict === 'failed' ? 'error' : levelOf(check),
    message: { text: messageOf(check) },
    locations: [{ ...location(contractOf(report)), logicalLocations: [logicalLocation(check, shown)] }],
    // GitHub knows an alert again by this name alone, and takes what is given.
    partialFingerprints: { 'clusterproof/v1': fingerprint, primaryLocationLineHash: fingerprint },
    ...(finding && finding.evidence.length > 0 && { codeFlows: [{ threadFlows: [{ locations: steps(finding, contractOf(report)) }] }] }),
    ...(shown && { webRequest: request(shown, report.target), webResponse: response(shown) }),
    // SARIF 2.1.0 section 3.27.23: where one result tells of suppressions, all do.
    ...(report.deviations && {
      suppressions: deviation === undefined ? [] : [{ kind: 'external', status: 'accepted', justification: text(known(deviation)) }],
    }),
    properties: detailsOf(check, finding, report),
  }
}

/** What the list of alerts shows: one paragraph. */
function messageOf(check: CheckReport): string {
  const { finding, because, requirement } = check
  const parts = [title(check), because ?? requirement.sentence]
  if (finding) parts.push(`Expected: ${clipped(finding.expected, 1_000)}`, `Actual: ${clipped(finding.actual, 1_000)}`)
  return text(parts.map((part) => part.replace(/\.?$/, '.')).join(' '))
}

function detailsOf(check: CheckReport, finding: FindingReport | undefined, report: Report): object {
  return {
    check: check.check,
    family: check.family,
    ...(check.resource !== undefined && { resource: check.resource }),
    requirementLevel: check.requirement.level,
    basis: check.basis,
    verdict: check.verdict,
    replay: oneLine(replay(check, report)),
    ...(finding && { shownBy: text(finding.at), leansOn: finding.leansOn.map(text), scenario: oneLine(clipped(JSON.stringify(finding.scenario), 4_000)) }),
  }
}

function invocation(report: Report): object {
  const troubles = report.checks.flatMap((check) => {
    const level = check.verdict === 'errored' ? 'error' : check.verdict === 'blocked' || check.verdict === 'inconclusive' ? 'warning' : undefined
    if (level === undefined) return []
    const told = text(`${title(check)}: ${check.verdict}: ${check.because ?? 'no reason was given'}`)
    return [{ level, associatedRule: { id: check.requirement.id }, message: { text: told } }]
  })
  const { cleanup, deviations, result: came } = report
  const left = cleanup?.left ?? []
  const whole = [
    ...(came === 'undetermined' ? [notification('error', report.because ?? 'The run came to no result.')] : []),
    ...(left.length === 0
      ? []
      : [notification('error', `Clean-up is incomplete: ${left.slice(0, 20).join(', ')} ${left.length > 20 ? 'and more ' : ''}are still there.`)]),
  ]
  const stale = deviations?.stale ?? []
  return {
    executionSuccessful: came !== 'undetermined',
    startTimeUtc: report.at,
    toolExecutionNotifications: [...whole, ...troubles],
    ...(stale.length > 0 && { toolConfigurationNotifications: stale.map((one) => notification('error', `Deviation to look at: ${staleText(one)}`)) }),
  }
}

function notification(level: 'error' | 'warning', told: string): object {
  return { level, message: { text: text(told) } }
}

/** One line in which nothing is a link: what stands between brackets before a parenthesis would be one (SARIF 2.1.0 section 3.11.6). */
function text(told: string): string {
  return oneLine(told).replaceAll('](', '] (')
}
