import type { Statement } from '../statement.ts'

/** How requests are recognised that are sent again. */
export type Idempotency = Statement<{
  /** Name of the request header, in lower case. */
  readonly header: string
  readonly key: Statement<{ readonly minLength: number; readonly maxLength: number }>
  /** The characters of a key, besides its length. */
  readonly charset: Statement<{ readonly of: 'visible-ascii' | 'printable-ascii' | 'any' }>
  /** What tells two equal keys apart: the scope (e.g. the tenant), the credential, the operation, the path parameters. */
  readonly scope: Statement<{ readonly of: readonly ('scope' | 'credential' | 'operation' | 'address')[] }>
  /** How long a key is remembered. */
  readonly lifetime: Statement<{ readonly seconds: number }>
  /** What the same key with another body gets: the first answer, or a refusal. */
  readonly reuse: Statement<{ readonly policy: 'replay' | 'refuse'; readonly tolerated?: readonly ('replay' | 'refuse')[] }>
  /** What gets a request whose first sending is still being answered. */
  readonly inFlight: Statement<{ readonly policy: 'wait' | 'refuse' }>
  /** Whether the answer to a failed request is remembered too. */
  readonly errors: Statement<{ readonly stored: boolean }>
}>

/** How one operation understands a key. */
export type Keyed = Statement<{
  readonly presence: 'optional' | 'required'
  /** `stored`: the first answer, byte for byte. `current`: the same resource as it is now; forgotten once it is gone. */
  readonly replay: 'stored' | 'current'
}>
