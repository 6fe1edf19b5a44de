import type { CheckFinished } from '../events.ts'
import type { EvidenceRecord } from '../evidence.ts'
import type { Exchange } from '../history.ts'
import type { Verdict } from '../verdict.ts'
import type { Json } from '../../specs/json.ts'
import type { Side } from './sides.ts'

/** What a test says of one exchange; the rest is like that of any other. */
export interface Said {
  readonly label?: string
  readonly operation?: string
  readonly method?: string
  readonly target?: string
  readonly sends?: Json
  /** Header of the request beside the usual ones. */
  readonly asks?: readonly [name: string, value: string]
  /** Absent where it was lost. */
  readonly status?: number
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** When it was sent and answered, in milliseconds. */
  readonly at?: readonly [sent: number, received: number]
}

/** A run of one check that put these scenarios to a subject. */
export function side(
  scenarios: readonly (readonly Said[])[],
  { check = 'made.up', verdict = 'passed' }: { readonly check?: string; readonly verdict?: Verdict } = {},
): Side {
  let number = 0
  const records = scenarios.flatMap((said, index): readonly EvidenceRecord[] => {
    const exchanges = said.map((one) => exchange(one, (number += 1)))
    return [
      ...exchanges.map((one) => ({ kind: 'sent', exchange: one }) as const),
      { kind: 'driven', check, resource: 'cluster', scenario: { draw: index }, again: false, history: exchanges.map((one) => one.number) },
    ]
  })
  return { records, finished: [finished(check, verdict)] }
}

function exchange(
  { label = 'look', operation = 'getCluster', method = 'GET', target = '/api/v1/tenants/acme/clusters/cp-1', ...said }: Said,
  number: number,
): Exchange {
  const { status, body, headers = {}, sends, asks, at: [sent, received] = [number * 10, number * 10 + 5] } = said
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = Object.entries({ ...(body !== undefined && { 'content-type': 'application/json' }), ...headers })
  return {
    label,
    number,
    operation,
    principal: 'admin',
    request: {
      method,
      target,
      headers: [['accept', 'application/json'], ...(asks === undefined ? [] : [asks])],
      ...(sends !== undefined && { body: JSON.stringify(sends) }),
    },
    sent,
    received,
    outcome:
      status === undefined
        ? { kind: 'lost', reason: 'ECONNRESET' }
        : { kind: 'answered', response: { status, headers: lines, body: text, bytes: text.length, utf8: true, json: body } },
  }
}

function finished(check: string, verdict: Verdict): CheckFinished {
  const requirement = { id: check, level: 'MUST', sentence: 'It keeps its word.', source: 'made up' } as const
  const finding = {
    expected: 'a',
    actual: 'b',
    at: 'look',
    scenario: null,
    shrinks: 0,
    seed: 1,
    path: '0',
    leansOn: ['inferred: open question Q7'],
    evidence: [],
  }
  const told = verdict === 'failed' || verdict === 'observed'
  return {
    type: 'check.finished',
    check,
    family: 'made',
    resource: 'cluster',
    requirement,
    basis: 'documented',
    verdict,
    ...(told && { finding }),
    scenarios: 1,
    requests: 1,
  }
}
