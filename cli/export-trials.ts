import type { Contract } from '../specs/contract.ts'
import { defects } from '../mock/defects/index.ts'
import type { CheckReport } from '../reports/report.ts'
import type { Candidate } from './export-candidates.ts'
import { rehearse, type Ending } from './rehearsal.ts'
import { openStage } from './rehearsal-stage.ts'

/** Where programs are tried before anybody gets them. */
export interface Trials {
  /** On a mock that keeps all promises. */
  readonly clean: (candidate: Candidate) => Promise<Ending>
  /** Whether a mock that breaks the promise of this check, in one of the ways that are known, fails it with the statuses that were recorded. */
  readonly isShown: (candidate: Candidate, check: CheckReport) => Promise<boolean>
  readonly close: () => Promise<void>
}

export async function openTrials(contract: Contract): Promise<Trials> {
  const stage = await openStage(contract)
  const breaking = (requirement: string) => defects.filter(({ violates, applies }) => violates === requirement && applies?.(contract) !== false)
  return {
    clean: ({ program }) => stage.run((on) => rehearse(program, on)),
    isShown: async (candidate, { requirement }) => {
      for (const { id } of breaking(requirement.id)) {
        const ending = await stage.run((on) => rehearse(candidate.program, on), [id])
        if (ending.kind === 'broken' && isAsRecorded(candidate, ending)) return true
      }
      return false
    },
    close: () => stage.close(),
  }
}

/** Whether the steps that something is asserted of were answered with the statuses that were recorded. */
function isAsRecorded({ program, exchanges }: Candidate, { seen }: Extract<Ending, { kind: 'broken' }>): boolean {
  return program.asserts.every(({ exchange }) => {
    const outcome = exchanges[exchange - 1]?.outcome
    return outcome?.kind === 'answered' && outcome.response.status === seen.get(exchange)?.answer?.status
  })
}
