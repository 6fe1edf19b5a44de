import type { Json } from '../json.ts'
import type { Sourced, Statement } from '../statement.ts'
import type { Refusal, RefusalReply } from './errors.ts'
import type { Keyed } from './idempotency.ts'
import type { Started } from './long-running.ts'
import type { Mask } from './mask.ts'
import type { Shown } from './shown.ts'

/**
 * What an operation does. `import` makes a resource of something that is there already; `act` starts a trigger, or keeps or
 * forgets a part of a resource; `invoke` answers and changes nothing; `overview` shows something of every resource of a type;
 * `tell` answers about none of them; `wait` and `cancel` are about a long-running operation.
 */
export type Action = 'list' | 'create' | 'import' | 'read' | 'update' | 'delete' | 'view' | 'overview' | 'act' | 'invoke' | 'tell' | 'wait' | 'cancel'

export type OperationBehaviour = Statement<{
  readonly action: Action
  readonly resource: string
  /** `view`, `overview`, `act`, `invoke` and `tell` only: what is shown, by JSON pointer; the empty one is the whole answer. */
  readonly shows?: Readonly<Record<string, Shown>>
  /** `overview` only: shown are those that have a value here, by JSON pointer into the fields. */
  readonly having?: string
  /** How it refuses, where that differs from what the contract says of all operations. */
  readonly refusals?: Readonly<Partial<Record<Refusal, RefusalReply>>>
  /** Path parameters whose value does not matter: what is addressed is looked for in the caller's own scope. */
  readonly ignores?: Statement<{ readonly parameters: readonly string[] }>
  /** `list` only: no operation reads one resource by itself, its item here shows it. */
  readonly reads?: Sourced
  /** `update` only: the body stands for the whole resource. What it leaves out is gone, or back at its default. */
  readonly replaces?: Statement<{
    /** JSON pointers of what stays although the body leaves it out. */
    readonly keeps?: Statement<{ readonly places: readonly string[] }>
  }>
  /** `act` only: the body becomes a part of the resource, which `shows` of this and other operations tell of. */
  readonly stores?: Stored
  /** `act` only: JSON pointer of a part that is forgotten, whether it was there or not. */
  readonly clears?: string
  /** `act` only: the version that the server keeps becomes the next one; refused as `wrong-phase` where there is none. */
  readonly upgrades?: Sourced
  /** A query parameter that chooses another trigger, by its value as text. */
  readonly chooses?: Statement<{ readonly parameter: string; readonly triggers: Readonly<Record<string, string>> }>
  /** Values of query parameters that are refused together, as `invalid-parameter`. */
  readonly neverTogether?: readonly Statement<{ readonly parameters: Readonly<Record<string, Json>> }>[]
  /** Refused as `not-ready` until the lifecycle has reached this phase for the first time. */
  readonly requires?: Statement<{ readonly after: string }>
  readonly precondition?: Precondition
  /** `update` only: a member of the body names the fields that change. */
  readonly mask?: Mask
  /** JSON pointers of body members that repeat a path parameter, by its name; they are never stored. */
  readonly binds?: Readonly<Record<string, string>>
  /** JSON pointer of the member of a success that holds the representation; the body is the representation itself when absent. */
  readonly representation?: string
  /** What it rests on that a body with no more than its schema requires is enough, where it is less than the operation. */
  readonly least?: Sourced
  /** An update that names no field. */
  readonly emptyChange?: Statement<{ readonly policy: 'refuse' | 'accept' }>
  /** Refused when this path parameter names the caller, e.g. removing oneself. */
  readonly notOnCaller?: Statement<{ readonly parameter: string }>
  /** Refused as `wrong-phase` unless the resource has these values, by JSON pointer, e.g. unless the vendor runs it. */
  readonly onlyWhere?: Statement<{ readonly fields: Readonly<Record<string, Json>> }>
  /** Lifecycle triggers that an update starts; the first whose fields changed wins. */
  readonly triggers?: readonly { readonly changes: string; readonly trigger: string }[]
  /** The trigger that it starts; `create`, `import` and `delete` start the one of that name unless told otherwise. */
  readonly trigger?: string
  /** Fields set besides the request body, by JSON pointer; of a list, members of its answer besides the items. */
  readonly sets?: Readonly<Record<string, Json>>
  /** Present where the answer is a long-running operation. */
  readonly longRunning?: Started
  /** Present where an idempotency key is understood. */
  readonly idempotency?: Keyed
  /** Present where a success names what was made in `Location` (RFC 9110 section 10.2.2). */
  readonly location?: Sourced
  /** A number of resources that is not exceeded: the resource of this type and identifier tells the limit. */
  readonly quota?: Statement<{ readonly resource: string; readonly id: string; readonly limit: string; readonly usage: string }>
  /** Order of a list: by identifier unless told otherwise. */
  readonly order?: Statement<{ readonly by: string }>
  /** By creation, the youngest first. */
  readonly newestFirst?: Sourced
  /** `list` only: in pages. */
  readonly paging?: Paging
  /** `list` only: query parameters that keep the items with this value, by JSON pointer into an item. */
  readonly filters?: Readonly<Record<string, Statement<{ readonly at: string }>>>
  /** `list` only: query parameters of which all or none must be sent. */
  readonly together?: Statement<{ readonly parameters: readonly string[] }>
  /** `list` only: members that an item lacks although a single read has them, by JSON pointer. */
  readonly omits?: Statement<{ readonly places: readonly string[] }>
  /** `list` only: JSON pointer of the member that holds the array; the body is the array itself when absent. */
  readonly items?: string
  /** What `items` rests on, where it is less than the operation itself. */
  readonly envelope?: Sourced
  /** Other statuses of success that nobody's documents rule out; the suite tolerates them. */
  readonly success?: Statement<{ readonly tolerated: readonly number[] }>
}>

/** A part of a resource that an operation of its own writes. */
export type Stored = Statement<{
  /** JSON pointer into the fields. */
  readonly at: string
  /** What the server adds to it, by JSON pointer into the part: the instant, the caller's name, the resource's identifier. */
  readonly adds?: Readonly<Record<string, 'now' | 'caller' | 'id'>>
  /** JSON pointer into the part of the days that it lasts, counted from the instant that is added at `since`. For ever where there is none. */
  readonly lasts?: { readonly days: string; readonly since: string }
}>

export type Precondition = Statement<{
  readonly header: 'if-match'
  readonly presence: 'optional' | 'required'
  /** The resource whose tag is compared, when it is not the one addressed. */
  readonly on?: string
  readonly comparison: 'strong' | 'weak'
  /** True when an unquoted tag is read as an entity tag. */
  readonly bare: boolean
  /** True where the field is one tag, and no more is said of it: `*`, a list and `W/` are then tags like any other. */
  readonly single?: boolean
}>

/** A list in pages, each of which tells where the next one begins. */
export type Paging = Statement<{
  readonly limit: { readonly parameter: string; readonly min: number; readonly max: number; readonly default: number }
  readonly cursor: string
  /** JSON pointers into an answer. */
  readonly more: string
  readonly next: string
  /** What gets a limit that is not one. */
  readonly outside: Statement<{ readonly policy: 'refuse' | 'clamp' }>
}>
