import type { JsonObject } from '../json.ts'

/** The first content of every world. Sample data: nothing here is a promise. */
export interface Seed {
  /** Named credentials for people and for the suite: `admin` is required; `readonly` and `other` turn checks on. */
  readonly principals: Readonly<Record<string, { readonly token: string; readonly params: Readonly<Record<string, string>> }>>
  readonly resources: Readonly<Record<string, readonly SeedResource[]>>
}

export interface SeedResource {
  /** Values of the resource type's address, in order. */
  readonly address: readonly string[]
  readonly fields: JsonObject
  /** The trigger that led to where it stands: its create, unless told otherwise. */
  readonly trigger?: string
  /** For a credential: the raw token. */
  readonly secret?: string
  /** For a credential: who it acts for. */
  readonly caller?: string
  /** For a credential that is good for several scopes: their identifiers. */
  readonly scopes?: readonly string[]
}
