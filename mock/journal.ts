import type { Action, Refusal } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { Reply, Route } from './call.ts'
import { entryOf } from './explain/entry.ts'
import type { Trace } from './explain/trace.ts'

/** One request as the management interface tells it: no tokens, no bodies. */
export interface Entry {
  /** Position in the world's traffic, from 1. */
  readonly number: number
  /** What the answer carried in the vendor's header of a request id, or in `x-mock-request-id`. */
  readonly requestId: string
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
  readonly action?: Action
  /** What it was about: the addressed resource, or the one that it made. */
  readonly resource?: { readonly type: string; readonly address: readonly string[] }
  /** Identifier of the credential that was recognised. */
  readonly caller?: string
  /** Entity tag of the answer. */
  readonly tag?: string
  /** SHA-256 of the idempotency key, the first 16 hexadecimal digits. */
  readonly key?: string
  /** Size of the request body in bytes, and the first 16 hexadecimal digits of its SHA-256. */
  readonly body?: { readonly bytes: number; readonly hash: string }
  /** `Retry-After` of the answer, as it was sent. */
  readonly retryAfter?: string
  /** The phase that the answer showed of one resource, and whether it stays in it. */
  readonly phase?: string
  readonly settled?: boolean
  /** The cursor that was sent, and the one that the answer told. */
  readonly cursor?: string
  readonly next?: string
  /** Present where the target held what looks like a credential, or is one. */
  readonly secretInUrl?: true
  /** The faults that came about, by their ids. */
  readonly faults?: readonly string[]
  /** Present where the connection was broken on purpose, so that the client has no whole answer. */
  readonly lost?: true
  /** RFC 3339 instant of the real time, whatever the world's clock showed. */
  readonly realAt: string
  /** Tells one client from another: the first digits of the SHA-256 of the token that was sent. */
  readonly client?: string
}

/** An entry as it is kept: formatting waits until somebody asks. The target may still hold secrets, which are taken out when it is told. */
export interface Noted {
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly contract: Contract
  readonly route: Route
  readonly method: string
  readonly target: string
  /** True where the caller's token stood in the target, and was taken out. */
  readonly hidden: boolean
  readonly status: number
  readonly refusal: Refusal | undefined
  /** Headers of the answer. */
  readonly headers: Reply['headers']
  readonly ifMatch: string | undefined
  readonly key: string | undefined
  /** Milliseconds since 1970 of the real time. */
  readonly real: number
  /** SHA-256 of the token that was sent, hex. */
  readonly client: string | undefined
  readonly faults: readonly string[] | undefined
  readonly lost: boolean
  /** SHA-256, hex. */
  readonly body: { readonly bytes: number; readonly hash: string } | undefined
  readonly trace: Trace | undefined
}

/** The last requests of a world: a ring, so that a long-lived mock does not grow. */
export class Journal {
  /** Most entries that are remembered. */
  readonly size: number
  readonly #requestId: (number: number) => string
  #entries: Noted[] = []
  #total = 0

  constructor(size: number, requestId: (number: number) => string = String) {
    this.size = size
    this.#requestId = requestId
  }

  /** Number of the request that is recorded next. */
  get next(): number {
    return this.#total + 1
  }

  get total(): number {
    return this.#total
  }

  add(entry: Noted): void {
    if (this.size > 0) this.#entries[this.#total % this.size] = entry
    this.#total += 1
  }

  /** Oldest first. */
  list(): readonly Entry[] {
    return this.kept().map((entry) => entryOf(entry, this.#requestId(entry.number)))
  }

  /** As they are kept, oldest first. */
  kept(): readonly Noted[] {
    return this.#entries.filter(() => true).sort((a, b) => a.number - b.number)
  }

  /** The request with this id, or this number; undefined where it is not remembered. */
  find(which: string | number): Noted | undefined {
    return this.#entries.find((entry) => entry.number === which || this.#requestId(entry.number) === which)
  }

  /** What the answer to a request carried as its id. */
  idOf({ number }: Pick<Noted, 'number'>): string {
    return this.#requestId(number)
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
