/** What may go wrong, and when. Plain data: a file holds it, the management interface takes and tells it, a snapshot keeps it. */
export type Plan = readonly Fault[]

/** A fault as people write it; one without an id is called by its position. */
export interface FaultStart {
  readonly id?: string
  readonly when?: When
  readonly do: Deed
}

export interface Fault extends FaultStart {
  readonly id: string
}

/** Which requests it strikes. All that is named must fit; what is left out does not matter. Only requests that fit are counted. */
export interface When {
  /** Id of a contract. */
  readonly provider?: string
  /** operationIds. */
  readonly operation?: string | readonly string[]
  /** Type of the resource that the operation is about. */
  readonly resource?: string
  readonly method?: string
  /** Phases in which the addressed resource stands. */
  readonly phase?: string | readonly string[]
  /** Strikes every n-th of them, from the n-th on. */
  readonly every?: number
  /** Strikes the n-th of them alone, from 1. */
  readonly nth?: number
  /** Strikes so often and no more. */
  readonly times?: number
  /** 0 to 1. Drawn from the world's seed, the fault's id and the request's number among those that fit. */
  readonly probability?: number
}

export type Deed =
  | StatusDeed
  | { readonly latency: Latency }
  /** The connection is reset (TCP RST), `before` the call is carried out or `after`. */
  | { readonly reset: Point }
  /** The connection is closed without a byte of an answer. */
  | { readonly empty: Point }
  /** The share of the body that is sent, 0 to 1, under the whole Content-Length; then the connection is closed. */
  | { readonly truncate: number }
  | { readonly slow: Slow }
  | { readonly stale: Stale }
  | { readonly lifecycle: Failure }

export type Point = 'before' | 'after'

/** A refusal in the vendor's own dialect. */
export interface StatusDeed {
  readonly status: number
  /** Told as `Retry-After`, in the contract's own format. */
  readonly retryAfterSeconds?: number
  /** The envelope's code, where it is not the contract's own for this status. */
  readonly code?: string
  readonly message?: string
  /** True carries the call out all the same. */
  readonly performed?: boolean
}

/** Milliseconds of real time: as many, or drawn from a distribution. None is longer than `MOST_MS`. */
export type Latency =
  | number
  | { readonly uniform: readonly [from: number, to: number] }
  | { readonly normal: { readonly mean: number; readonly deviation: number } }
  /** `sigma` is the deviation of the logarithm. */
  | { readonly lognormal: { readonly median: number; readonly sigma: number } }
  /** Milliseconds by percentile, e.g. `{ "50": 40, "99": 900 }`; straight lines between them. */
  | { readonly percentiles: Readonly<Record<string, number>> }

/** A body that comes in so many equal pieces, spread over so much real time. */
export interface Slow {
  readonly overMs: number
  readonly pieces?: number
}

/** Reads that show a former state, never one that is older than what the same client has seen in the same way. */
export interface Stale {
  /** Of what shows one resource. */
  readonly get?: Lag
  /** Of lists and overviews. */
  readonly list?: Lag
  /** True shows a client's own writes at once. */
  readonly ownWrites?: boolean
}

/** How far reads lag behind; of two bounds, the nearer counts. */
export interface Lag {
  readonly writes?: number
  readonly seconds?: number
}

/** The transition that the call sets in motion fails on its way. */
export interface Failure {
  /** Phase in which it fails; the last one that has a way to fail when absent. */
  readonly at?: string
  /** The failing phase, or the trigger of the contract's lifecycle that leads there; the first that fits when absent. */
  readonly fails?: string
  /** How long the failing phase lasts, where the lifecycle has a way back; it stays there when absent. At a pace of reads it takes its share of them. */
  readonly recoversAfterSeconds?: number
}

/** The longest that a fault holds an answer up, in milliseconds of real time. */
export const MOST_MS = 60_000

/** Writes of a provider's state that are remembered while a fault shows former states. */
export const MOST_WRITES = 1000

/** Ids of their own for those that have none. */
export function named(faults: readonly FaultStart[]): Plan {
  const taken = new Set(faults.flatMap(({ id }) => id ?? []))
  return faults.map((fault, index) => ({ ...fault, id: fault.id ?? unused(`fault-${index + 1}`, taken) }))
}

function unused(id: string, taken: ReadonlySet<string>): string {
  return taken.has(id) ? unused(`${id}x`, taken) : id
}

/** A fault in a few words, e.g. `503 on createCluster, every 3`. */
export function summaryOf({ when = {}, do: deed }: FaultStart): string {
  const what = 'status' in deed ? String(deed.status) : (Object.keys(deed)[0] ?? '')
  const where = [when.operation ?? when.method ?? when.resource ?? 'everything'].flat().join(' and ')
  const turns = (['every', 'nth', 'times', 'probability'] as const).flatMap((name) => (when[name] === undefined ? [] : `${name} ${when[name]}`))
  return [`${what} on ${where}`, ...turns].join(', ')
}
