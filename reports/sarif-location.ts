import type { Printed } from './evidence.ts'
import type { CheckReport, FindingReport } from './report.ts'
import { caption, shortened } from './text.ts'
import { urlOf } from './url.ts'
import { clipped, oneLine, visible } from './visible.ts'

/** Steps that a finding shows; GitHub shows no more than a thousand of a whole result. */
const longestFlow = 50

const longestBody = 10_000

/** The first line of a document: the whole of it promises. */
export function location(uri: string): object {
  return { physicalLocation: { artifactLocation: { uri, index: 0 }, region: { startLine: 1 } } }
}

/** What a finding is about: the operation that shows it, or else the resource type or the check. */
export function logicalLocation({ check, resource }: CheckReport, shown: Printed | undefined): object {
  if (shown?.operation !== undefined)
    return { name: oneLine(shown.operation), fullyQualifiedName: [resource, shown.operation].filter(Boolean).join('/'), kind: 'function' }
  return resource === undefined ? { name: check, kind: 'object' } : { name: resource, kind: 'type' }
}

/** The exchanges that lead to the finding, as the steps of a code flow; the one that shows it is essential. */
export function steps({ evidence, needed, at }: FindingReport, uri: string): readonly object[] {
  const shown = shortened(needed === undefined ? evidence : evidence.filter(({ number, label }) => needed.includes(number) || label === at))
  return shown.slice(-longestFlow).map((step, index) => ({
    location: { ...location(uri), message: { text: `${caption(step)}: ${line(step.exchange)}` } },
    executionOrder: index + 1,
    importance: step.exchange.label === at ? 'essential' : 'important',
  }))
}

/** SARIF 2.1.0 section 3.46. */
export function request({ request: sent }: Printed, target: string): object {
  return {
    protocol: 'http',
    version: '1.1',
    method: visible(sent.method),
    target: visible(urlOf(target, sent.target)),
    headers: headersOf(sent.headers),
    ...(sent.body !== undefined && { body: { text: visible(clipped(sent.body, longestBody)) } }),
  }
}

/** SARIF 2.1.0 section 3.47. */
export function response({ outcome }: Printed): object {
  if (outcome.kind === 'lost') return { noResponseReceived: true, reasonPhrase: oneLine(outcome.reason) }
  const { status, headers, body } = outcome.response
  return {
    protocol: 'http',
    version: '1.1',
    statusCode: status,
    headers: headersOf(headers),
    ...(body !== '' && { body: { text: visible(clipped(body, longestBody)) } }),
  }
}

function line({ request: { method, target }, outcome }: Printed): string {
  const came = outcome.kind === 'lost' ? `lost: ${outcome.reason}` : String(outcome.response.status)
  return oneLine(`${method} ${clipped(target, 500)} → ${came}`)
}

/** Lines of one name become one value, as RFC 9110 section 5.3 reads them. */
function headersOf(lines: Printed['request']['headers']): Readonly<Record<string, string>> {
  const joined = new Map<string, string>()
  for (const [name, value] of lines) {
    const key = visible(name)
    const before = joined.get(key)
    joined.set(key, before === undefined ? visible(value) : `${before}, ${visible(value)}`)
  }
  return Object.fromEntries(joined)
}
