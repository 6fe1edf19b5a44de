import type { OperationBehaviour, ResourceType } from '../specs/behaviour.ts'
import type { Operation } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { Call, Outcome } from './call.ts'
import type { Standing } from './lifecycle.ts'
import type { Moment } from './moment.ts'
import type { Resource } from './record.ts'
import type { Refused } from './refuse.ts'

/** Who calls: a credential that was found, as far as the rules need to know it. */
export interface Caller {
  readonly role: string
  /** Value of the path parameter that the credential is bound to. */
  readonly scope: string | undefined
  /** The scopes of a credential that is good for several. */
  readonly scopes?: readonly string[]
  readonly name: string | undefined
  readonly credential: Resource
}

/** One call on its way through the stages: each stage reads what earlier ones found and adds its own. */
export interface Context {
  readonly moment: Moment
  readonly call: Call
  readonly operation: Operation
  readonly behaviour: OperationBehaviour
  readonly type: ResourceType
  /** Path parameters, and the scope where it does not stand in the path. */
  params: Readonly<Record<string, string>>
  /** Declared query parameters that were sent, by name, as their schema types them. */
  query: Readonly<Record<string, Json>>
  caller?: Caller
  /** The parsed and valid request body; an empty object where the operation has none. */
  body: JsonObject
  /** The request body where it is no JSON, but a text as it stands. */
  text?: string
  /** The fields of the resource as the request would have them; see `wanted`. */
  wanted?: JsonObject
  /** The addressed resource, where the operation addresses one that must exist. */
  resource?: Resource
  standing?: Standing
  /** The condition that was sent, and the tag that it was compared with; none where there is nothing to compare with. */
  compared?: { readonly sent: string; readonly current: string | undefined }
  /** Under what the answer is to be remembered, where the call may be sent again. */
  memory?: { readonly key: string; readonly fingerprint: string }
}

/** One concern of a request, e.g. authentication: refuses the call, or lets it pass. */
export type Check = (context: Context) => Refused | undefined

/** A concern that may have an answer of its own to give, e.g. one that was given before. */
export type Intercept = (context: Context) => Refused | Outcome | undefined
