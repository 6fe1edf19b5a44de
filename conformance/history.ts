import type { Json } from '../specs/json.ts'

/** One request and what came of it, redacted when it was captured. */
export interface Exchange {
  /** What the scenario calls it, e.g. `stale write`. Judges look exchanges up by it. */
  readonly label: string
  /** Position in the run, from 1. */
  readonly number: number
  /** operationId the request was built from; absent for a raw path. */
  readonly operation?: string
  /** Present where it was sent over another wire than the rest of the run. */
  readonly wire?: 'connect'
  /** Values of path parameters that its message holds because its path has no place for them. */
  readonly named?: Readonly<Record<string, string>>
  readonly principal: string
  readonly request: SentRequest
  /** Milliseconds of a monotonic clock: before the first byte out, after the last byte in. Reports leave them out. */
  readonly sent: number
  readonly received: number
  readonly outcome: { readonly kind: 'answered'; readonly response: Answer } | { readonly kind: 'lost'; readonly reason: string }
}

export interface SentRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Body as text; invalid UTF-8 is shown as U+FFFD. */
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** Header lines as received, names in lower case, duplicates kept. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Length of the body in bytes. */
  readonly bytes: number
  /** False when the body's bytes are not UTF-8. */
  readonly utf8: boolean
  /**
   * The parsed body, or undefined where it is empty or not JSON. In a success, the members of it that the document declares; where
   * the operation puts the representation into a member of the body, that member.
   */
  readonly json: Json | undefined
  /** The whole parsed body, where `json` may be less. */
  readonly whole?: Json
  /** What was really answered, where a list does not show what was to be read in it: then `status` is 404. */
  readonly sent?: { readonly operation: string; readonly status: number; readonly json: Json | undefined }
  /** JSON pointers of members whose value is a placeholder for a secret: their text says nothing about the subject. */
  readonly hidden?: readonly string[]
}

/** The exchanges of one scenario, in order. Judges are pure functions of it. */
export class History {
  readonly exchanges: readonly Exchange[]

  constructor(exchanges: readonly Exchange[]) {
    this.exchanges = exchanges
  }

  /** The last exchange with this label, or undefined. */
  find(label: string): Exchange | undefined {
    return this.exchanges.findLast((exchange) => exchange.label === label)
  }

  all(label: string): readonly Exchange[] {
    return this.exchanges.filter((exchange) => exchange.label === label)
  }

  /** The answer of the last exchange with this label; undefined when it was never sent or never answered. */
  answer(label: string): Answer | undefined {
    return answerOf(this.find(label))
  }
}

/** What the subject answered, or undefined when the exchange never was or was lost. */
export function answerOf(exchange: Exchange | undefined): Answer | undefined {
  return exchange?.outcome.kind === 'answered' ? exchange.outcome.response : undefined
}

/** The whole parsed body, also what is not declared, and what stands beside the representation. */
export function wholeOf(answer: Answer | undefined): Json | undefined {
  return answer?.whole ?? answer?.json
}

/** True for an answer of the class 2xx. */
export function succeeded(exchange: Exchange | undefined): boolean {
  const status = answerOf(exchange)?.status ?? 0
  return status >= 200 && status < 300
}

/** The first value of a header; names are compared in lower case. */
export function header(answer: Answer | undefined, name: string): string | undefined {
  return answer?.headers.find(([found]) => found === name)?.[1]
}
