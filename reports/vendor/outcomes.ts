import type { Level } from '../../specs/requirements.ts'
import type { Basis } from '../../specs/statement.ts'
import type { Outcome, OutcomeCounts, VendorCounts } from './document.ts'
import type { Judged } from './judged.ts'

/** From the worst to the least: what one of several checks came to is what their requirement came to. */
export const outcomes = [
  'failed',
  'observed',
  'errored',
  'inconclusive',
  'blocked',
  'skipped',
  'passed',
  'not applicable',
] as const satisfies readonly Outcome[]

export function worstOf(found: readonly Outcome[]): Outcome {
  return outcomes.find((outcome) => found.includes(outcome)) ?? 'not applicable'
}

/** How many there are of each; what there is none of is left out. */
export function byOutcome(found: readonly Outcome[]): Partial<Record<Outcome, number>> {
  return Object.fromEntries(outcomes.flatMap((outcome) => (found.includes(outcome) ? [[outcome, found.filter((one) => one === outcome).length]] : [])))
}

export function countsOf(judged: readonly Judged[]): VendorCounts {
  const level = (wanted: Level) => counted(judged.filter(({ check }) => check.requirement.level === wanted))
  const applying = judged.filter(({ outcome }) => outcome !== 'not applicable')
  const basis = (wanted: Basis) => counted(applying.filter(({ check }) => check.basis === wanted))
  return {
    all: counted(judged),
    byLevel: { MUST: level('MUST'), SHOULD: level('SHOULD'), MAY: level('MAY'), PRACTICE: level('PRACTICE') },
    byBasis: { documented: basis('documented'), client: basis('client'), assumed: basis('assumed') },
  }
}

function counted(judged: readonly Judged[]): OutcomeCounts {
  const counts = { passed: 0, failed: 0, observed: 0, skipped: 0, blocked: 0, inconclusive: 0, errored: 0, 'not applicable': 0 }
  for (const { outcome } of judged) counts[outcome] += 1
  return counts
}
