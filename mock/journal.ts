import type { Refusal } from '../specs/behaviour.ts'

/** One request as the management interface tells it: no tokens, no bodies. */
export interface Entry {
  /** Position in the world's traffic, from 1. */
  readonly number: number
  /** RFC 3339 instant on the world's clock. */
  readonly at: string
  readonly provider: string
  readonly method: string
  /** Path and query, with the values of secret-looking query parameters left out. */
  readonly target: string
  readonly operation?: string
  readonly status: number
  readonly refusal?: Refusal
  readonly ifMatch?: string
}

/** The last requests of a world: a ring, so that a long-lived mock does not grow. */
export class Journal {
  /** Most entries that are remembered. */
  readonly size: number
  #entries: (Entry | undefined)[] = []
  #total = 0

  constructor(size: number) {
    this.size = size
  }

  /** Number of the request that is recorded next. */
  get next(): number {
    return this.#total + 1
  }

  get total(): number {
    return this.#total
  }

  add(entry: Entry): void {
    if (this.size > 0) this.#entries[this.#total % this.size] = entry
    this.#total += 1
  }

  /** Oldest first. */
  list(): readonly Entry[] {
    return this.#entries.filter((entry) => entry !== undefined).sort((a, b) => a.number - b.number)
  }

  /** Forgets the entries; numbers go on. */
  clear(): void {
    this.#entries = []
  }

  /** Forgets the entries and counts from 1 again. */
  restart(): void {
    this.clear()
    this.#total = 0
  }
}

/** A request target that may be shown: what looks like a credential in the query is replaced. */
export function withoutSecrets(target: string): string {
  return target.replaceAll(/([?&][^=&]*(?:token|key|secret|password)[^=&]*=)[^&]*/gi, '$1***')
}
