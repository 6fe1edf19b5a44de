import type { Behaviour, OperationBehaviour } from './behaviour.ts'
import type { Json, JsonObject } from './json.ts'

/** Everything one provider promises: the OpenAPI document and what it cannot say, loaded and checked once. */
export interface Contract {
  readonly id: string
  readonly title: string
  /** Folder it was read from. */
  readonly folder: string
  /** Path below which all operations live, from `servers[0].url`, e.g. `/api/v1`. No trailing slash. */
  readonly basePath: string
  /** Paths below which an unknown path is answered in this provider's words: the base path, unless there are several. */
  readonly roots: readonly string[]
  /** How its operations are called: as the document says, or as unary calls of the Connect protocol. */
  readonly wire: 'rest' | 'connect'
  /** The same promises over the Connect protocol, where the provider speaks it besides. */
  readonly connect?: Contract
  /** SHA-256 over the bytes of openapi.yaml, then behaviour.yaml, hex. */
  readonly hash: string
  readonly document: JsonObject
  readonly behaviour: Behaviour
  /** Every operation of the document, by operationId. */
  readonly operations: ReadonlyMap<string, Operation>
  /** Compiles a schema of the document on first use. `where` is a JSON pointer into the document. Never throws on any value. */
  readonly validate: (where: string, value: unknown) => readonly Violation[]
  /** The schema object at a pointer, `$ref`s followed one step. Undefined where there is none. */
  readonly schemaAt: (where: string) => JsonObject | undefined
}

/** One operation of the document, with its behaviour where it is modelled. */
export interface Operation {
  readonly id: string
  /** Upper case, e.g. `GET`. */
  readonly method: string
  /** Full path template, base path included, e.g. `/api/v1/tenants/{tenant}/clusters/{name}`. */
  readonly template: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly mediaType: string; readonly schema: string }
  readonly responses: ReadonlyMap<number, ResponseOf>
  /** True where the document says `security: []`. */
  readonly open: boolean
  readonly behaviour?: OperationBehaviour
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  /** JSON pointer of its schema in the document. */
  readonly schema: string
}

export interface ResponseOf {
  readonly status: number
  readonly description: string
  /** JSON pointer of the body's schema; absent where there is no content. */
  readonly schema?: string
  readonly mediaType?: string
  /** Names of declared headers, lower case. */
  readonly headers: readonly string[]
}

/** One way in which a value misses its schema. */
export interface Violation {
  /** JSON pointer into the value. */
  readonly at: string
  /** JSON Schema keyword, e.g. `required`. */
  readonly keyword: string
  readonly message: string
  /** For `required` and unknown members: the member's name. */
  readonly member?: string
}

export type { Json, JsonObject }
