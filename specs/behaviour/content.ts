import type { Statement } from '../statement.ts'

export interface Content {
  readonly mediaTypes: Statement<{ readonly request: readonly string[]; readonly response: string }>
  /** Largest accepted request body. */
  readonly maxBytes: Statement<{ readonly bytes: number }>
  readonly maxDepth: Statement<{ readonly levels: number }>
  readonly unknownFields: Statement<{ readonly policy: 'refuse' | 'ignore' }>
  readonly duplicateKeys: Statement<{ readonly policy: 'refuse' | 'last-wins' }>
  /** Null where the document does not declare it; some servers take it for absence. Documented when absent. */
  readonly nulls?: Statement<{ readonly policy: 'refuse' }>
  /** The JSON text `null` in place of a body that may be left out. Refused when absent. */
  readonly nullBody?: Statement<{ readonly policy: 'absent' }>
  /** How instants stand in bodies. RFC 3339 when absent. */
  readonly timestamps?: Statement<{ readonly format: 'rfc3339' | 'unix-seconds' }>
  /** Name of the response header that carries a request id, if there is one. */
  readonly requestId?: Statement<{ readonly header: string }>
}

/** Stages of the request pipeline, in the vendor's own order; see `checkOrder`. */
export const stages = ['limit', 'authenticate', 'parameters', 'membership', 'role', 'content', 'replay', 'existence', 'precondition', 'conflict'] as const
export type Stage = (typeof stages)[number]
