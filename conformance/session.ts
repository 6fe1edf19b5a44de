import { Inconclusive } from './api.ts'
import { Booking } from './booking.ts'
import { Busy } from './busy.ts'
import { clock } from './clock.ts'
import { conditioned } from './conditional.ts'
import { answerOf } from './history.ts'
import { Lately } from './lately.ts'
import { Ledger } from './ledger.ts'
import { Lives } from './lives.ts'
import { paramsOf, spoken } from './subject/address.ts'
import { resourceOf } from './resources.ts'
import { contactFor } from './contact.ts'
import { Breaker } from './subject/breaker.ts'
import { Client, nowhere } from './subject/client.ts'
import { waitIn } from './retry-after.ts'
import { roomFor } from './room.ts'
import { stampOf } from './stamp.ts'
import { isTurnedAway } from './turned-away.ts'
import type { Json } from '../specs/json.ts'
import type { Handle, Labelled, RequestPlan } from './api.ts'
import type { Completion } from './conditional.ts'
import type { Answer, Exchange } from './history.ts'
import type { SessionOptions } from './session-options.ts'
import type { Gate } from './subject/gate.ts'
import type { Endpoint } from './subject/subject.ts'

/** Longest that a single 429 is obeyed, in seconds of the subject's clock; beyond it the check is given up. */
const longestRetryAfter = 300
/** Exchanges of the session for bursts are numbered from here on. */
export const BURSTS = 1_000_000
/** How often one request is sent again after a 429. */
const retries = 3

/** Raised inside a scenario when the run is to stop; never seen outside of `run`. */
export class Interrupted extends Error {}

/** What all scenarios of a run against one endpoint have in common: connection, budget, ledger, trace and what is lent. */
export class Session {
  readonly options: SessionOptions
  readonly endpoint: Endpoint
  readonly ledger: Ledger
  readonly booking: Booking
  readonly busy: Busy
  readonly lately: Lately
  /** Every exchange of the run, in the order in which they ended. */
  readonly trace: Exchange[] = []
  /** One settled resource of each type, made on first demand. */
  readonly lent = new Map<string, Handle>()
  /** Those among them that the run did not make, as they were when it found them. */
  readonly given = new Map<string, { readonly handle: Handle; readonly before: Json | undefined }>()
  /** Present where scenarios share what they make. */
  readonly lives: Lives | undefined
  private readonly client: Client
  private readonly breaker: Breaker
  private sent = 0
  /** What all sessions of a run pay their requests from. */
  private readonly purse: { requests: number }
  private keys = 0

  constructor(options: SessionOptions) {
    this.options = options
    this.endpoint = options.endpoint ?? options.subject
    const { contract, subject, journal, runId } = options
    this.ledger = new Ledger(journal, options.firstNumber)
    this.booking = new Booking({ contract, subject, ledger: this.ledger, ...(runId !== undefined && { runId }) })
    options.spending?.watch(this.ledger)
    this.purse = options.spending ?? { requests: 0 }
    this.lives = options.spending?.isFrugal === true ? new Lives() : undefined
    this.busy = new Busy(contract)
    this.lately = new Lately(contract, subject)
    this.breaker = new Breaker(contract)
    this.client = new Client(contract, subject, { endpoint: this.endpoint, ...(options.secrets && { vault: options.secrets }) })
  }

  /** Why nothing more may be asked of the subject, if it is in trouble; what is left to do is to clean up. */
  get trouble(): string | undefined {
    return this.breaker.reason
  }

  /** Requests sent so far, clean-up included. */
  get requests(): number {
    return this.sent
  }

  /** True where not even the clean-up gets any answer any more. */
  get isSilent(): boolean {
    return this.breaker.isSilent
  }

  /** Sends a request within the budget, waiting out throttling. Throws `Inconclusive` when there is no telling what came of it. */
  async send(label: string, wanted: RequestPlan, record: (exchange: Exchange) => void = () => {}): Promise<Exchange> {
    const plan = await conditioned(
      this.options.contract,
      wanted,
      this.completion(wanted, (read) => this.send(`${label} (before)`, read, record)),
    )
    for (let attempt = 0; ; attempt += 1) {
      this.goOn()
      await this.afford([plan])
      const exchange = await this.exchange(label, plan)
      await this.ascertain()
      const answer = answerOf(exchange)
      if (plan.mayBeThrottled !== true && isTurnedAway(spoken(this.options.contract, plan), plan, exchange)) {
        record({ ...exchange, label: `${label} (throttled)` })
        await this.obey(label, this.seconds(answer), attempt)
        continue
      }
      record(exchange)
      if (exchange.outcome.kind === 'lost' && plan.mayBeLost !== true)
        throw new Inconclusive(`the request ${JSON.stringify(label)} was lost: ${exchange.outcome.reason}`)
      return exchange
    }
  }

  /**
   * Sends requests within the budget so that all are there at the same time, over connections of their own. Those that are throttled
   * are sent again one by one. Throws `Inconclusive` as `send` does, once all are over.
   */
  async together(wanted: readonly Labelled[], record: (exchange: Exchange) => void): Promise<readonly Exchange[]> {
    const plans: Labelled[] = []
    for (const [label, plan] of wanted) {
      const completion = this.completion(plan, (read) => this.send(`${label} (before)`, read, record))
      plans.push([label, await conditioned(this.options.contract, plan, completion)])
    }
    this.goOn()
    await this.afford(plans.map(([, plan]) => plan))
    const gate = this.client.gate(plans.length)
    const first = await Promise.all(
      plans.map(([label, plan]) =>
        this.exchange(label, plan, gate).catch((error: unknown) => {
          gate.arrived()
          throw error
        }),
      ),
    )
    await this.ascertain()
    const ran = plans.flatMap((labelled, index) => {
      const exchange = first[index]
      return exchange === undefined ? [] : [{ labelled, exchange, isTurnedAway: this.isTurnedAway(labelled, exchange) }]
    })
    for (const { labelled, exchange, isTurnedAway } of ran) record(isTurnedAway ? { ...exchange, label: `${labelled[0]} (throttled)` } : exchange)
    const exchanges: Exchange[] = []
    for (const one of ran) exchanges.push(await this.afterwards(one, record))
    return exchanges
  }

  private isTurnedAway([, plan]: Labelled, exchange: Exchange): boolean {
    return plan.mayBeThrottled !== true && isTurnedAway(spoken(this.options.contract, plan), plan, exchange)
  }

  /** What came of one of several requests: of its repetition, where it was throttled. */
  private async afterwards({ labelled: [label, plan], exchange, isTurnedAway }: Ran, record: (exchange: Exchange) => void): Promise<Exchange> {
    if (isTurnedAway) {
      await this.obey(label, this.seconds(answerOf(exchange)), 0)
      return this.send(label, plan, record)
    }
    if (exchange.outcome.kind === 'lost' && plan.mayBeLost !== true)
      throw new Inconclusive(`the request ${JSON.stringify(label)} was lost: ${exchange.outcome.reason}`)
    return exchange
  }

  /** Sends a request of the clean-up: outside the budget, even when the run was interrupted, and whatever comes of it. */
  async tidy(plan: RequestPlan, label = 'clean-up'): Promise<Exchange> {
    const whole = await conditioned(
      this.options.contract,
      plan,
      this.completion(plan, (read) => this.exchange(`${label} (before)`, read)),
    )
    let exchange = await this.exchange(label, whole)
    for (let attempt = 0; attempt < retries && answerOf(exchange)?.status === 429; attempt += 1) {
      await this.pass(Math.min(longestRetryAfter, this.seconds(answerOf(exchange))), true)
      exchange = await this.exchange(label, whole)
    }
    return exchange
  }

  /** Lets seconds pass on the subject's clock; cut short when the run is interrupted, unless it is tidying up. */
  async pass(wanted: number, tidying = false): Promise<void> {
    const { pass, secondsPerSecond } = this.endpoint
    this.lately.forget()
    if (pass !== undefined) await pass(wanted)
    else
      await clock.sleep(
        Math.min((wanted / secondsPerSecond) * 1000, tidying ? Infinity : (this.options.spending?.left ?? Infinity)),
        tidying ? undefined : this.options.signal,
      )
  }

  /** The pause between two reads of something that is awaited. */
  pause(tidying = false): Promise<void> {
    return this.pass((this.options.subject.patience.pauseMs / 1000) * this.endpoint.secondsPerSecond, tidying)
  }

  close(): Promise<void> {
    return this.client.close()
  }

  private async exchange(label: string, plan: RequestPlan, gate?: Gate): Promise<Exchange> {
    const number = (this.options.firstNumber ?? 1) + this.sent
    this.sent += 1
    const way = this.breaker.isSilent ? nowhere : gate
    this.lately.begins(plan)
    const ask = () => (way === undefined ? this.client.exchange(label, number, plan) : this.client.over(way, { label, number, plan }))
    let exchange: Exchange | undefined
    try {
      exchange = await this.booking.around(plan, ask)
    } finally {
      this.lately.ends(plan, exchange)
    }
    this.trace.push(exchange)
    this.options.sent?.(exchange)
    this.breaker.note(exchange, plan)
    return exchange
  }

  /** Seconds to wait after a throttling: what it asks for, else one. */
  private seconds(answer: Answer | undefined): number {
    const { pass, secondsPerSecond } = this.endpoint
    const isOurTime = pass === undefined && secondsPerSecond === 1
    return Math.max(waitIn(answer, isOurTime ? clock.now() : undefined) ?? 1, 0.05)
  }

  /** Throws where nothing more is to be sent. */
  private goOn(): void {
    const { signal, spending } = this.options
    if (spending?.over !== undefined) throw new Interrupted(spending.over)
    if (this.trouble !== undefined) throw new Interrupted(this.trouble)
    if (signal?.aborted === true) throw new Interrupted('the run was interrupted')
  }

  /** Waits until the subject may be asked again; throws where nothing more is to be sent by then. */
  private async rested(): Promise<void> {
    for (let { delay } = this.client; delay > 0; { delay } = this.client) {
      // A timer may come a little early.
      await clock.sleep(Math.max(1, Math.min(delay, this.options.spending?.left ?? Infinity)), this.options.signal)
      this.goOn()
    }
  }

  /** Throws where the subject is in trouble, which is to be seen first where there are signs of it. */
  private async ascertain(): Promise<void> {
    const { contract, offer, subject } = this.options
    await this.breaker.ascertain(async () => {
      const contact = contactFor(contract, offer.params)
      if (contact === undefined) return undefined
      this.sent += 1
      this.purse.requests += 1
      const exchange = await this.client.exchange('is it well', (this.options.firstNumber ?? 1) + this.sent - 1, contact.plan)
      this.trace.push(exchange)
      this.options.sent?.(exchange)
      return exchange
    }, subject.patience.pauseMs)
    if (this.trouble !== undefined) throw new Interrupted(this.trouble)
  }

  private completion(plan: RequestPlan, read: Completion['read']): Completion {
    const { contract, subject } = this.options
    const params = paramsOf(subject, plan)
    const addressOf = (resource: string) =>
      Object.fromEntries(resourceOf(contract, resource).type.address.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])))
    return {
      // What the last exchange told need not be asked for again.
      read: async (sought) => this.lately.read(sought) ?? read(sought),
      fresh: () => this.key(),
      madeWith: (resource) => this.ledger.find(resource, addressOf(resource))?.handle.body,
    }
  }

  /** Requests that are under way together have one each. */
  private key(): string {
    this.keys += 1
    return `cp-${this.options.runId ?? ''}${stampOf(this.trace.at(-1))}-${this.options.seed}-${this.options.firstNumber ?? 1}-${this.keys}`
  }

  /** Throws before anything is sent that the run must not send, or cannot pay for. */
  private async afford(plans: readonly RequestPlan[]): Promise<void> {
    const { spending, subject } = this.options
    spending?.refuse(plans)
    if (spending !== undefined) await roomFor(this, spending, plans)
    await this.rested()
    if (this.purse.requests + plans.length > subject.requestBudget) throw new Inconclusive(`the budget of ${subject.requestBudget} requests is used up`)
    this.purse.requests += plans.length
  }

  /** A 429 promises that nothing was done, so that any request may be sent again (RFC 6585 section 4). */
  private async obey(label: string, wait: number, attempt: number): Promise<void> {
    if (attempt >= retries) throw new Inconclusive(`the request ${JSON.stringify(label)} was throttled ${attempt + 1} times`)
    if (wait > longestRetryAfter) throw new Inconclusive(`the request ${JSON.stringify(label)} was throttled for ${wait} seconds`)
    await this.pass(wait)
  }
}

/** One of several requests, when it was over. */
interface Ran {
  readonly labelled: Labelled
  readonly exchange: Exchange
  readonly isTurnedAway: boolean
}
