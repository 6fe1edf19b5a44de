import type { Statement } from '../statement.ts'

export type RateLimit = Statement<{
  readonly requests: number
  readonly windowSeconds: number
  readonly key: 'source-address' | 'credential'
  readonly retryAfter: Statement<{ readonly format: 'seconds' | 'date'; readonly always: boolean }>
  /** Header fields of every limited answer, in lower case: the limit, what is left of it, and when the window ends. */
  readonly fields?: Statement<{
    readonly limit: string
    readonly remaining: string
    readonly reset: string
    readonly resetIn: 'epoch-seconds' | 'seconds'
  }>
  /** True when operations without authentication are limited too. */
  readonly publicToo: boolean
}>
