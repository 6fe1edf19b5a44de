import type { Event } from '../conformance/events.ts'
import { timeline } from '../reports/timeline.ts'
import { nameOf } from './summary.ts'

/** The requests of each finding that were under way at the same time, as pictures. Times differ from run to run, so that no report has them. */
export function picturesOf(events: Iterable<Event>): ReadonlyMap<string, readonly string[]> {
  const pictures = new Map<string, readonly string[]>()
  for (const event of events) {
    const picture = event.type === 'check.finished' && event.finding !== undefined ? timeline(event.finding.evidence) : []
    if (event.type === 'check.finished' && picture.length > 0) pictures.set(nameOf(event), picture)
  }
  return pictures
}
