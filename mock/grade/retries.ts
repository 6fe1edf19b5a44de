import type { Entry } from '../journal.ts'
import { gap, hasFailed, sameRequest, type Observation, type Rule, type Traffic } from './rule.ts'

/** Each request that failed, with the one that it was sent again as. */
function retries({ entries }: Traffic): readonly { readonly failed: Entry; readonly again: Entry }[] {
  return entries.flatMap((failed, index) => {
    if (!hasFailed(failed)) return []
    const again = entries.slice(index + 1).find((later) => sameRequest(later, failed))
    return again === undefined ? [] : [{ failed, again }]
  })
}

/** The same request again is told by its key, so that it is done once. */
export const reusesKey: Rule = {
  id: 'reuses-key-on-retry',
  sentence: 'A write that is sent again after a lost answer, a 5xx or a 429 carries the idempotency key of the first time.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 section 2',
  judge: (traffic) =>
    retries(traffic).flatMap(({ failed, again }): readonly Observation[] => {
      if (traffic.operationOf(failed)?.idempotency === undefined) return []
      const good = failed.key !== undefined && failed.key === again.key
      const note = good ? 'sent again with its key' : failed.key === undefined ? 'sent again, and had no key' : 'sent again with another key'
      return [{ good, requests: [failed.number, again.number], note }]
    }),
}

/** Two requests with one key are one request. */
export const keepsKeysApart: Rule = {
  id: 'one-key-one-request',
  sentence: 'An idempotency key is sent with one request only, and with that one again.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 section 2.2',
  judge: ({ entries, operationOf }) => {
    const first = new Map<string, Entry>()
    return entries.flatMap((entry): readonly Observation[] => {
      if (entry.key === undefined || operationOf(entry)?.idempotency === undefined) return []
      const before = first.get(entry.key)
      if (before === undefined) {
        first.set(entry.key, entry)
        return [{ good: true, requests: [entry.number], note: 'a key of its own' }]
      }
      const good = sameRequest(before, entry)
      return good ? [] : [{ good, requests: [before.number, entry.number], note: 'one key for two requests' }]
    })
  },
}

/** The earliest that a `Retry-After` lets a client come back, counted in milliseconds from the answer. */
function waitOf({ retryAfter = '', at }: Entry): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.parse(at))
}

/** How much earlier than told a client may come: dates have whole seconds, and clocks drift. */
const TOLERANCE_MS = 50

export const waitsAsTold: Rule = {
  id: 'honours-retry-after',
  sentence: 'After a 5xx or a 429 with Retry-After the client sends that request again no sooner.',
  source: 'RFC 9110 section 10.2.3; RFC 6585 section 4',
  judge: ({ entries }) =>
    entries.flatMap((entry, index): readonly Observation[] => {
      const wait = hasFailed(entry) && entry.lost !== true ? waitOf(entry) : undefined
      if (wait === undefined) return []
      // Other requests may have been on their way already.
      const next = entries.slice(index + 1).find((later) => sameRequest(later, entry))
      if (next === undefined) return []
      const waited = gap(entry, next)
      const good = waited >= wait - TOLERANCE_MS
      return [{ good, requests: [entry.number, next.number], note: `told to wait ${wait} ms, waited ${waited} ms` }]
    }),
}

/** The shortest pause that is one, and the most attempts that are not endless. */
const SHORTEST_PAUSE_MS = 100
const MOST_ATTEMPTS = 12

export const backsOff: Rule = {
  id: 'backs-off',
  sentence: `After a 5xx, a 429 or a lost answer the client pauses (${SHORTEST_PAUSE_MS} ms at least) before it tries again, longer and longer or at least not ever shorter, and not for ever (${MOST_ATTEMPTS} attempts).`,
  judge: (traffic) => series(traffic).flatMap(observed),
}

/** Attempts at one request, up to the first that did not fail. */
function series(traffic: Traffic): readonly (readonly Entry[])[] {
  const next = new Map(retries(traffic).map(({ failed, again }) => [failed, again]))
  const later = new Set(next.values())
  return [...next.keys()].filter((failed) => !later.has(failed)).map((first) => attempts(first, next))
}

function attempts(first: Entry, next: ReadonlyMap<Entry, Entry>): readonly Entry[] {
  const found = [first]
  for (let again = next.get(first); again !== undefined; again = next.get(again)) found.push(again)
  return found
}

function observed(tries: readonly Entry[]): readonly Observation[] {
  const pauses = tries.slice(1).map((entry, index) => gap(tries[index] ?? entry, entry))
  const [first = 0] = pauses
  const last = pauses[pauses.length - 1] ?? 0
  const requests = tries.map(({ number }) => number)
  const short = pauses.findIndex((pause) => pause < SHORTEST_PAUSE_MS)
  if (short >= 0) return [{ good: false, requests: requests.slice(short, short + 2), note: `tried again after ${pauses[short] ?? 0} ms` }]
  if (tries.length > MOST_ATTEMPTS) return [{ good: false, requests, note: `tried ${tries.length} times` }]
  if (pauses.length >= 3 && last < first / 2) return [{ good: false, requests, note: `pauses became shorter, from ${first} ms to ${last} ms` }]
  return [{ good: true, requests, note: `paused ${pauses.join(', ')} ms` }]
}

/** Nobody knows beforehand which answer will be lost. */
export const sendsKey: Rule = {
  id: 'sends-key',
  sentence: 'Whatever makes a resource and takes an idempotency key is sent with one; so is whatever cannot do without.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 section 2',
  judge: ({ entries, operationOf }) =>
    entries.flatMap((entry): readonly Observation[] => {
      const rule = operationOf(entry)?.idempotency
      const makes = entry.action === 'create' || entry.action === 'import'
      if (rule === undefined || entry.status === 401 || (!makes && rule.presence !== 'required')) return []
      const good = entry.key !== undefined
      return [{ good, requests: [entry.number], note: good ? 'sent with a key' : `${entry.operation ?? ''} was sent without a key` }]
    }),
}
