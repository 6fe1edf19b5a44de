import type { Contract } from '../specs/contract.ts'
import { programOf } from '../reports/export/build.ts'
import type { Program } from '../reports/export/program.ts'
import { chosenOf } from '../reports/export/steps.ts'
import type { Printed } from '../reports/evidence.ts'
import { replay } from '../reports/replay.ts'
import type { CheckReport, Report } from '../reports/report.ts'
import { rehearse, type Ending } from './rehearsal.ts'
import { openStage } from './rehearsal-stage.ts'

export interface Exported {
  readonly check: CheckReport
  /** Absent where there is none: `because` tells why. */
  readonly program?: Program
  /** What its steps were made from. */
  readonly exchanges: readonly Printed[]
  /** True where a server that keeps all promises was seen to pass it. */
  readonly verified: boolean
  readonly because?: string
  readonly replay: string
}

export interface Wanted {
  readonly contract: Contract
  readonly report: Report
  readonly checks: readonly CheckReport[]
}

/** A program that was tried on a server that keeps all promises. */
interface Tried {
  readonly program: Program
  readonly exchanges: readonly Printed[]
  readonly ending: Ending
}

/**
 * A program for each finding: the first of its assertions that the suite's own mock of the same contract passes. What that mock breaks
 * too accuses everybody, and is no program. Where it cannot tell, because the endpoint has what the mock has not, a program is made
 * only of what somebody else's endpoint was found to do.
 */
export async function exported({ contract, report, checks }: Wanted): Promise<readonly Exported[]> {
  const stage = await openStage(contract)
  try {
    const made: Exported[] = []
    for (const check of checks) {
      const tries = candidates({ contract, report, check })
      const again = replay(check, report)
      let doubtful: Tried | undefined
      let because = tries.because
      let found: Tried | undefined
      for (const one of tries.programs) {
        const ending = await stage.run((on) => rehearse(one.program, on))
        if (ending.kind === 'kept') found = { ...one, ending }
        if (found !== undefined) break
        if (ending.kind === 'undecided' && report.target !== 'mock') doubtful ??= { ...one, ending }
        because ??= reasonOf(ending)
      }
      const best = found ?? doubtful
      made.push(
        best === undefined
          ? { check, exchanges: [], verified: false, because: because ?? 'it comes down to nothing that a few requests could show', replay: again }
          : { check, program: best.program, exchanges: best.exchanges, verified: found !== undefined, replay: again },
      )
    }
    return made
  } finally {
    await stage.close()
  }
}

function reasonOf(ending: Ending): string {
  return ending.kind === 'undecided'
    ? `a server that keeps all promises does not get so far: ${ending.because}`
    : 'a server that keeps the promise would fail it too'
}

interface Candidates {
  readonly programs: readonly Omit<Tried, 'ending'>[]
  readonly because?: string
}

function candidates({ contract, report, check }: Omit<Wanted, 'checks'> & { readonly check: CheckReport }): Candidates {
  const { finding } = check
  const made = (finding?.runnable?.asserts ?? []).flatMap((assertion) =>
    (['first', 'last'] as const).map((flows) => {
      const found = finding && { contract, report, check, finding, assertion, flows }
      const program = found && programOf(found)
      return { program, exchanges: finding === undefined ? [] : chosenOf(contract, finding, assertion).map(({ exchange }) => exchange) }
    }),
  )
  const because = made.map(({ program }) => (program !== undefined && 'because' in program ? program.because : undefined)).find((one) => one !== undefined)
  const programs = made.flatMap(({ program, exchanges }) => (program === undefined || 'because' in program ? [] : [{ program, exchanges }]))
  return { programs, ...(because !== undefined && { because }) }
}
