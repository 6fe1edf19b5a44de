import type { Exchange } from '../conformance/history.ts'

type Line = readonly [name: string, value: string]

/** An exchange as reports show it: without timing and without what differs from run to run. */
export interface Printed {
  readonly label: string
  /** Position in the evidence, from 1. */
  readonly number: number
  readonly operation?: string
  readonly principal: string
  readonly request: { readonly method: string; readonly target: string; readonly headers: readonly Line[]; readonly body?: string }
  readonly outcome: PrintedOutcome
}

export type PrintedOutcome = { readonly kind: 'answered'; readonly response: PrintedAnswer } | { readonly kind: 'lost'; readonly reason: string }

export interface PrintedAnswer {
  readonly status: number
  readonly headers: readonly Line[]
  readonly body: string
  readonly bytes: number
  readonly utf8: boolean
}

/** Lines that differ between two runs of one seed, or that only the connection needs. */
const volatile = new Set([
  'age',
  'cf-ray',
  'connection',
  'host',
  'keep-alive',
  'nel',
  'report-to',
  'request-id',
  'server-timing',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-amz-cf-id',
  'x-amzn-requestid',
  'x-amzn-trace-id',
  'x-correlation-id',
  'x-request-id',
  'x-response-time',
  'x-runtime',
])

/** RFC 9110 section 5.6.7. A Date of any other form is itself a finding, so it is kept. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** The exchanges of a finding, fit to be printed, numbered from 1. */
export function printed(exchanges: readonly Exchange[]): Printed[] {
  return exchanges.map((exchange, index) => ({
    label: exchange.label,
    number: index + 1,
    ...(exchange.operation !== undefined && { operation: exchange.operation }),
    principal: exchange.principal,
    request: {
      method: exchange.request.method,
      target: exchange.request.target,
      headers: lasting(exchange.request.headers),
      ...(exchange.request.body !== undefined && { body: exchange.request.body }),
    },
    outcome: printedOutcome(exchange.outcome),
  }))
}

function printedOutcome(outcome: Exchange['outcome']): PrintedOutcome {
  if (outcome.kind === 'lost') return { kind: 'lost', reason: outcome.reason }
  const { status, headers, body, bytes, utf8 } = outcome.response
  return { kind: 'answered', response: { status, headers: lasting(headers), body, bytes, utf8 } }
}

function lasting(headers: readonly Line[]): Line[] {
  return headers
    .filter(([name, value]) => !volatile.has(name.toLowerCase()) && !(name.toLowerCase() === 'date' && imfFixdate.test(value)))
    .map(([name, value]) => [name, value])
}
