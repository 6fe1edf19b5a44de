import { clock } from '../clock.ts'
import { waitIn } from '../retry-after.ts'
import { isTimeout } from './wire.ts'
import type { Contract } from '../../specs/contract.ts'
import type { RequestPlan } from '../api.ts'
import type { Answer, Exchange } from '../history.ts'

/** So many answers are remembered, and so many of no use among them are an outage. */
const remembered = 20
const tooMany = 5
/** So many requests in a row, or of one operation in a row, that nothing comes of in time are one too. */
const tooManyTimeouts = 3
/** So many answers after the subject was seen to be well, doubts are raised by a single one again. */
const calm = 5

/** Longest pause between two requests that ask whether the subject is well, in milliseconds of our clock. */
const longestPause = 2000

/**
 * Tells an outage from an answer that is wrong. Nothing that a subject does while it is down says anything about its promises, and who
 * goes on asking makes it worse. Whatever may be a sign of one is to be followed by something harmless, which shows what it was.
 */
export class Breaker {
  /** Why nothing more may be asked of the subject; undefined as long as it is well. */
  reason: string | undefined
  private readonly promised: ReadonlySet<number>
  private readonly recent: (string | undefined)[] = []
  private readonly overdue = new Map<string, number>()
  private sinceWell = calm
  private lostInVain = 0
  private isDoubtful = false

  constructor({ behaviour }: Contract) {
    // Not Implemented and HTTP Version Not Supported answer the request, RFC 9110 sections 15.6.2 and 15.6.6.
    this.promised = new Set([501, 505, ...Object.values(behaviour.errors.refusals).map(({ status }) => status)])
  }

  /** True where not even the clean-up gets any answer any more: the rest of it is left to whoever sweeps later. */
  get isSilent(): boolean {
    return this.lostInVain >= tooManyTimeouts
  }

  /** Takes note of an exchange. */
  note(exchange: Exchange, plan: Pick<RequestPlan, 'mayBeLost' | 'hangUp'> = {}): void {
    this.isDoubtful = this.isSuspect(exchange, plan) || this.isDoubtful
  }

  /** In doubt, has something harmless asked until that is served or the subject is known to be in trouble. Doubts remain where there is nothing to ask. */
  async ascertain(ask: () => Promise<Exchange | undefined>, pauseMs: number): Promise<void> {
    while (this.isDoubtful) {
      const exchange = await ask()
      if (exchange === undefined) return
      this.isDoubtful = this.isStillSuspect(exchange)
      if (this.isDoubtful) await clock.sleep(Math.min(pauseMs, longestPause))
    }
  }

  private isSuspect(exchange: Exchange, { mayBeLost, hangUp }: Pick<RequestPlan, 'mayBeLost' | 'hangUp'>): boolean {
    if (exchange.outcome.kind === 'lost' && (mayBeLost === true || hangUp !== undefined)) return false
    if (this.reason !== undefined) this.lostInVain = exchange.outcome.kind === 'lost' ? this.lostInVain + 1 : 0
    const complaint = this.remember(exchange)
    this.sinceWell += 1
    if (complaint === undefined || this.reason !== undefined || this.isOverdue(exchange)) return false
    return this.sinceWell > calm || this.complaints().length >= tooMany
  }

  private isStillSuspect(exchange: Exchange): boolean {
    if (this.remember(exchange) === undefined) {
      this.recent.length = 0
      this.sinceWell = 0
      return false
    }
    const complaints = this.complaints()
    const what = complaints.every((complaint) => complaint.startsWith('lost')) ? 'could not be reached any more' : 'is in trouble'
    if (complaints.length >= tooMany)
      this.reason ??= `the subject ${what}: ${complaints.length} of its last ${this.recent.length} answers were of no use, the last one ${complaints.at(-1)}`
    return this.reason === undefined
  }

  /** What is wrong with the exchange beyond all promises, if anything is. */
  private remember(exchange: Exchange): string | undefined {
    const { outcome, operation = '' } = exchange
    const isLate = outcome.kind === 'lost' && isTimeout(outcome.reason)
    if (isLate) for (const key of ['', operation]) this.overdue.set(key, (this.overdue.get(key) ?? 0) + 1)
    else for (const key of ['', operation]) this.overdue.delete(key)
    if (isLate && this.reason === undefined && Math.max(...this.overdue.values()) >= tooManyTimeouts) {
      // Waiting costs most of all: the clean-up asks once more, and then only if it is answered.
      this.lostInVain = tooManyTimeouts - 1
      this.reason = `the subject could not be reached any more: nothing came in time of ${tooManyTimeouts} requests in a row`
    }
    const complaint = outcome.kind === 'lost' ? `lost: ${outcome.reason}` : this.useless(outcome.response, exchange)
    this.recent.push(complaint)
    if (this.recent.length > remembered) this.recent.shift()
    return complaint
  }

  private isOverdue({ outcome }: Exchange): boolean {
    return outcome.kind === 'lost' && isTimeout(outcome.reason)
  }

  private useless(answer: Answer, { request }: Exchange): string | undefined {
    const { status, body, headers, json, whole } = answer
    // Who reads comes back when it is told to.
    if (status === 503 && request.method === 'GET' && waitIn(answer) !== undefined) return undefined
    // Request Timeout says no more of the request than those do, RFC 9110 section 15.5.9.
    if ((status >= 500 || status === 408) && !this.promised.has(status)) return `status ${status}`
    if (status >= 300 && status < 400 && status !== 304) return `status ${status}, which leads elsewhere`
    const type = headers.find(([name]) => name === 'content-type')?.[1] ?? ''
    const isStrange = /\b(html|json)\b/i.test(type) && (whole ?? json) === undefined
    return status < 300 && body !== '' && request.method !== 'HEAD' && isStrange ? `status ${status} with a body that is no JSON` : undefined
  }

  private complaints(): readonly string[] {
    return this.recent.filter((complaint) => complaint !== undefined)
  }
}
