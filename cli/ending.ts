import type { Report } from '../reports/report.ts'
import { exitCodes, type ExitCode } from './exit.ts'
import { conclusion, summary, type Asked } from './summary.ts'
import type { Terminal } from './terminal.ts'

/** How much of a report is printed. */
export interface PrintFlags {
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Prints a report in the form that was asked for. */
export function print(report: Report, asked: Asked, { flags, terminal }: { readonly flags: PrintFlags; readonly terminal: Terminal }): void {
  if (flags.json === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`)
  else if (flags.quiet === true) terminal.out(`${conclusion(report, terminal.colours)}\n`)
  else terminal.out(summary(report, asked, terminal.colours))
}

/** What is left behind weighs more than any verdict, and a deviation that has to be looked at more than a pass. */
export function exitCodeOf({ result, cleanup, deviations }: Report): ExitCode {
  if (cleanup !== undefined && cleanup.left.length > 0) return exitCodes.unclean
  if (deviations !== undefined && deviations.stale.length > 0) return exitCodes.failed
  switch (result) {
    case 'conformant':
      return exitCodes.ok
    case 'not conformant':
      return exitCodes.failed
    case 'undetermined':
      return exitCodes.undetermined
  }
}
