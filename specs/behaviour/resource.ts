import type { Json, JsonObject } from '../json.ts'
import type { Basis, Sourced, Statement } from '../statement.ts'
import type { Rule } from './rule.ts'
import type { Shown } from './shown.ts'

export interface ResourceType {
  readonly title: string
  /** Path parameters that address one resource, outermost first; the last one is its own identifier. */
  readonly address: readonly string[]
  readonly identity: Identity
  /** Name of the schema in `components.schemas` that a representation satisfies. */
  readonly schema: string
  /** What that schema rests on, where it is less than the operations that show it. */
  readonly shape?: Sourced
  /** What it rests on that members are shown which were sent and which the schema does not require, where it is less than the operations. */
  readonly echo?: Sourced
  /** Places of a representation that change although nobody wrote, e.g. what is measured, by JSON pointer. */
  readonly moves?: readonly Statement<{ readonly places: readonly string[] }>[]
  readonly tag?: Tag
  readonly lifecycle?: string
  /** Fields that the server adds, by JSON pointer (`*`: in every item of an array). The mock shows them; the suite treats them as the server's own. */
  readonly shows?: Readonly<Record<string, Shown>>
  /** Fields that are accepted and never shown, by JSON pointer. */
  readonly writeOnly?: readonly Statement<{ readonly places: readonly string[] }>[]
  /** Texts that a server may well normalise, and numbers that it may choose, by JSON pointer (`*`: in every item): that they read back as they were sent rests on less than the operations. */
  readonly spelling?: readonly Statement<{ readonly places: readonly string[] }>[]
  /** What holds between fields, and between fields and other resources. */
  readonly rules?: readonly Rule[]
  /** What one that is made for others to name has besides what its schema requires. Sample data. */
  readonly serves?: Statement<{ readonly fields: JsonObject }>
  /** Fields of request bodies that hold a kubeconfig as text. By JSON pointer. */
  readonly kubeconfigs?: Readonly<Record<string, Kubeconfig>>
  /** Resource types of which one comes and goes with each of these, at the same address, e.g. its settings. */
  readonly companions?: readonly string[]
  /** Deletion is refused while a resource of another type names this one. */
  readonly guards?: readonly Guard[]
  /** Values filled in on create where the client sent none, by JSON pointer. */
  readonly defaults?: Readonly<Record<string, Json>>
  /** How an update changes a field; unlisted fields are replaced by what was sent. */
  readonly merge?: Readonly<Record<string, Merge>>
  /** Another resource whose tag moves when this one is written, e.g. the tenant of a member. */
  readonly touches?: string
  /** Arrays whose items have a value of a kind that follows from their identifier, e.g. features. By JSON pointer. */
  readonly typed?: Readonly<Record<string, Typed>>
  /** The version that the server chooses and keeps; `upgrades` of an action takes the next. Sample data. */
  readonly versions?: Statement<{ readonly at: string; readonly values: readonly string[] }>
  /** A member of create and update bodies that becomes the content of a companion. */
  readonly hands?: Statement<{ readonly at: string; readonly to: string }>
  /** Texts that stand for a number or a boolean are taken for one where the schema wants one. */
  readonly coerces?: Sourced
  /** Kubernetes quantities among the fields, by JSON pointer into the request body. */
  readonly quantities?: Readonly<Record<string, Quantity>>
  /** Present when deletion needs time or forbids reuse of the name meanwhile. */
  readonly deletion?: Statement<{ readonly asynchronous: boolean }>
  /** What an update or an action gets while the deletion is under way. Accepted when absent. */
  readonly writesWhileDeleting?: Statement<{ readonly answer: 'refused' }>
  /** What an update gets while the lifecycle is under way, and in a phase in which what it would set in motion does not start. Accepted when absent. */
  readonly writesWhileBusy?: Statement<{ readonly answer: 'refused' }>
  /** What deleting again gets while the first deletion is still under way. */
  readonly repeatedDeletion?: Statement<{ readonly answer: 'accepted' | 'absent' | 'refused' }>
  /**
   * Constraints of the document's request schemas that stand on less than the vendor's documents, e.g. the exact alphabet
   * of a name. The mock keeps them; the suite neither tests them nor leans on them, and leaves out fields marked `*`.
   */
  readonly unsure?: readonly Statement<{
    /** JSON pointer into the request body. */
    readonly at: string
    /** JSON Schema keywords, or `*` for the whole field. */
    readonly keywords: readonly string[]
  }>[]
  /** Fields that hold secrets: shown on create only, redacted everywhere else. JSON pointers. */
  readonly secrets?: readonly string[]
  /** Fields whose value is compared without case and stored in lower case. */
  readonly lowerCase?: readonly string[]
}

export type Identity = Statement<{
  /** `client`: the create body's field holds it. `server`: made by the server from `pattern`. */
  readonly from: 'client' | 'server'
  readonly field: string
  /** `{hexN}` is N lower-case hexadecimal digits; only for `server`. */
  readonly pattern?: string
  /** JSON pointers of where else an answer tells it, e.g. a long-running operation that tells what it is about. They go before `field`. */
  readonly elsewhere?: readonly string[]
}>

export type Tag = Statement<{
  /** Where the validator of a representation is told. */
  readonly header: boolean
  /** JSON pointer of the body field with the same version, if there is one. */
  readonly body?: string
  readonly strength: 'strong' | 'weak'
  /** True when a change of phase changes the tag. */
  readonly movesWithPhase: boolean
}>

export type Quantity = Statement<{ readonly minimum?: string; readonly suffix?: 'optional' | 'required' }>

export interface Merge {
  /** `keys`: only the keys sent change. `replace`: the whole value is replaced. */
  readonly how: 'keys' | 'replace'
  /** What an empty object does with `keys`: nothing, or clear the field. */
  readonly empty?: 'keep' | 'clear'
  /** Values that mean "no change". */
  readonly ignore?: readonly Json[]
  readonly basis?: Basis
  readonly source?: string
}

/** What a kubeconfig may be. Its text is never shown, and nothing in it is followed. */
export type Kubeconfig = Statement<{
  readonly maxBytes: number
  /** How many nodes its aliases may stand for. */
  readonly maxAliases: number
}>

export type Guard = Statement<{
  readonly resource: string
  /** JSON pointer of the field that names the guarded resource; without it, whatever lies below it counts. */
  readonly at?: string
  /** Lifted by these values of a query parameter of the deletion, which then takes along what stood against it. */
  readonly unless?: { readonly parameter: string; readonly is: readonly Json[] }
}>

/** The items of an array that have an identifier and a value whose kind follows from it. */
export type Typed = Statement<{
  /** JSON pointers into an item: its identifier, and its value in a request. */
  readonly id: string
  readonly value: string
  /** JSON pointers into an item as it is shown: the word of its kind, and its value. */
  readonly shown: { readonly type: string; readonly value: string }
  readonly kinds: readonly TypedKind[]
  /** What an identifier gets that no kind has. */
  readonly unknown: Statement<{ readonly policy: 'refuse' | 'ignore' }>
}>

/** One kind of value. Defaults in its schema are filled in where a request leaves them out. */
export type TypedKind = Statement<{
  readonly id: string
  /** The word that is shown of it. */
  readonly type: string
  /** Name in `components.schemas` of what its value satisfies. */
  readonly schema: string
  /** Only where the resource has one of these values, by JSON pointer. */
  readonly where?: Readonly<Record<string, readonly Json[]>>
  /** Other members of such an item as it is shown, by JSON pointer. Sample data. */
  readonly shows?: Readonly<Record<string, Json>>
  /** What another value gets in an update; once the lifecycle has reached `after`, where that is given. */
  readonly change?: Statement<{ readonly policy: 'refuse' | 'ignore'; readonly after?: string }>
}>
