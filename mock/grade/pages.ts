import type { Entry } from '../journal.ts'
import type { Observation, Rule } from './rule.ts'

/** A list that came in pages was read to its end; or in part by somebody who knows that there are pages. */
export const followsPages: Rule = {
  id: 'follows-pages',
  sentence: 'A list that comes in pages is read to its end, or left by a client that has turned a page.',
  judge: ({ entries }) =>
    entries.filter((entry) => entry.action === 'list' && entry.next !== undefined && entry.cursor === undefined).map((first) => turned(first, entries)),
}

function turned(first: Entry, entries: readonly Entry[]): Observation {
  const pages = [first]
  for (let next = first.next; next !== undefined;) {
    const before = pages[pages.length - 1] ?? first
    const page = entries.find((entry) => entry.number > before.number && entry.operation === first.operation && entry.cursor === next)
    if (page === undefined) break
    pages.push(page)
    next = page.next
  }
  const requests = pages.map(({ number }) => number)
  const wasWhole = pages[pages.length - 1]?.next === undefined
  if (wasWhole) return { good: true, requests, note: `all ${pages.length} pages were read` }
  return { good: pages.length > 1, requests, note: pages.length > 1 ? `left after ${pages.length} pages` : 'there was more, and nobody asked for it' }
}
