import { makeBadge } from 'badge-maker'
import type { Report } from './report.ts'

const label = 'clusterproof'

/** A picture for a README, 20 pixels high, complete in itself. */
export function badge(report: Report): string {
  return `${makeBadge({ label, message: messageOf(report), color: colourOf(report) })}\n`
}

/** What shields.io makes a badge of (shields.io/badges/endpoint-badge), for who hosts this file. */
export function shields(report: Report): string {
  const isError = report.result !== 'conformant' || isStale(report)
  const told = { schemaVersion: 1, label, message: messageOf(report), color: colourOf(report), ...(isError && { isError: true }) }
  return `${JSON.stringify(told, null, 2)}\n`
}

/** The result, and what of it a reader would be misled about if nobody told: what was left out, and what is accepted for now. */
function messageOf(report: Report): string {
  const { result, counts, deviations } = report
  const { matched = 0, stale = [] } = deviations ?? {}
  const failed = counts.failed - report.checks.filter(({ verdict, deviation }) => verdict === 'failed' && deviation !== undefined).length
  const parts = [
    `${result}${result === 'not conformant' && failed > 0 ? `: ${failed} failed` : ''}`,
    ...partOf(report),
    ...(matched > 0 ? [`${matched} known ${matched === 1 ? 'deviation' : 'deviations'}`] : []),
    ...(stale.length > 0 ? [`${stale.length} out of date`] : []),
  ]
  return parts.join(', ')
}

/** What part of the checks it is about, where it is not all. */
function partOf({ extent, shard }: Report): readonly string[] {
  const selected = extent?.only !== undefined || extent?.resource !== undefined || extent?.path !== undefined
  if (selected || shard !== undefined) return ['in part']
  return extent === undefined || extent.profile === 'full' ? [] : [`profile ${extent.profile}`]
}

function isStale({ deviations }: Report): boolean {
  return deviations !== undefined && deviations.stale.length > 0
}

function colourOf(report: Report): string {
  switch (report.result) {
    case 'conformant':
      return isStale(report) ? 'red' : (report.deviations?.matched ?? 0) > 0 || partOf(report).length > 0 ? 'green' : 'brightgreen'
    case 'not conformant':
      return 'red'
    case 'undetermined':
      return 'lightgrey'
  }
}
