import type { Entry } from '../journal.ts'
import { gap, isRead, isWrite, type Observation, type Rule, type Traffic } from './rule.ts'

/** How much faster than the limit a client may be: timers are not exact. */
const TOLERANCE = 0.9
/** Most reads of one resource while it is not settled. */
const MOST_POLLS = 600
/** Reads of a settled resource that mean nothing yet: one to be sure, one before a write. */
const AFTERTHOUGHTS = 2
/** Reads that are farther apart are no polls: somebody looks again. */
const POLLING_MS = 60_000

/** What was read of one resource between two writes to it, by the resource. */
function watches({ entries }: Traffic): readonly (readonly Entry[])[] {
  const open = new Map<string, Entry[]>()
  const done: Entry[][] = []
  for (const entry of entries) {
    if (entry.resource === undefined) continue
    const key = JSON.stringify(entry.resource)
    if (isWrite(entry)) {
      done.push(open.get(key) ?? [])
      open.delete(key)
    } else if (isRead(entry)) open.set(key, [...(open.get(key) ?? []), entry])
  }
  return [...done, ...open.values()].filter((reads) => reads.length > 1)
}

export const pollsSlowly: Rule = {
  id: 'polls-at-a-cadence',
  sentence: 'While a resource is not settled, the client reads it no faster than it may, and not for ever.',
  judge: (traffic) => watches(traffic).flatMap((reads) => cadence(reads, traffic.limits.pollsPerSecond)),
}

function cadence(reads: readonly Entry[], pollsPerSecond: number): readonly Observation[] {
  const polls = reads.filter((entry, index) => entry.settled === false || reads[index - 1]?.settled === false)
  // A wait is answered when there is something to tell: the server keeps its cadence.
  const gaps = polls
    .slice(1)
    .map((entry, index) => ({ entry, before: polls[index] ?? entry }))
    .filter(({ before }) => before.action !== 'wait')
  if (gaps.length < 2) return []
  const least = (1000 / pollsPerSecond) * TOLERANCE
  const fast = gaps.filter(({ before, entry }) => gap(before, entry) < least)
  const requests = polls.map(({ number }) => number)
  if (polls.length > MOST_POLLS) return [{ good: false, requests: requests.slice(-3), note: `read ${polls.length} times while it was not settled` }]
  // One short gap is a second look; several are a habit.
  const [first] = fast
  if (fast.length < 2 || first === undefined) return [{ good: true, requests, note: `read ${polls.length} times` }]
  const note = `${fast.length} of ${gaps.length} pauses are shorter than ${Math.ceil(1000 / pollsPerSecond)} ms, e.g. ${gap(first.before, first.entry)} ms`
  return [{ good: false, requests: fast.flatMap(({ entry }) => entry.number), note }]
}

export const stopsPolling: Rule = {
  id: 'stops-polling-when-settled',
  sentence: 'Once a resource has settled, or is gone, the client stops watching it.',
  judge: (traffic) => watches(traffic).flatMap(ending),
}

function ending(reads: readonly Entry[]): readonly Observation[] {
  const end = reads.findIndex((entry, index) => index > 0 && reads[index - 1]?.settled === false && (entry.settled === true || isGone(entry)))
  const last = reads[end]
  if (last === undefined) return []
  const after = reads.slice(end + 1).filter((entry, index) => (entry.settled === true || isGone(entry)) && gap(reads[end + index] ?? last, entry) < POLLING_MS)
  const what = isGone(last) ? 'was gone' : `was ${last.phase ?? 'settled'}`
  if (after.length <= AFTERTHOUGHTS) return [{ good: true, requests: [last.number], note: `stopped once it ${what}` }]
  return [{ good: false, requests: [last, ...after].map(({ number }) => number), note: `read ${after.length} times more after it ${what}` }]
}

function isGone({ status }: Entry): boolean {
  return status === 404 || status === 410
}
