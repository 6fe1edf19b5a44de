import { clock } from '../clock.ts'
import { advertisedIn } from './advertised.ts'
import { isLoopback } from './subject.ts'
import type { RateLimit } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Answer } from '../history.ts'
import type { Endpoint, Subject } from './subject.ts'

/** Requests a second that somebody else's API is asked at most, unless the user says how many. */
const politeRate = 2
/** Requests that may be under way there at the same time, and be sent at once after a rest. */
const atOnce = 4
/** The part that is taken of what is allowed: others may need the rest. */
const share = 0.5
/** Longest rest, in seconds of our clock: whoever asks for more will say so again. */
const longestRest = 300

export interface PaceOptions {
  /** Requests a second of our clock. */
  readonly perSecond: number
  /** Header fields in which the contract says that limits are told. */
  readonly fields?: RateLimit['fields'] | undefined
  /** Seconds of the subject's clock that pass in one of ours. */
  readonly secondsPerSecond?: number
  readonly time?: Pick<typeof clock, 'elapsed' | 'sleep'>
}

/** How fast a subject may be asked: a token bucket that is lowered to half of what the subject allows, and a few requests at a time. */
export class Pace {
  private readonly options: PaceOptions
  private readonly time: Pick<typeof clock, 'elapsed' | 'sleep'>
  private readonly waiting: (() => void)[] = []
  private underWay = 0
  private tokens = atOnce
  private rate: number
  private filled: number
  private restUntil = 0

  constructor(options: PaceOptions) {
    this.options = options
    this.time = options.time ?? clock
    this.rate = options.perSecond
    this.filled = this.time.elapsed()
  }

  /** Waits until one more request may be sent. To be told when it is over. */
  async enter(): Promise<() => void> {
    while (this.underWay >= atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.underWay += 1
    for (let wait = this.wait(); wait > 0; wait = this.wait()) await this.time.sleep(wait)
    this.tokens -= 1
    return () => {
      this.underWay -= 1
      this.waiting.shift()?.()
    }
  }

  /** Milliseconds that whoever enters now would have to wait. */
  get delay(): number {
    return this.wait()
  }

  /** One request is sent all the same, e.g. because it has to meet others: those after it wait the longer. */
  owe(): void {
    this.refill()
    this.tokens -= 1
  }

  /** Slows down as the subject wishes, and rests where it must. */
  heed(answer: Answer): void {
    const { perSecond, left, rest } = advertisedIn(answer, this.options.fields, (this.options.secondsPerSecond ?? 1) === 1 ? clock.now() : undefined)
    const pace = this.options.secondsPerSecond ?? 1
    this.refill()
    const rates = [this.options.perSecond, ...(perSecond === undefined ? [] : [perSecond * share * pace])]
    if (left !== undefined && left.seconds > 0) {
      const mine = left.requests * share
      if (mine < 1) this.rest(left.seconds / pace)
      else rates.push((mine / left.seconds) * pace)
      this.tokens = Math.min(this.tokens, Math.max(1, mine))
    }
    this.rate = Math.max(1 / longestRest, Math.min(...rates))
    if (rest !== undefined) this.rest(rest / pace)
  }

  private rest(seconds: number): void {
    this.restUntil = Math.max(this.restUntil, this.time.elapsed() + Math.min(seconds, longestRest) * 1000)
  }

  /** Milliseconds until the next request may be sent. */
  private wait(): number {
    this.refill()
    const missing = this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) / this.rate) * 1000)
    return Math.max(missing, this.restUntil - this.time.elapsed())
  }

  private refill(): void {
    const now = this.time.elapsed()
    this.tokens = Math.min(atOnce, this.tokens + ((now - this.filled) / 1000) * this.rate)
    this.filled = now
  }
}

/** The pace of a run at an endpoint: as fast as it can on this machine, and where the user lets it exhaust limits; polite elsewhere. */
export function paceAt({ behaviour }: Contract, subject: Subject, endpoint: Endpoint): Pace | undefined {
  const asked = subject.requestsPerSecond ?? (isLoopback(endpoint.baseUrl) ? undefined : politeRate)
  if (asked === undefined || endpoint === subject.burst) return undefined
  const { secondsPerSecond } = endpoint
  const { requests, windowSeconds, fields } = behaviour.rateLimit ?? {}
  const allowed = requests === undefined || windowSeconds === undefined ? asked : (requests / windowSeconds) * secondsPerSecond * share
  return new Pace({ perSecond: Math.min(asked, allowed), fields, secondsPerSecond })
}
