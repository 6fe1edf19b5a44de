/** Wakes everybody who waits for the next change. */
export class Bell {
  readonly #waiting = new Set<() => void>()

  ring(): void {
    for (const wake of this.#waiting) wake()
  }

  /** Calls back with each ring, until what it returns is called. No signals: a thousand may wait, and each ring concerns all of them. */
  hear(wake: () => void): () => void {
    this.#waiting.add(wake)
    return () => void this.#waiting.delete(wake)
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size
  }
}
