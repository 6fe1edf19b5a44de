import { hasFailed, isRead, sameResource, type Observation, type Rule, type Traffic } from './rule.ts'

/** An update is made of what was read: by the client itself, and since it last failed for being out of date. */
export const readsBeforeWriting: Rule = {
  id: 'reads-before-writing',
  sentence: 'Before a client updates a resource it has read it, made it or listed it.',
  source: 'RFC 9110 section 13.1.1: the lost update problem',
  judge: ({ entries }) =>
    entries.flatMap((entry, index): readonly Observation[] => {
      if (entry.action !== 'update' || entry.resource === undefined || entry.status === 401 || entry.status === 404) return []
      const seen = entries.slice(0, index).findLast((before) => before.status < 300 && shows(before, entry))
      if (seen === undefined) return [{ good: false, requests: [entry.number], note: 'updated without having been read' }]
      return [{ good: true, requests: [seen.number, entry.number], note: 'read before it was updated' }]
    }),
}

function shows(before: Traffic['entries'][number], entry: Traffic['entries'][number]): boolean {
  if (sameResource(before, entry)) return isRead(before) || ['create', 'import', 'update', 'act'].includes(before.action ?? '')
  return (before.action === 'list' || before.action === 'overview') && before.provider === entry.provider
}

/** Where a condition is taken, it is sent: otherwise the last writer wins, whoever it is. */
export const sendsCondition: Rule = {
  id: 'sends-if-match',
  sentence: 'Updates that take If-Match are sent with the tag that was read; so is whatever cannot do without.',
  source: 'RFC 9110 section 13.1.1; RFC 6585 section 3',
  judge: ({ entries, operationOf }) =>
    entries.flatMap((entry): readonly Observation[] => {
      const rule = operationOf(entry)?.precondition
      if (rule === undefined || entry.status === 401 || (entry.action !== 'update' && rule.presence !== 'required')) return []
      if (entry.ifMatch === undefined) return [{ good: false, requests: [entry.number], note: `${entry.operation ?? ''} was sent without If-Match` }]
      if (entry.ifMatch.trim() === '*' && rule.single !== true) return [{ good: false, requests: [entry.number], note: 'If-Match: * holds for every version' }]
      return [{ good: true, requests: [entry.number], note: 'sent with the tag' }]
    }),
}

/** A tag that was refused as out of date stays so. */
export const readsAfterStale: Rule = {
  id: 'reads-after-stale-tag',
  sentence: 'After a refusal for a stale tag the client reads again, and does not send the same tag once more.',
  source: 'RFC 9110 section 13.1.1',
  judge: ({ entries }) =>
    entries.flatMap((entry, index): readonly Observation[] => {
      if (entry.refusal !== 'stale-tag') return []
      const next = entries.slice(index + 1).find((later) => later.operation === entry.operation && later.target === entry.target)
      if (next === undefined) return []
      const good = next.ifMatch !== entry.ifMatch
      return [{ good, requests: [entry.number, next.number], note: good ? 'sent again with another tag' : 'sent again with the tag that had been refused' }]
    }),
}

/** A request that was refused for what it is gets no better by being sent again. */
export const dropsRefused: Rule = {
  id: 'does-not-repeat-refused',
  sentence: 'A write that was refused for what it asks is not sent again unchanged.',
  source: 'RFC 9110 section 15.5.4',
  judge: ({ entries }) =>
    entries.flatMap((entry, index): readonly Observation[] => {
      if (!['create', 'import', 'update', 'delete', 'act'].includes(entry.action ?? '') || !isFinal(entry.status) || hasFailed(entry)) return []
      const next = entries[index + 1]
      const repeated =
        next !== undefined &&
        next.method === entry.method &&
        next.target === entry.target &&
        next.body?.hash === entry.body?.hash &&
        next.status === entry.status
      if (repeated) return [{ good: false, requests: [entry.number, next.number], note: `sent again unchanged after ${entry.status}` }]
      return [{ good: true, requests: [entry.number], note: `not repeated after ${entry.status}` }]
    }),
}

/** Refusals that neither time nor others' doings change. */
function isFinal(status: number): boolean {
  return [400, 403, 405, 413, 415, 422].includes(status)
}
