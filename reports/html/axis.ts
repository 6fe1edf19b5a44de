import type { Request, Traffic } from '../../conformance/traffic.ts'
import { grouped } from './standing.ts'

/** Where requests stand in a picture of the whole run. */
export interface Axis {
  /** Of each request, by its position in `traffic.requests`: from 0 to 1. */
  readonly begins: (index: number) => number
  readonly ends: (index: number) => number
  /** What a place between 0 and 1 is called, e.g. `#120` or `1.5 s`. */
  readonly name: (place: number) => string
  readonly title: string
  /** True for a request that was sent together with others where nobody can say which answer came to which. */
  readonly isRaced: (index: number) => boolean
  /** The first of the requests that raced with this one; itself for all others. */
  readonly first: (index: number) => number
}

/**
 * By time; on the suite's own mock by the number of the request, because times, and who wins a race, differ from run to run, and two
 * runs of one seed give the same page.
 */
export function axisOf({ requests }: Traffic, target: string): Axis {
  return target === 'mock' ? byNumber(requests) : byTime(requests)
}

function byNumber(requests: readonly Request[]): Axis {
  const most = Math.max(1, requests.length)
  return {
    begins: (index) => index / most,
    ends: (index) => (index + 1) / most,
    name: (place) => `#${grouped(Math.min(requests.length, Math.floor(place * most) + 1))}`,
    title: 'Requests in the order in which they were sent',
    first: (index) => {
      let first = index
      while (first > 0 && requests[first - 1]?.sent === requests[index]?.sent) first -= 1
      return first
    },
    isRaced: (index) => {
      const sent = requests[index]?.sent
      return sent === requests[index - 1]?.sent || sent === requests[index + 1]?.sent
    },
  }
}

function byTime(requests: readonly Request[]): Axis {
  const most = requests.reduce((latest, { received }) => Math.max(latest, received), 1)
  return {
    begins: (index) => (requests[index]?.sent ?? 0) / most,
    ends: (index) => (requests[index]?.received ?? 0) / most,
    name: (place) => duration(place * most),
    title: 'Time since the first request',
    isRaced: () => false,
    first: (index) => index,
  }
}

/** Milliseconds as people read them. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1_000
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`
  const minutes = seconds / 60
  return minutes < 120 ? `${Math.round(minutes * 10) / 10} min` : `${Math.round(minutes / 6) / 10} h`
}
