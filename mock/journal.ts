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

/** An entry as it is kept: formatting waits until somebody asks. */
export type Noted = Omit<Entry, 'at'> & { readonly at: number }

/** The last requests of a world: a ring, so that a long-lived mock does not grow. */
export class Journal {
  /** Most entries that are remembered. */
  readonly size: number
  #entries: Noted[] = []
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

  /** `at` is in milliseconds since 1970; the target may still hold secrets, which are taken out when it is told. */
  add(entry: Noted): void {
    if (this.size > 0) this.#entries[this.#total % this.size] = entry
    this.#total += 1
  }

  /** Oldest first. */
  list(): readonly Entry[] {
    const inOrder = this.#entries.filter(() => true).sort((a, b) => a.number - b.number)
    return inOrder.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString(), target: withoutSecrets(entry.target) }))
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
