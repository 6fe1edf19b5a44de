import type { Traffic } from '../conformance/traffic.ts'
import type { Report } from '../reports/report.ts'
import { linesOf } from './evidence-file.ts'
import type { Pieces } from './output.ts'

/** What formats make of evidence piece by piece, since it holds all that was sent. */
export function piecesOf(path: string, report: Report, traffic: Traffic): Pieces {
  return { har: () => harOf(path, report, traffic) }
}

/**
 * An HTTP archive of all that a recorded run sent, in the order in which answers came: piece by piece from the file, since nobody can say
 * how large it is. What the run's traffic tells is which check sent it, and when.
 */
async function* harOf(path: string, report: Report, traffic: Traffic): AsyncGenerator<string, void, undefined> {
  const [{ aroundEntries, streamed }, { recordIn }] = await Promise.all([import('../reports/har.ts'), import('../conformance/evidence-record.ts')])
  const requests = new Map(traffic.requests.map((request) => [request.number, request]))
  const { before, after } = aroundEntries(report)
  yield before
  let follows = false
  for await (const { text } of linesOf(path)) {
    if (!text.startsWith('{"kind":"sent"')) continue
    const line = recordIn(text)
    if (line.kind === 'unreadable' || line.record.kind !== 'sent') continue
    const { exchange } = line.record
    const { check, sent = 0, received = 0 } = requests.get(exchange.number) ?? {}
    yield streamed(exchange, { report, follows, sent, received, ...(check !== undefined && { check }) })
    follows = true
  }
  yield after
}
