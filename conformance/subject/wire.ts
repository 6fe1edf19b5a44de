import { Pool } from 'undici'
import { clock } from '../clock.ts'
import { Gate } from './gate.ts'
import { sendAndHangUp } from './hang-up.ts'
import type { Dispatcher } from 'undici'

/** A request as it shall stand on the wire. */
export interface WireRequest {
  readonly method: string
  /** Path and query, prefix of the base URL included. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | Uint8Array
  /** Hang up as soon as all of it is sent. */
  readonly hangUp?: 'after-send'
}

export type WireOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: readonly (readonly [string, string])[]; readonly body: Buffer }
  | { readonly kind: 'lost'; readonly reason: string }

export interface WireLimits {
  /** Longest wait for the header section, and between two pieces of the body. */
  readonly timeoutMs: number
  /** Longest that all of it may take, however busily it comes; twice the longest wait when absent. */
  readonly deadlineMs?: number
  readonly maxBytes: number
}

/**
 * HTTP/1.1 without good intentions: no retry, no redirect, no decompression, header lines as they came
 * (`fetch` normalises methods, paths and header lines, and so hides what is to be judged).
 */
export class Wire {
  readonly prefix: string
  private readonly origin: string
  private readonly pool: Pool
  private readonly limits: WireLimits

  constructor(baseUrl: string, limits: WireLimits) {
    const url = new URL(baseUrl)
    this.prefix = url.pathname === '/' ? '' : url.pathname.replace(/\/$/, '')
    this.limits = limits
    this.origin = url.origin
    this.pool = new Pool(url.origin, { connections: 32, pipelining: 1, connectTimeout: limits.timeoutMs })
  }

  /** Throws only for a request that cannot be put on the wire at all, e.g. a header value with a line break. */
  send(request: WireRequest): Promise<WireOutcome> {
    if (request.hangUp !== undefined) return sendAndHangUp(this.origin, request, this.limits)
    return this.dispatch(this.pool, request)
  }

  /** For so many requests that are to be there at the same time. */
  gate(count: number): Gate {
    const { timeoutMs } = this.limits
    return new Gate({ origin: this.origin, timeoutMs, count, dispatch: (to, request) => this.dispatch(to, request) })
  }

  private dispatch(to: Dispatcher, request: WireRequest): Promise<WireOutcome> {
    return new Promise((resolve, reject) => {
      const { method, target, headers, body } = request
      const options: Dispatcher.DispatchOptions = {
        method,
        path: target,
        headers: headers.flatMap(([name, value]) => [name, value]),
        body: body ?? null,
        headersTimeout: this.limits.timeoutMs,
        bodyTimeout: this.limits.timeoutMs,
      }
      const { maxBytes, deadlineMs = 2 * this.limits.timeoutMs } = this.limits
      const receiver = new Receiver(maxBytes, (outcome) => {
        stop()
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      })
      const stop = clock.after(deadlineMs, () => receiver.giveUp(`${OVERDUE} ${deadlineMs} ms`))
      to.dispatch(options, receiver)
    })
  }

  close(): Promise<void> {
    return this.pool.destroy()
  }
}

/** How a reason begins that tells of an answer which kept coming and never ended. */
const OVERDUE = 'the answer was not complete after'

/** True where a request was lost because nothing came of it in time. */
export function isTimeout(reason: string): boolean {
  return /TIMEOUT|ETIMEDOUT/.test(reason) || reason.startsWith(OVERDUE)
}

class Receiver implements Dispatcher.DispatchHandler {
  private status = 0
  private headers: (readonly [string, string])[] = []
  private readonly chunks: Buffer[] = []
  private bytes = 0
  private controller: Dispatcher.DispatchController | undefined
  private reason: string | undefined
  private readonly maxBytes: number
  private readonly tell: (outcome: WireOutcome | Error) => void

  constructor(maxBytes: number, tell: (outcome: WireOutcome | Error) => void) {
    this.maxBytes = maxBytes
    this.tell = tell
  }

  /** Ends the exchange, also where it has not begun because no connection was to be had. */
  giveUp(reason: string): void {
    this.reason = reason
    this.controller?.abort(new Error(reason))
    this.tell({ kind: 'lost', reason })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.reason !== undefined) controller.abort(new Error(this.reason))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.status = status
    this.headers = linesOf(controller.rawHeaders)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.bytes <= this.maxBytes) this.chunks.push(chunk)
    else controller.abort(new Error(`the body is longer than ${this.maxBytes} bytes`))
  }

  onResponseEnd(): void {
    this.tell({ kind: 'answered', status: this.status, headers: this.headers, body: Buffer.concat(this.chunks) })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    this.tell(error.code === 'UND_ERR_INVALID_ARG' ? error : { kind: 'lost', reason: error.code ?? error.message })
  }
}

function linesOf(raw: Dispatcher.DispatchController['rawHeaders']): (readonly [string, string])[] {
  if (!Array.isArray(raw)) return []
  const lines: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([latin1(raw[i]).toLowerCase(), latin1(raw[i + 1])])
  return lines
}

function latin1(value: Buffer | string | undefined): string {
  return typeof value === 'string' ? value : (value?.toString('latin1') ?? '')
}
