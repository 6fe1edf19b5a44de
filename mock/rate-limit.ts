import type { Fact, Noting } from './state/fact.ts'
import { isForced, isWindow, type Forced, type Window } from './state/limits.ts'

/** Keys remembered at once; past that all windows begin anew, so that forged keys cannot fill the memory. */
const MOST_KEYS = 10_000

/** A fixed window per key, on the world's clock. */
export class Limiter {
  readonly #windows = new Map<string, Window>()
  #forced: Forced | undefined
  readonly #note: Noting | undefined

  constructor(note?: Noting) {
    this.#note = note
  }

  /** Seconds to wait, or undefined when the request fits into the window. `policy` undefined: no limit. */
  take(key: string, now: number, policy: { requests: number; windowSeconds: number } | undefined): number | undefined {
    if (this.#forced !== undefined && this.#forced.left > 0) {
      const { left, retryAfterSeconds } = this.#forced
      this.#force({ left: left - 1, retryAfterSeconds })
      return retryAfterSeconds
    }
    if (policy === undefined) return undefined
    const length = policy.windowSeconds * 1000
    let window = this.#windows.get(key)
    if (window === undefined || now - window.began >= length || now < window.began) {
      if (this.#windows.size >= MOST_KEYS) this.#clear()
      window = { began: now, used: 0 }
    }
    window = { ...window, used: window.used + 1 }
    this.#set(key, window)
    if (window.used <= policy.requests) return undefined
    return Math.max(1, Math.ceil((window.began + length - now) / 1000))
  }

  /** What is left of a window, and when it ends, in milliseconds since 1970. */
  left(key: string, policy: { requests: number; windowSeconds: number }): { readonly remaining: number; readonly ends: number } | undefined {
    const window = this.#windows.get(key)
    if (window === undefined) return undefined
    return { remaining: Math.max(0, policy.requests - window.used), ends: window.began + policy.windowSeconds * 1000 }
  }

  /** The next `requests` calls are refused, whatever the window says. */
  force(requests: number, retryAfterSeconds: number): void {
    this.#force({ left: requests, retryAfterSeconds })
  }

  reset(): void {
    this.#clear()
    this.#force(undefined)
  }

  *facts(): Generator<Fact> {
    if (this.#forced !== undefined) yield { at: ['forced'], value: this.#forced }
    for (const [key, value] of this.#windows) yield { at: ['window', key], value }
  }

  /** Puts one fact in its place as it stands; `undefined` takes it away. */
  put({ at: [kind, key = ''], value }: Fact): void {
    if (kind === 'forced') this.#force(isForced(value) ? value : undefined)
    else this.#set(key, isWindow(value) ? value : undefined)
  }

  #clear(): void {
    for (const key of this.#windows.keys()) this.#set(key, undefined)
  }

  #set(key: string, window: Window | undefined): void {
    this.#note?.(['window', key], this.#windows.get(key), window)
    if (window === undefined) this.#windows.delete(key)
    else this.#windows.set(key, window)
  }

  #force(forced: Forced | undefined): void {
    this.#note?.(['forced'], this.#forced, forced)
    this.#forced = forced
  }

  state(): { readonly windows: readonly { readonly key: string; readonly used: number }[]; readonly forced: number } {
    return { windows: [...this.#windows].map(([key, { used }]) => ({ key, used })), forced: this.#forced?.left ?? 0 }
  }
}
