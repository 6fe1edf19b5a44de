import type { Statement } from '../statement.ts'

export type Auth = Statement<{
  /** The word before the token: `Bearer` (RFC 6750 section 2.1), or `Token` as some vendors have it. */
  readonly scheme: Scheme
  /** Other words under which the same credentials are taken. */
  readonly also?: Statement<{ readonly schemes: readonly Scheme[] }>
  /** The `WWW-Authenticate` value of an unauthenticated refusal. */
  readonly challenge?: string
  readonly credentials: {
    /** The resource type whose members are credentials. */
    readonly resource: string
    /** Name of the field that holds the raw token; it is shown once, on create. */
    readonly secret: string
    /** How the mock makes a raw token: `{id}` is the credential's identifier, `{hexN}` N hexadecimal digits. */
    readonly pattern?: string
    readonly role: string
    /** The role of a credential whose field tells none. */
    readonly defaultRole?: string
    /** Name of the field with the instant of its end, in the vendor's own form of timestamps. */
    readonly expires?: string
    /** The path parameter that a credential is bound to, e.g. `tenant`. No path needs to have it: see `context`. */
    readonly scope?: string
  }
  /** Present where the scope does not stand in the path: then it is the credential's own, or the one that a header names. */
  readonly context?: Context
  readonly roles: Readonly<Record<string, Role>>
  /** How long after revocation a credential may still work. */
  readonly revocation?: Statement<{ readonly withinSeconds: number }>
}>

export type Scheme = 'bearer' | 'token'

export interface Role {
  readonly title: string
  /** Documented rights: the suite expects them to be granted. */
  readonly allows?: readonly Statement<{ readonly operations: readonly string[] }>[]
  /** Everything else is allowed by the mock and not asserted by the suite. */
  readonly forbids?: readonly Statement<{ readonly operations: readonly string[] }>[]
}

/** How a scope is told that stands in no path. */
export type Context = Statement<{
  /** Name of the header that names a scope, in lower case; absent where it always is the credential's own. */
  readonly header?: string
  /** The resource type of credentials that are good for several scopes, where there is one. */
  readonly broad?: string
}>
