import type { Contract } from '../specs/contract.ts'
import { defects } from '../mock/defects/index.ts'
import type { Program } from '../reports/export/program.ts'
import type { CheckReport } from '../reports/report.ts'
import type { Seen } from '../conformance/runnable/assertion.ts'
import type { Candidate } from './export-candidates.ts'
import { isBrokenAlike, seenOf } from './export-likeness.ts'
import { answers, rehearse, type Ending, type Seens } from './rehearsal.ts'
import { openStage } from './rehearsal-stage.ts'

/** Where programs are tried before anybody gets them. */
export interface Trials {
  /** On a mock that keeps all promises. */
  readonly clean: (candidate: Candidate) => Promise<Ending>
  /** How many of the mocks that break the promise of this check, each in one of the ways that are known, fail it as it was recorded. */
  readonly shown: (candidate: Candidate, check: CheckReport) => Promise<number>
  /** How many ways to break the promise of this check are known. */
  readonly ways: (check: CheckReport) => number
  /** What comes of the steps on a mock that keeps all promises, and on each that breaks this one. */
  readonly tellings: (program: Program, check: CheckReport) => Promise<{ readonly clean: Seens; readonly ills: readonly Seens[] }>
  readonly close: () => Promise<void>
}

export async function openTrials(contract: Contract): Promise<Trials> {
  const stage = await openStage(contract)
  const breaking = ({ requirement }: CheckReport) => defects.filter(({ violates, applies }) => violates === requirement.id && applies?.(contract) !== false)
  return {
    clean: ({ program }) => stage.run((on) => rehearse(program, on)),
    shown: async (candidate, check) => {
      let shown = 0
      for (const { id } of breaking(check)) {
        const ending = await stage.run((on) => rehearse(candidate.program, on), [id])
        if (ending.kind === 'broken' && isAlike(candidate, ending)) shown += 1
      }
      return shown
    },
    ways: (check) => breaking(check).length,
    tellings: async (program, check) => {
      const clean = await stage.run((on) => answers(program, on))
      const ills: Seens[] = []
      for (const { id } of breaking(check)) ills.push(await stage.run((on) => answers(program, on), [id]))
      return { clean, ills }
    },
    close: () => stage.close(),
  }
}

/** Whether it is broken as it was when it was found. */
function isAlike({ program, exchanges, needed }: Candidate, { seen }: Extract<Ending, { kind: 'broken' }>): boolean {
  const recorded = (step: number): Seen | undefined => {
    const exchange = exchanges[step - 1]
    return exchange && seenOf(exchange)
  }
  return isBrokenAlike(program.asserts, needed, { found: (step) => seen.get(step), recorded })
}
