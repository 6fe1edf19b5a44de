import type { Statement } from '../statement.ts'

/**
 * The same operations over the Connect protocol (https://connectrpc.com/docs/protocol): unary calls with JSON messages, by
 * `POST /<service>/<method>`. What a refusal's code is there follows from its number in `errors.refusals` (google.rpc.Code).
 */
export type Connect = Statement<{
  /** Name of the schema in `components.schemas` of an error. */
  readonly error: string
  /** By full name, e.g. `acme.cluster.v1.ClusterService`, then by method. */
  readonly services: Readonly<Record<string, Readonly<Record<string, ConnectMethod>>>>
}>

export interface ConnectMethod {
  /** The operation that it does. */
  readonly operation: string
  /** Name of the schema in `components.schemas` of its request message. */
  readonly request: string
  /** JSON pointers of the message's members that stand for path parameters, by the parameter's name. */
  readonly binds?: Readonly<Record<string, string>>
}
