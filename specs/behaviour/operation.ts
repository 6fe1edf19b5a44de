import type { Json } from '../json.ts'
import type { Sourced, Statement } from '../statement.ts'
import type { Keyed } from './idempotency.ts'
import type { Started } from './long-running.ts'
import type { Mask } from './mask.ts'
import type { Shown } from './shown.ts'

/**
 * What an operation does. `import` makes a resource of something that is there already; `act` starts a trigger; `invoke` answers
 * and changes nothing; `wait` and `cancel` are about a long-running operation.
 */
export type Action = 'list' | 'create' | 'import' | 'read' | 'update' | 'delete' | 'view' | 'act' | 'invoke' | 'wait' | 'cancel'

export type OperationBehaviour = Statement<{
  readonly action: Action
  readonly resource: string
  /** `view` and `invoke` only: what is shown, by JSON pointer. */
  readonly shows?: Readonly<Record<string, Shown>>
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
