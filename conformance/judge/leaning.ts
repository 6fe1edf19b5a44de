import type { Json } from '../../specs/json.ts'
import type { Sourced } from '../../specs/statement.ts'
import type { Judgement } from '../verdict.ts'

/** A judgement that, where it is a finding, leans on more than its check. */
export function leaning(judgement: Judgement, leansOn: readonly Sourced[]): Judgement {
  return judgement.kind === 'broken' ? { ...judgement, leansOn: [...(judgement.leansOn ?? []), ...leansOn] } : judgement
}

/** A value as findings tell it. */
export function text(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
