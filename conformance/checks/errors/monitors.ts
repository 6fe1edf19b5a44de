import { header } from '../../history.ts'
import { all } from '../../need.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { told } from '../../judge/status.ts'
import { idParameter } from '../../resources.ts'
import { enveloped } from './enveloped.ts'
import { isOversized } from '../content/oversized.ts'
import { pointed } from '../pointed.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Api } from '../../api.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Monitor, Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** Statuses that what stands before an API answers by itself, in words of its own. */
const fromElsewhere = [408, 413, 414, 431, 502, 503, 504]

export const envelope = monitor({
  id: 'err.envelope',
  needs: (reading) => all({ envelope: reading.envelope(), contract: reading.document() }),
  judge: (trace, needs) => everyAnswer(trace, (answer, exchange) => (isDeclared(needs.contract, exchange) ? refusalIn(answer, exchange, needs) : undefined)),
})

function refusalIn(answer: Answer, exchange: Exchange, needs: { readonly contract: Contract; readonly envelope: Parameters<typeof enveloped>[1] }): Sight {
  if (answer.status < 400 || exchange.request.method === 'HEAD' || isOversized(exchange)) return undefined
  const isOther = fromElsewhere.includes(answer.status) && !(header(answer, 'content-type') ?? '').startsWith(needs.envelope.mediaType)
  return isOther ? undefined : enveloped(needs.contract, needs.envelope, answer)
}

/** Whether the document has this method on this path: of other paths and methods it promises nothing. */
function isDeclared(contract: Contract, { operation, request }: Exchange): boolean {
  return operation !== undefined && contract.operations.get(operation)?.method.toUpperCase() === request.method
}

const oddly = 'odd: '

export const noServerError = monitor({
  id: 'err.no-server-error',
  needs: target,
  drive: async (api, { list, read, own }) => {
    await oddQueries(api, list)
    const { params } = await api.borrow()
    for (const suffix of ['', '%00', '%F0%9F%A6%8A', '%FF', 'x'.repeat(3000), '..%2f', '%E2%80%AE'])
      await api.send(`${oddly}path`, { operation: read, params, path: suffix, mayBeLost: true })
    // In a message, where it has no place in the path.
    for (const id of ['\u{1f98a}', '../..', ' ']) await api.send(`${oddly}identifier`, { operation: read, params: { ...params, [own]: id }, mayBeLost: true })
  },
  judge: (trace) => {
    const lost = trace.find(({ label, outcome }) => label.startsWith(oddly) && outcome.kind === 'lost')
    if (lost !== undefined) return shows([lost], 'an answer', told(lost))
    return everyAnswer(trace, ({ status }) => (status === 500 ? { expected: 'no status 500, whatever is sent', actual: 'status 500' } : 'kept'))
  },
})

async function oddQueries(api: Api, operation: string): Promise<void> {
  for (const query of ['x=%', 'limit=-1&limit=abc', `q=${'a'.repeat(4000)}`, '%00=%00', 'a[b][c]=1', '&&=&'])
    await api.send(`${oddly}query`, { operation, query, mayBeLost: true })
  for (const accept of ['text/x-clusterproof', ';;;', '*/*;q=nonsense']) await api.send(`${oddly}accept`, { operation, headers: { accept }, mayBeLost: true })
}

function target(reading: Reading): Need<{ readonly list: string; readonly read: string; readonly own: string }> {
  const need = all({ list: reading.operation('list'), read: pointed(reading) })
  return need.kind === 'met'
    ? { kind: 'met', value: { list: need.value.list.id, read: need.value.read.id, own: idParameter(reading.type) }, leansOn: [] }
    : need
}

/** What shows the inside of a server. Each is checked against the request: what was sent may be said again. */
const inside: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a stack trace',
    /\bat [\w$.<>]+ ?\(?[^\s()]+:\d+:\d+\)?|Traceback \(most recent call last\)|goroutine \d+ \[|\bpanic: |\.(?:java|kt|scala):\d+\)|\b\w+\.go:\d+/,
  ],
  ['a query', /\bSQLSTATE\b|\b(?:SELECT|DELETE) .{1,80}\bFROM\b|\bINSERT INTO\b|\bUPDATE \w+ SET\b|pq: |ORA-\d{5}/],
  ['a file path', /(?:^|[\s"'(=])\/(?:home|usr|var|opt|srv|root|app|go\/src|node_modules)\/[\w./-]+|\b[A-Z]:\\[\w\\.-]+/],
  ['key material', /-----BEGIN [A-Z ]+-----/],
]

export const noLeak = monitor({
  id: 'err.no-leak',
  needs: target,
  drive: async (api, { list }) => {
    await api.send('a token with something after it', { operation: list, as: { token: '{admin}x' } })
    await api.send('a token under another scheme', { operation: list, as: { authorization: 'Clusterproof {admin}' } })
  },
  judge: (trace) => everyAnswer(trace, leak),
})

export function leak(answer: Answer, { request }: Exchange): Sight {
  if (answer.status < 400) return undefined
  const text = [answer.body, ...answer.headers.map(([, value]) => value)].join('\n')
  const sent = [request.target, request.body ?? '', ...request.headers.filter(([name]) => name !== 'authorization').map(([, value]) => value)].join('\n')
  for (const [what, pattern] of inside) {
    const found = pattern.exec(text)?.[0]
    if (found !== undefined && !sent.includes(found.trim()))
      return { expected: `no ${what.replace(/^an? /, '')} in a refusal`, actual: `${what}: ${found.trim().slice(0, 60)}` }
  }
  const credential = /\{(?:admin|readonly|other|secret-\d+)\}/.exec(text)?.[0]
  return credential === undefined || sent.includes(credential) ? 'kept' : { expected: 'no credential in a refusal', actual: `the answer holds ${credential}` }
}

export const errorMonitors: readonly Monitor[] = [envelope, noServerError, noLeak]
