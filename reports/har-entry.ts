import type { Exchange } from '../conformance/history.ts'
import { originOf, urlOf } from './url.ts'
import { oneLine } from './visible.ts'

/** What an entry is made from: an exchange as it was recorded, or as a report prints it. */
export type Recorded = Pick<Exchange, 'label' | 'number' | 'operation' | 'principal' | 'request'> & { readonly outcome: Outcome }

type Outcome =
  | {
      readonly kind: 'answered'
      readonly response: Pick<Extract<Exchange['outcome'], { kind: 'answered' }>['response'], 'status' | 'headers' | 'body' | 'bytes'>
    }
  | Extract<Exchange['outcome'], { kind: 'lost' }>

/** What the exchange itself does not tell. */
export interface Setting {
  /** An origin, or `mock`. */
  readonly target: string
  /** RFC 3339. */
  readonly startedDateTime: string
  /** Milliseconds; 0 where nobody knows. */
  readonly time: number
  readonly comment: string
  readonly pageref?: string
}

type Lines = Recorded['request']['headers']

/** One entry of a HAR 1.2 log. What the suite adds has names that begin with an underscore, as the format asks. */
export function entry(exchange: Recorded, { target, startedDateTime, time, comment, pageref }: Setting): object {
  const { label, number, operation, principal, outcome } = exchange
  return {
    ...(pageref !== undefined && { pageref }),
    startedDateTime,
    time,
    request: requestOf(exchange, target),
    response: outcome.kind === 'answered' ? answered(outcome.response) : lost(outcome.reason),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    comment: oneLine(comment),
    _label: label,
    _number: number,
    ...(operation !== undefined && { _operation: operation }),
    _principal: principal,
  }
}

function requestOf({ request: { method, target: path, headers, body } }: Recorded, target: string): object {
  const mimeType = valueOf(headers, 'content-type')
  return {
    method,
    url: urlOf(target, path),
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    queryString: queryOf(path),
    ...(body !== undefined && { postData: { mimeType: mimeType ?? '', params: [], text: body } }),
    headersSize: -1,
    bodySize: body === undefined ? 0 : new TextEncoder().encode(body).length,
    ...(path.startsWith('/') ? {} : { _target: path, comment: `Its target is no path: sent to ${originOf(target)} as it stands here.` }),
  }
}

function answered({ status, headers, body, bytes }: Extract<Outcome, { kind: 'answered' }>['response']): object {
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    content: { size: bytes, mimeType: valueOf(headers, 'content-type') ?? '', text: body },
    redirectURL: valueOf(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: bytes,
  }
}

/** Status 0 is what browsers write where no answer came. */
function lost(reason: string): object {
  const nothing = { cookies: [], headers: [], content: { size: 0, mimeType: '' }, redirectURL: '', headersSize: -1, bodySize: -1 }
  return { status: 0, statusText: '', httpVersion: '', ...nothing, _error: oneLine(reason) }
}

function pairs(lines: Lines): readonly object[] {
  return lines.map(([name, value]) => ({ name, value }))
}

function valueOf(lines: Lines, wanted: string): string | undefined {
  return lines.find(([name]) => name.toLowerCase() === wanted)?.[1]
}

function queryOf(path: string): readonly object[] {
  const start = path.indexOf('?')
  return start < 0 ? [] : [...new URLSearchParams(path.slice(start))].map(([name, value]) => ({ name, value }))
}
