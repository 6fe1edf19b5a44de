import type { Basis, Sourced, Statement } from './statement.ts'
import type { Json, JsonObject } from './json.ts'

/** The content of `behaviour.yaml`: what an OpenAPI document cannot say. `behaviour.schema.json` is its JSON Schema. */
export interface Behaviour {
  readonly behaviour: 1
  readonly provider: Provider
  readonly auth: Auth
  readonly errors: Errors
  readonly content: Content
  readonly checkOrder: Statement<{ readonly stages: readonly Stage[] }>
  readonly resources: Readonly<Record<string, ResourceType>>
  readonly operations: Readonly<Record<string, OperationBehaviour>>
  readonly lifecycles?: Readonly<Record<string, Lifecycle>>
  readonly rateLimit?: RateLimit
  readonly seed: Seed
}

export interface Provider {
  /** Lower-case identifier, also the name of the folder. */
  readonly id: string
  readonly title: string
  readonly homepage?: string
  /** Environment variables that the vendor's real clients read. `{origin}`, `{token}` and `{<path parameter>}` are filled in. */
  readonly environment?: readonly Statement<{ readonly name: string; readonly value: string }>[]
}

export type Auth = Statement<{
  readonly scheme: 'bearer'
  /** The `WWW-Authenticate` value of an unauthenticated refusal. */
  readonly challenge?: string
  readonly credentials: {
    /** The resource type whose members are credentials. */
    readonly resource: string
    /** Name of the field that holds the raw token; it is shown once, on create. */
    readonly secret: string
    /** How the mock makes a raw token: `{id}` is the credential's identifier, `{hexN}` N hexadecimal digits. */
    readonly pattern?: string
    readonly role: string
    readonly expires?: string
    /** The path parameter that a credential is bound to, e.g. `tenant`. */
    readonly scope?: string
  }
  readonly roles: Readonly<Record<string, Role>>
  /** How long after revocation a credential may still work. */
  readonly revocation?: Statement<{ readonly withinSeconds: number }>
}>

export interface Role {
  readonly title: string
  /** Documented rights: the suite expects them to be granted. */
  readonly allows?: readonly Statement<{ readonly operations: readonly string[] }>[]
  /** Everything else is allowed by the mock and not asserted by the suite. */
  readonly forbids?: readonly Statement<{ readonly operations: readonly string[] }>[]
}

/** Why a request was refused, in words no vendor owns. The contract turns each into a status and a body. */
export const refusals = [
  'not-routable',
  'method-not-allowed',
  'not-modelled',
  'rate-limited',
  'unauthenticated',
  'invalid-parameter',
  'not-member',
  'missing-role',
  'unsupported-media-type',
  'too-large',
  'malformed-body',
  'invalid-body',
  'unknown-field',
  'empty-change',
  'immutable-field',
  'absent',
  'parent-absent',
  'stale-tag',
  'missing-tag',
  'malformed-tag',
  'name-taken',
  'still-deleting',
  'not-ready',
  'self-removal',
  'limit-reached',
  'rule-broken',
  'internal',
] as const
export type Refusal = (typeof refusals)[number]

export interface Errors {
  /** `{message}`, `{code}`, `{status}` and `{detail}` are filled in, wherever they stand in a string. */
  readonly envelope: Statement<{ readonly mediaType: string; readonly schema: string; readonly body: Json }>
  readonly refusals: Readonly<Partial<Record<Refusal, RefusalReply>>>
}

export type RefusalReply = Statement<{
  readonly status: number
  /** Other statuses that nobody's documents rule out; the suite tolerates them. */
  readonly tolerated?: readonly number[]
  readonly code?: string
  /** May hold `{detail}`. */
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}>

export interface Content {
  readonly mediaTypes: Statement<{ readonly request: readonly string[]; readonly response: string }>
  /** Largest accepted request body. */
  readonly maxBytes: Statement<{ readonly bytes: number }>
  readonly maxDepth: Statement<{ readonly levels: number }>
  readonly unknownFields: Statement<{ readonly policy: 'refuse' | 'ignore' }>
  readonly duplicateKeys: Statement<{ readonly policy: 'refuse' | 'last-wins' }>
  /** Null where the document does not declare it; some servers take it for absence. Documented when absent. */
  readonly nulls?: Statement<{ readonly policy: 'refuse' }>
  /** Name of the response header that carries a request id, if there is one. */
  readonly requestId?: Statement<{ readonly header: string }>
}

/** Stages of the request pipeline, in the vendor's own order; see `checkOrder`. */
export const stages = ['limit', 'authenticate', 'parameters', 'membership', 'role', 'content', 'existence', 'precondition', 'conflict'] as const
export type Stage = (typeof stages)[number]

export interface ResourceType {
  readonly title: string
  /** Path parameters that address one resource, outermost first; the last one is its own identifier. */
  readonly address: readonly string[]
  readonly identity: Identity
  /** Name of the schema in `components.schemas` that a representation satisfies. */
  readonly schema: string
  /** What that schema rests on, where it is less than the operations that show it. */
  readonly shape?: Sourced
  /** Places of a representation that change although nobody wrote, e.g. what is measured, by JSON pointer. */
  readonly moves?: readonly Statement<{ readonly places: readonly string[] }>[]
  readonly tag?: Tag
  readonly lifecycle?: string
  /** Field names that never change after create. */
  readonly immutable?: readonly Statement<{ readonly fields: readonly string[] }>[]
  /** Fields that the server adds, by JSON pointer. The mock shows them; the suite treats them as the server's own. */
  readonly shows?: Readonly<Record<string, Shown>>
  /** Values filled in on create where the client sent none, by JSON pointer. */
  readonly defaults?: Readonly<Record<string, Json>>
  /** How an update changes a field; unlisted fields are replaced by what was sent. */
  readonly merge?: Readonly<Record<string, Merge>>
  /** Another resource whose tag moves when this one is written, e.g. the tenant of a member. */
  readonly touches?: string
  /** Kubernetes quantities among the fields, by JSON pointer into the request body. */
  readonly quantities?: Readonly<Record<string, Quantity>>
  /** Present when deletion needs time or forbids reuse of the name meanwhile. */
  readonly deletion?: Statement<{ readonly asynchronous: boolean }>
  /** What deleting again gets while the first deletion is still under way. */
  readonly repeatedDeletion?: Statement<{ readonly answer: 'accepted' | 'absent' }>
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

/** A value that the server shows. Exactly one of the kinds is present. */
export interface Shown {
  readonly is?: 'revision' | 'created' | 'updated' | 'phase' | 'generation' | 'observed-generation' | 'id' | 'uid' | 'caller' | 'secret' | 'conditions'
  /** Text with `{field}`, `{path parameter}`, `{id}` and `{hex8}` filled in. Shown only when all of them are known. */
  readonly text?: string
  readonly value?: Json
  /** Number of resources of this type below this one. */
  readonly count?: string
  /** The resources of a type below this one, cut down to some fields. */
  readonly children?: { readonly resource: string; readonly fields: readonly string[] }
  /** Shown only once the lifecycle has reached this phase for the first time. */
  readonly after?: string
  /** `settled`: filled from the specification that last settled, not from the one last requested. */
  readonly from?: 'requested' | 'settled'
  readonly only?: 'create'
}

export type OperationBehaviour = Statement<{
  readonly action: 'list' | 'create' | 'read' | 'update' | 'delete' | 'view'
  readonly resource: string
  /** `view` only: what is shown, by JSON pointer. */
  readonly shows?: Readonly<Record<string, Shown>>
  /** Refused as `not-ready` until the lifecycle has reached this phase for the first time. */
  readonly requires?: Statement<{ readonly after: string }>
  readonly precondition?: Precondition
  /** An update that names no field. */
  readonly emptyChange?: Statement<{ readonly policy: 'refuse' | 'accept' }>
  /** Refused when this path parameter names the caller, e.g. removing oneself. */
  readonly notOnCaller?: Statement<{ readonly parameter: string }>
  /** Lifecycle triggers that an update starts; the first whose fields changed wins. */
  readonly triggers?: readonly { readonly changes: string; readonly trigger: string }[]
  /** Order of a list: by identifier unless told otherwise. */
  readonly order?: Statement<{ readonly by: string }>
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
}>

export interface Lifecycle {
  /** JSON pointer of the field that shows the phase. */
  readonly at: string
  readonly phases: Readonly<Record<string, Phase>>
  readonly triggers: Readonly<Record<string, Trigger>>
  /** Phases that a vendor's documents and clients name differently: the suite accepts either word. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
  readonly settles: Statement<{ readonly withinSeconds: number }>
  readonly vanishes?: Statement<{ readonly withinSeconds: number }>
}

export type Phase = Statement<{
  /** `transient` phases end by themselves; `settled` ones do not. */
  readonly kind: 'transient' | 'settled' | 'failed'
}>

export type Trigger = Statement<{
  /** Phases in which it starts; absent means any. In others the change is stored and the phase stays. */
  readonly from?: readonly string[]
  /** Transient phases passed, in order, each with its duration on the mock's clock. */
  readonly through: readonly { readonly phase: string; readonly seconds: number }[]
  /** Where it ends: a phase, or `gone`. */
  readonly to: string
  /** `administrator`: never started by an API call, only by the management interface. */
  readonly by?: 'administrator'
}>

export type RateLimit = Statement<{
  readonly requests: number
  readonly windowSeconds: number
  readonly key: 'source-address' | 'credential'
  readonly retryAfter: Statement<{ readonly format: 'seconds' | 'date'; readonly always: boolean }>
  /** True when operations without authentication are limited too. */
  readonly publicToo: boolean
}>

/** The first content of every world. Sample data: nothing here is a promise. */
export interface Seed {
  /** Named credentials for people and for the suite: `admin` is required; `readonly` and `other` turn checks on. */
  readonly principals: Readonly<Record<string, { readonly token: string; readonly params: Readonly<Record<string, string>> }>>
  readonly resources: Readonly<Record<string, readonly SeedResource[]>>
}

export interface SeedResource {
  /** Values of the resource type's address, in order. */
  readonly address: readonly string[]
  readonly fields: JsonObject
  /** For a credential: the raw token. */
  readonly secret?: string
  /** For a credential: who it acts for. */
  readonly caller?: string
}
