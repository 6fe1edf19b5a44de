import { Bell } from './bell.ts'
import type { Noting } from './state/fact.ts'
import { isClockFact } from './state/shapes.ts'

// Taken when the module is loaded, so that a test's fake timers, installed later, do not stop the mock.
const wall = Date.now.bind(Date)
const fine = performance.now.bind(performance)
const alarm = { set: setTimeout, clear: clearTimeout }

/** The longest that a timer of Node can be set for; longer waits look again meanwhile. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The last instant that RFC 3339 can write: a year has four digits. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59)

/** A clock as people set it: how fast it runs and where it stands. */
export interface ClockState {
  readonly mode: 'real' | 'scaled' | 'frozen'
  /** RFC 3339 instant. */
  readonly now: string
  /** Clock seconds per real second; 0 when frozen. */
  readonly scale: number
}

/** How a clock starts: with the real time, faster, or standing still at an instant. */
export interface ClockStart {
  /** Clock seconds per real second; 0 stands still. 1 when absent. */
  readonly scale?: number
  /** RFC 3339 instant or milliseconds since 1970; the real time when absent. */
  readonly at?: string | number
}

/** How a clock stands, so that another one can go on from there. */
export interface ClockFact {
  /** What it showed, in milliseconds since 1970, when the real time was `wall`. */
  readonly base: number
  readonly wall: number
  /** Clock seconds per real second. */
  readonly scale: number
}

/** The one source of time: lifecycles, rate windows, expiry, `Date` and `Retry-After` all read it. */
export class Clock {
  readonly #start: ClockStart
  readonly #note: Noting | undefined
  #base = 0
  #wall = 0
  #scale = 1
  readonly #moved = new Bell()

  constructor(start: ClockStart = {}, note?: Noting) {
    this.#start = start
    this.reset()
    // How it starts is no change.
    this.#note = note
  }

  /** Milliseconds since 1970, whole. */
  now(): number {
    return this.#scale === 0 ? this.#base : Math.min(LAST, Math.floor(this.#base + (wall() - this.#wall) * this.#scale))
  }

  /** Stands still from now on, or at the given instant. */
  freeze(at?: string | number): void {
    this.#move(at === undefined ? this.now() : instant(at), 0)
  }

  /** Moves forward; a frozen clock stays frozen at the new instant. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(`Failed to advance the clock: ${milliseconds} is not a number of milliseconds. Use 0 or more; \`set\` goes back.`)
    }
    this.#move(instant(Math.floor(this.now() + milliseconds)), this.#scale)
  }

  set(at: string | number): void {
    this.#move(instant(at), this.#scale)
  }

  /** Runs `factor` times as fast as the real time from now on. */
  scale(factor: number): void {
    if (!Number.isFinite(factor) || factor < 0) {
      throw new RangeError(`Failed to scale the clock: ${factor} is not a factor. Use 0 (stand still), 1 (real time), 60 (a minute each second) and so on.`)
    }
    this.#move(this.now(), factor)
  }

  /** Back to how it was started. */
  reset(): void {
    this.#move(this.#start.at === undefined ? wall() : instant(this.#start.at), this.#start.scale ?? 1)
  }

  /** Calls back once at an instant, or as soon as the clock was moved: whoever waits then looks again. What it returns takes that back. */
  hear(instant: number, wake: () => void): () => void {
    const left = instant - this.now()
    if (left <= 0) {
      wake()
      return () => undefined
    }
    const due = (): void => {
      end()
      wake()
    }
    const timer = this.#scale === 0 ? undefined : alarm.set(due, Math.min(LONGEST_TIMER, Math.ceil(left / this.#scale)))
    const forget = this.#moved.hear(due)
    const end = (): void => {
      alarm.clear(timer)
      forget()
    }
    return end
  }

  state(): ClockState {
    const mode = this.#scale === 0 ? 'frozen' : this.#scale === 1 ? 'real' : 'scaled'
    return { mode, now: new Date(this.now()).toISOString(), scale: this.#scale }
  }

  fact(): ClockFact {
    return { base: this.#base, wall: this.#wall, scale: this.#scale }
  }

  /** Goes on as another clock does; what is no clock's fact is passed over. */
  put(fact: unknown): void {
    if (isClockFact(fact)) this.#turn(fact)
  }

  #move(base: number, scale: number): void {
    this.#turn({ base, wall: wall(), scale })
  }

  #turn(to: ClockFact): void {
    this.#note?.(['clock'], this.fact(), to)
    this.#base = to.base
    this.#wall = to.wall
    this.#scale = to.scale
    this.#moved.ring()
  }
}

/** The real time, whatever any world's clock shows: milliseconds since 1970. */
export function realTime(): number {
  return wall()
}

/** Milliseconds of real time since some instant, with fractions: to measure how long something takes. */
export function elapsed(): number {
  return fine()
}

/** Lets real time pass, in milliseconds, or until a signal is raised. No clock of a world knows of it. */
export function elapse(milliseconds: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop?.aborted === true) return resolve()
    const done = (): void => {
      alarm.clear(timer)
      stop?.removeEventListener('abort', done)
      resolve()
    }
    const timer = alarm.set(done, milliseconds)
    stop?.addEventListener('abort', done)
  })
}

function instant(at: string | number): number {
  const found = typeof at === 'number' ? Math.floor(at) : Date.parse(at)
  if (found >= 0 && found <= LAST) return found
  throw new RangeError(
    `Failed to read an instant: "${at}" is not one from 1970 to 9999. Use RFC 3339, e.g. "2026-01-31T12:00:00Z", or milliseconds since 1970.`,
  )
}

/** RFC 3339 in UTC with whole seconds, e.g. `2026-02-01T14:00:00Z`. */
export const seconds = bySecond((date) => `${date.toISOString().slice(0, 19)}Z`)

/** An HTTP date (IMF-fixdate, RFC 9110 section 5.6.7). */
export const httpDate = bySecond((date) => date.toUTCString())

/** A text made from an instant's whole second. The last one is kept: most calls fall in the same second. */
function bySecond(make: (date: Date) => string): (milliseconds: number) => string {
  let last = { second: Number.NaN, text: '' }
  return (milliseconds) => {
    const second = Math.floor(milliseconds / 1000)
    if (last.second !== second) last = { second, text: make(new Date(second * 1000)) }
    return last.text
  }
}
