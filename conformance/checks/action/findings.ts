import { allOf } from '../../judge/status.ts'
import { weakest } from '../../../specs/statement.ts'
import type { Broken, Judgement } from '../../verdict.ts'

const strength = ['documented', 'client', 'assumed'] as const

/** The finding that leans on the strongest statements, the earliest of them, so that no weaker one hides it; without findings as `allOf`. */
export function strongestOf(judgements: readonly Judgement[]): Judgement {
  const found = judgements.filter((judgement) => judgement.kind === 'broken')
  return found.toSorted((one, other) => rank(one) - rank(other))[0] ?? allOf(judgements)
}

function rank({ leansOn = [] }: Broken): number {
  return strength.indexOf(weakest(leansOn.map(({ basis }) => basis)))
}
