import type { OperationBehaviour, ResourceType } from '../specs/behaviour.ts'
import type { Operation } from '../specs/contract.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Call } from './call.ts'
import type { Standing } from './lifecycle.ts'
import type { Moment } from './moment.ts'
import type { Resource } from './record.ts'
import type { Refused } from './refuse.ts'

/** Who calls: a credential that was found, as far as the rules need to know it. */
export interface Caller {
  readonly role: string
  /** Value of the path parameter that the credential is bound to. */
  readonly scope: string | undefined
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
  readonly params: Readonly<Record<string, string>>
  caller?: Caller
  /** The parsed and valid request body; an empty object where the operation has none. */
  body: JsonObject
  /** The addressed resource, where the operation addresses one that must exist. */
  resource?: Resource
  standing?: Standing
}

/** One concern of a request, e.g. authentication: refuses the call, or lets it pass. */
export type Check = (context: Context) => Refused | undefined
