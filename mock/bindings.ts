import type { Ends } from './faults/wire.ts'

/** What `@hono/node-server` tells of the connection; absent when `fetch` is called without a socket. */
export interface Bindings {
  readonly incoming?: {
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
    readonly rawHeaders?: readonly string[]
    readonly socket?: { readonly remoteAddress?: string } & NonNullable<Ends['incoming']>['socket']
  }
  readonly outgoing?: NonNullable<Ends['outgoing']>
}
