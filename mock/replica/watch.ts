import type { Attempt } from '../attempt.ts'
import type { World } from '../world.ts'

/** Hears of what changes in a world from the moment on at which a call was tried there. */
export class Watch {
  readonly #stop = new AbortController()
  readonly #heard: Promise<void>
  #isOver = false

  /** `gone` is raised when nobody wants to know any more. */
  constructor(world: World, attempt: Attempt, gone: AbortSignal) {
    this.#heard = this.#hear(world.over(attempt, AbortSignal.any([gone, this.#stop.signal])))
  }

  async #hear(changes: Promise<void>): Promise<void> {
    await changes
    this.#isOver = true
  }

  /** Resolves once something has changed, or there is nothing more to wait for. `look` finds out what others have changed, now and then; rejects when that does. */
  async over(look: () => Promise<void>): Promise<void> {
    while (!this.#isOver) await Promise.race([this.#heard, look()])
  }

  end(): void {
    this.#stop.abort()
  }
}
