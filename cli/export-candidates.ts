import type { Contract } from '../specs/contract.ts'
import { programOf, type Reason } from '../reports/export/build.ts'
import type { Program } from '../reports/export/program.ts'
import { chosenOf } from '../reports/export/steps.ts'
import type { Printed } from '../reports/evidence.ts'
import type { CheckReport, Report } from '../reports/report.ts'

/** A program that a finding might become. */
export interface Candidate {
  readonly program: Program
  /** What its steps were made from. */
  readonly exchanges: readonly Printed[]
}

export interface Found {
  readonly contract: Contract
  readonly report: Report
  readonly check: CheckReport
}

/** The programs that a finding might become, the likeliest and shortest first, and why others are none. */
export async function* candidates({ contract, report, check }: Found): AsyncGenerator<Candidate | Reason> {
  const { finding } = check
  if (finding === undefined) return
  for (const extent of ['needed', 'all'] as const) {
    for (const assertion of finding.runnable?.asserts ?? []) {
      for (const flows of ['first', 'last'] as const) {
        const program = programOf({ contract, report, check, finding, assertion, flows, extent })
        if ('because' in program) yield program
        else yield { program, exchanges: chosenOf(contract, finding, { assertion, extent }).map(({ exchange }) => exchange) }
      }
    }
  }
}
