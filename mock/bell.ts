/** Wakes everybody who waits for the next change. */
export class Bell {
  readonly #waiting = new Set<() => void>()

  ring(): void {
    for (const wake of this.#waiting) wake()
  }

  /** Resolves with the next ring, or when the signal is raised. */
  next(stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        stop.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      if (stop.aborted) return resolve()
      stop.addEventListener('abort', wake)
      this.#waiting.add(wake)
    })
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size
  }
}
