/** The only place where the suite reads a clock. */
export const clock = {
  /** The instant, RFC 3339 in UTC. */
  now: (): string => new Date().toISOString(),
  /** Milliseconds of a monotonic clock with an arbitrary start. */
  elapsed: (): number => performance.now(),
  /** Acts once the milliseconds are over, unless it is told not to before. */
  after: (milliseconds: number, act: () => void): (() => void) => {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
  /** Sleeps, but no longer than until the signal is raised. */
  sleep: (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (milliseconds <= 0 || signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, milliseconds)
      signal?.addEventListener('abort', done)
    })
  },
}
