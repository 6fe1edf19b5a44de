import type { Json, JsonObject } from '../specs/json.ts'
import type { Exchange } from './history.ts'

/**
 * Who sends a request: a named principal, nobody, somebody with this token, or with this literal Authorization value. Evidence holds
 * `{admin}` where the token of `admin` was sent and `{secret-1}` where a secret was shown; both may be used here.
 */
export type Principal = 'admin' | 'readonly' | 'other' | 'nobody' | { readonly token: string } | { readonly authorization: string }

/** A request built from an operation of the contract. Everything but the operation has a sensible default. */
export interface RequestPlan {
  readonly operation: string
  /** Path parameters; the principal's own (e.g. its tenant) are filled in. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  /** Laid over the ones the suite sends by itself; an empty `accept` or `content-type` leaves that one out. */
  readonly headers?: Readonly<Record<string, string>>
  /** More header lines, for fields that are sent twice. */
  readonly lines?: readonly (readonly [name: string, value: string])[]
  /** JSON body: serialised, with the operation's own media type. */
  readonly body?: Json
  /**
   * Body as it shall stand on the wire. Give `content-type` in `headers`, or the operation's own is sent. Where the path has no place
   * for a parameter, the member that stands for it is put in first.
   */
  readonly raw?: string | Uint8Array
  readonly as?: Principal
  /** Over the Connect protocol, in a run that uses another wire. Need it with `reading.connect`. */
  readonly wire?: 'connect'
  /** Another method on the operation's path. */
  readonly method?: string
  /** Added to the path, or another path altogether (below the base path) when it begins with `/`. */
  readonly path?: string
  /** True where a dropped connection is an outcome to be judged; elsewhere it ends the check as inconclusive. */
  readonly mayBeLost?: boolean
  /** Hang up once the whole request is sent, before its answer is read: it is lost on purpose, so `mayBeLost` goes with it. */
  readonly hangUp?: 'after-send'
  /** True where the body is meant as it stands, although it is short of what an update replaces; elsewhere the suite completes it. */
  readonly exactly?: boolean
  /** True where the write is about what is under way; elsewhere the suite waits where the contract refuses writes meanwhile. */
  readonly atOnce?: boolean
  /**
   * True for a create that is meant to succeed. A run that may make few keeps the last one of its budget for those that are meant to
   * be refused, and may not be.
   */
  readonly isMeant?: boolean
  /** True where a 429 is an outcome to be judged; elsewhere the suite waits as long as it is told and sends again. */
  readonly mayBeThrottled?: boolean
}

/** A resource that the run made (or was lent) and will delete. */
export interface Handle {
  readonly resource: string
  /** Path parameters that address it. */
  readonly params: Readonly<Record<string, string>>
  /** Body it was created with. */
  readonly body: JsonObject
}

/** A request, and the label that its exchange is recorded under. */
export type Labelled = readonly [label: string, plan: RequestPlan]

/**
 * What a check's `drive` may do. Every request is recorded under its label. A list in pages is followed to its end, unless the
 * query names a page: what is recorded under the label then holds the items of all pages, which stand before it.
 */
export interface Api {
  send(label: string, plan: RequestPlan): Promise<Exchange>
  /**
   * Sends requests so that all of them are there at the same time, each over a connection of its own; their exchanges, in the same
   * order. A list in pages is not followed.
   */
  together(plans: readonly Labelled[]): Promise<readonly Exchange[]>
  /** True where few resources may be made, so that none is made for its own sake. */
  readonly isSparing: boolean
  /**
   * Sends a create that has to be accepted before refusals of others like it count. In a run that may make few resources, one that was
   * accepted before stands for it where it differs in names alone; what that made may have gone.
   */
  control(label: string, plan: RequestPlan): Promise<Exchange>
  /**
   * A settled resource of the type under test that the run owns, shared with other checks and left as any of them
   * left it: for checks that change it but do not destroy it. Throws `Blocked` when none can be made.
   */
  borrow(): Promise<Handle>
  /** Path parameters of what resources of the type under test lie in, made first where nothing is known of it. Throws `Blocked` when there is none. */
  parents(): Promise<Readonly<Record<string, string>>>
  /**
   * Makes a fresh resource and waits until it has settled. The create is recorded under `label`, the waiting under
   * `settling`. Deleted after the scenario. Throws `Blocked` when the create is refused.
   */
  make(label: string, changes?: JsonObject): Promise<Handle>
  /** A minimal valid create body for the type under test with a name nobody has used, `changes` laid over it. */
  body(changes?: JsonObject, as?: 'admin' | 'other'): JsonObject
  /** The same for an import, with a plain kubeconfig. */
  importBody(changes?: JsonObject, as?: 'admin' | 'other'): JsonObject
  /** Reads until `enough` says so or the patience of the subject is used up; returns the last exchange. */
  poll(label: string, plan: RequestPlan, enough: (exchange: Exchange) => boolean): Promise<Exchange>
  /** Reads the resource until its lifecycle has settled. */
  settle(label: string, handle: Handle): Promise<Exchange>
  /**
   * The resource that a create sent by `send` made; undefined when it made none. The ledger knows of it already:
   * every create that succeeds is deleted after the scenario, asked for or not.
   */
  own(exchange: Exchange, body?: JsonObject): Handle | undefined
  /** A name in the grammar of the type under test that this run has not used before. */
  name(): string
  /** Waits as long as `seconds` last on the subject's clock. */
  wait(seconds: number): Promise<void>
}

/** Thrown by `Api` when what a check needs first did not happen; the verdict is `blocked`. */
export class Blocked extends Error {}

/** Thrown by `Api` when a check wants what the run may not do or can no longer afford; the verdict is `skipped`. */
export class Withheld extends Error {
  /** Who says so. */
  readonly lacks: 'budget' | 'profile'

  constructor(because: string, lacks: 'budget' | 'profile' = 'budget') {
    super(because)
    this.lacks = lacks
  }
}

/** Thrown by `Api` when a request was throttled beyond patience, lost, or beyond the budget; the verdict is `inconclusive`. */
export class Inconclusive extends Error {}
