import type { Requirement, Standing } from '../../specs/requirements.ts'
import type { CheckReport, Report } from '../report.ts'
import type { Outcome, Undecided } from './document.ts'

/** A check of a report with what it means for the whole. */
export interface Judged {
  readonly check: CheckReport
  readonly standing: Standing
  readonly outcome: Outcome
  /** True where a failure of it makes the subject non-conformant. */
  readonly decides: boolean
  /** True where it decides, was broken, and nobody has accounted for it. */
  readonly broken: boolean
  /** Why it is not decided, where it decides. */
  readonly undecided?: Undecided
}

/** Every check of a report, with what its requirement says of it. */
export function judgedOf(report: Report, requirements: ReadonlyMap<string, Requirement>): readonly Judged[] {
  return report.checks.map((check) => judgedCheck(check, { standing: requirements.get(check.requirement.id)?.standing ?? 'contract', report }))
}

function judgedCheck(check: CheckReport, { standing, report }: { readonly standing: Standing; readonly report: Report }): Judged {
  const { verdict, lacks, deviation } = check
  // A run that did not tell how far it was to go did not tell why it skipped either.
  const outcome = verdict === 'skipped' && lacks === undefined && report.extent !== undefined ? 'not applicable' : verdict
  const decides =
    verdict === 'failed' || (outcome !== 'not applicable' && isDecisive({ level: check.requirement.level, standing }) && check.basis === 'documented')
  const undecided = decides ? reasonOf(check) : undefined
  return {
    check,
    standing,
    outcome,
    decides,
    broken: decides && verdict === 'failed' && deviation === undefined,
    ...(undecided !== undefined && { undecided }),
  }
}

/** True for a sentence that makes a subject non-conformant where it is broken on a documented basis. */
export function isDecisive({ level, standing }: Pick<Requirement, 'level' | 'standing'>): boolean {
  return level === 'MUST' && standing !== 'practice'
}

function reasonOf({ verdict, lacks, deviation }: CheckReport): Undecided | undefined {
  switch (verdict) {
    case 'passed':
    case 'observed':
      return undefined
    case 'failed':
      return deviation === undefined ? undefined : 'deviation'
    case 'skipped':
      return lacks ?? 'unknown'
    case 'blocked':
    case 'inconclusive':
    case 'errored':
      return verdict
  }
}

/** True where nothing was learnt of the subject. */
export function standsAside(outcome: Outcome): boolean {
  return outcome !== 'passed' && outcome !== 'failed' && outcome !== 'observed'
}
