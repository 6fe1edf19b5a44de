import type { Json } from '../../specs/json.ts'
import type { Exchange } from '../history.ts'

/** What a hand-made exchange is made of: GET and 200 unless told otherwise. Two requests never overlap unless told so. */
export interface Made {
  readonly status?: number
  readonly json?: Json
  readonly method?: string
  readonly target?: string
  readonly operation?: string
  readonly body?: Json
  readonly sent?: number
  readonly received?: number
}

let count = 0

/** An answered exchange for tables of judges. */
export function exchange(label: string, made: Made = {}): Exchange {
  count += 1
  const { status = 200, json, method = 'GET', target = '/boats/ada', operation, body, sent = count * 10, received = sent + 1 } = made
  const text = json === undefined ? '' : JSON.stringify(json)
  return {
    label,
    number: count,
    ...(operation !== undefined && { operation }),
    principal: 'admin',
    request: { method, target, headers: [], ...(body !== undefined && { body: JSON.stringify(body) }) },
    sent,
    received,
    outcome: { kind: 'answered', response: { status, headers: [], body: text, bytes: text.length, utf8: true, json } },
  }
}
