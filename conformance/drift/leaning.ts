import { weakest } from '../../specs/statement.ts'
import type { Json } from '../../specs/json.ts'
import type { Basis, Sourced } from '../../specs/statement.ts'

/** A statement of the contract that the mock's side of a difference rests on. */
export interface Leaning {
  /** JSON pointer into behaviour.yaml. */
  readonly pointer: string
  readonly basis: Basis
  readonly source: string
  /** What would make the mock answer as the endpoint does: places of behaviour.yaml and their values. */
  readonly amends?: readonly Amendment[]
}

/** One value of behaviour.yaml: put in place of the one that is there, or added. */
export interface Amendment {
  /** JSON pointer. */
  readonly at: string
  readonly to: Json
}

/** A statement with what its source says that its parts rest on: a source names what is weaker than its basis. */
export function leaning(where: string, { basis, source }: Sourced, more: { readonly about?: RegExp; readonly amends?: readonly Amendment[] } = {}): Leaning {
  const weaker = source.split(';').find((part) => /^\s*(inferred|client):/.test(part) && more.about?.test(part) === true)
  const part: Basis | undefined = weaker === undefined ? undefined : /^\s*client/.test(weaker) ? 'client' : 'assumed'
  return { pointer: where, basis: weakest([basis, ...(part === undefined ? [] : [part])]), source, ...(more.amends && { amends: more.amends }) }
}
