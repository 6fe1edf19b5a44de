import type { Statement } from '../statement.ts'

export type RateLimit = Statement<{
  readonly requests: number
  readonly windowSeconds: number
  readonly key: 'source-address' | 'credential'
  readonly retryAfter: Statement<{ readonly format: 'seconds' | 'date'; readonly always: boolean }>
  /** True when operations without authentication are limited too. */
  readonly publicToo: boolean
}>
