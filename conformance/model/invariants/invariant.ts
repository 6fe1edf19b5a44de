import { broken } from '../../verdict.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Broken } from '../../verdict.ts'
import type { Deed } from '../chronicle.ts'
import type { Rules } from '../rules.ts'
import type { State } from '../state.ts'

/** What must hold of each deed, given what was known before it. A finding names the invariant and says what it leans on. */
export type Invariant = (state: State, deed: Deed, rules: Rules) => Broken | undefined

/** A finding over a deed. */
export function finding(
  deed: Deed,
  {
    invariant,
    expected,
    actual,
    leansOn,
  }: { readonly invariant: string; readonly expected: string; readonly actual: string; readonly leansOn: readonly Sourced[] },
): Broken {
  return { ...broken(`${expected} (${invariant})`, actual, deed.exchange.label), leansOn }
}
