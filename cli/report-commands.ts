import type { Command } from 'commander'
import { providerFlag } from './commands.ts'
import { formatFlag } from './format-flag.ts'
import type { Session } from './program.ts'
import type { ReportFlags } from './report.ts'
import { stepSummaryFlag } from './step-summary.ts'
import { withSubject } from './subject.ts'
import { formats } from '../reports/formats.ts'

const list = Object.entries(formats)
  .map(([name, { file, title }]) => `  ${name.padEnd(12)} ${file.padEnd(18)} ${title}`)
  .join('\n')

/** Converts what is stored of a run. Its subcommands are about vendor reports. */
export function declareReport(program: Command, { terminal, end }: Session): Command {
  return withSubject(program.command('report'))
    .summary('tell of a stored run in other formats')
    .description('Makes reports of a stored run: of its report.json, or of its evidence, which is judged again and tells more. Nothing is sent.')
    .argument('<run>', 'report.json, or a file that `check --record` has written')
    .argument('[provider]', 'the folder of the provider, for evidence of one that is not built in')
    .option(...providerFlag)
    .option(...formatFlag)
    .option('--out <folder>', 'write files there; without it one format goes to standard output')
    .option('--gate', 'exit as `clusterproof check` did: 1 where the run was not conformant, and so on')
    .option(...stepSummaryFlag)
    .option('--quiet', 'do not name the files that were written')
    .addHelpText(
      'after',
      `
Formats:
${list}

Examples:
  clusterproof report reports/report.json --format sarif > clusterproof.sarif
  clusterproof report run.ndjson.gz --format html,har --out reports       with all that was sent, and when
  clusterproof report reports/report.json --format junit,markdown --out again --gate

A report.json holds the exchanges of its findings alone and no times. Evidence holds all: pictures and a whole archive (har) need it.

Exit codes:
  0    the reports were made, whatever they say; with --gate: conformant
  1    with --gate: not conformant, or a known deviation has to be looked at
  2    usage: the file is no run that this version reads, or a format is unknown
  3    with --gate: undetermined
  4    with --gate: resources were left behind`,
    )
    .action(async (run: string, provider: string | undefined, flags: ReportFlags) =>
      end(await (await import('./report.ts')).report(run, provider, { flags, terminal })),
    )
}
