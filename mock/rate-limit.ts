/** Keys remembered at once; past that all windows begin anew, so that forged keys cannot fill the memory. */
const MOST_KEYS = 10_000

/** A fixed window per key, on the world's clock. */
export class Limiter {
  #windows = new Map<string, { began: number; used: number }>()
  #forced: { left: number; retryAfterSeconds: number } | undefined

  /** Seconds to wait, or undefined when the request fits into the window. `policy` undefined: no limit. */
  take(key: string, now: number, policy: { requests: number; windowSeconds: number } | undefined): number | undefined {
    if (this.#forced !== undefined && this.#forced.left > 0) {
      this.#forced.left -= 1
      return this.#forced.retryAfterSeconds
    }
    if (policy === undefined) return undefined
    const length = policy.windowSeconds * 1000
    let window = this.#windows.get(key)
    if (window === undefined || now - window.began >= length || now < window.began) {
      if (this.#windows.size >= MOST_KEYS) this.#windows.clear()
      window = { began: now, used: 0 }
      this.#windows.set(key, window)
    }
    window.used += 1
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
    this.#forced = { left: requests, retryAfterSeconds }
  }

  reset(): void {
    this.#windows.clear()
    this.#forced = undefined
  }

  state(): { readonly windows: readonly { readonly key: string; readonly used: number }[]; readonly forced: number } {
    return { windows: [...this.#windows].map(([key, { used }]) => ({ key, used })), forced: this.#forced?.left ?? 0 }
  }
}
