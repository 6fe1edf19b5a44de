import type { Auth } from './behaviour/auth.ts'
import type { Connect } from './behaviour/connect.ts'
import type { Content, Stage } from './behaviour/content.ts'
import type { Errors } from './behaviour/errors.ts'
import type { Idempotency } from './behaviour/idempotency.ts'
import type { Lifecycle } from './behaviour/lifecycle.ts'
import type { LongRunning } from './behaviour/long-running.ts'
import type { OperationBehaviour } from './behaviour/operation.ts'
import type { RateLimit } from './behaviour/rate-limit.ts'
import type { ResourceType } from './behaviour/resource.ts'
import type { Seed } from './behaviour/seed.ts'
import type { Statement } from './statement.ts'

export { rulesOf } from './behaviour/rule.ts'
export { stages } from './behaviour/content.ts'
export { refusals } from './behaviour/errors.ts'
export type { Auth, Context, Role, Scheme } from './behaviour/auth.ts'
export type { Connect, ConnectMethod } from './behaviour/connect.ts'
export type { Content, Stage } from './behaviour/content.ts'
export type { Errors, Refusal, RefusalReply } from './behaviour/errors.ts'
export type { Idempotency, Keyed } from './behaviour/idempotency.ts'
export type { Lifecycle, Phase, Trigger } from './behaviour/lifecycle.ts'
export type { LongRunning, Started } from './behaviour/long-running.ts'
export type { Mask } from './behaviour/mask.ts'
export type { Action, OperationBehaviour, Paging, Precondition, Stored } from './behaviour/operation.ts'
export type { RateLimit } from './behaviour/rate-limit.ts'
export type { Guard, Identity, Kubeconfig, Merge, Quantity, ResourceType, Tag, Typed, TypedKind } from './behaviour/resource.ts'
export type { Rule, RuleKind } from './behaviour/rule.ts'
export type { Seed, SeedResource } from './behaviour/seed.ts'
export type { Shown } from './behaviour/shown.ts'

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
  readonly connect?: Connect
  readonly idempotency?: Idempotency
  readonly longRunning?: LongRunning
  readonly rateLimit?: RateLimit
  readonly seed: Seed
}

export interface Provider {
  /** Lower-case identifier, also the name of the folder. */
  readonly id: string
  readonly title: string
  readonly homepage?: string
  /** What people have to know who point real clients at the mock, in a sentence or two. */
  readonly note?: string
  /** Environment variables that the vendor's real clients read. `{origin}`, `{token}` and `{<path parameter>}` are filled in. */
  readonly environment?: readonly Statement<{ readonly name: string; readonly value: string }>[]
}
