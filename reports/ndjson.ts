import type { Report } from './report.ts'

/**
 * The run as a stream of events, one JSON object a line, for programs that read as it comes. `events.schema.json` is its schema: the events
 * of a run as a report tells them, in the order of the report. All lines together hold all that report.json does.
 */
export function ndjson(report: Report): string {
  return eventsOf(report)
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
}

function eventsOf(report: Report): readonly object[] {
  const { checks, planned, counts, families: _, cleanup, deviations, result, because, requests, creates, ...run } = report
  const ending = { result, ...(because !== undefined && { because }), requests, ...(creates && { creates }), counts, ...(deviations && { deviations }) }
  return [
    { type: 'run.started', ...run, checks: planned },
    ...checks.map((check) => ({ type: 'check.finished', ...check })),
    ...(cleanup ? [{ type: 'cleanup.finished', ...cleanup }] : []),
    { type: 'run.finished', ...ending },
  ]
}
