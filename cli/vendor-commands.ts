import type { Command } from 'commander'
import type { CompareFlags } from './compare.ts'
import type { MatrixFlags } from './matrix.ts'
import type { Session } from './program.ts'
import type { ValidateFlags } from './validate.ts'

const validateHelp = `
Examples:
  clusterproof check --target staging --format vendor,vendor-yaml --out reports
  clusterproof report validate reports/conformance.yaml
  clusterproof report validate published/*/*/conformance.yaml --json

Refused are: a file that is no vendor report or is of another version of its schema; a changed, added or missing byte (the digest, and the one form in
which the suite writes a report); a requirement that is missing, unknown or softened, where the report is of this version of clusterproof; counts that
are not those of its requirements; a result that does not follow from its verdicts. The digest tells what was changed by accident, not who wrote it.

Exit codes:
  0    every file is as a run of the suite wrote it
  1    at least one is refused
  2    usage: a file cannot be read`

/** A subcommand of \`report\`, which has to be declared first. */
export function declareValidate(program: Command, { terminal, end }: Session): void {
  const report = program.commands.find((command) => command.name() === 'report') ?? program.command('report')
  report
    .command('validate')
    .summary('check that vendor reports are as they were written')
    .description('Checks vendor reports (conformance.json, conformance.yaml): their digest, their requirements, and that the result follows.')
    .argument('<files...>', 'vendor reports, as JSON or YAML')
    .option('--json', 'print a JSON array with the complaints of each file')
    .option('--quiet', 'print nothing: the exit code tells')
    .addHelpText('after', validateHelp)
    .action(async (files: readonly string[], _: ValidateFlags, command: Command) => {
      // Of flags that both have, the parent takes all.
      end(await (await import('./validate.ts')).validate(files, command.optsWithGlobals<ValidateFlags>(), terminal))
    })
}

export function declareMatrix(program: Command, { terminal, end }: Session): void {
  program
    .command('matrix')
    .summary('show what vendors keep, side by side')
    .description('Shows vendors against requirements, from vendor reports and from report.json alike. Nothing is sent.')
    .argument('<reports...>', 'conformance.json, conformance.yaml or report.json; one column each, in this order')
    .option('--format <formats>', 'html, markdown; several by commas (default: both with --out, else markdown)')
    .option('--out <folder>', 'write matrix.html and matrix.md there; without it one format goes to standard output')
    .option('--quiet', 'do not name the files that were written')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof matrix published/*/*/conformance.yaml --out matrix
  clusterproof matrix ours/report.json theirs/conformance.yaml > matrix.md

Exit codes:
  0    the matrix was made, whatever it shows
  2    usage: a file is no report, or was changed`,
    )
    .action(async (files: readonly string[], flags: MatrixFlags) => end(await (await import('./matrix.ts')).matrix(files, flags, terminal)))
}

export function declareCompare(program: Command, { terminal, end }: Session): void {
  program
    .command('compare')
    .summary('tell what became better or worse between two reports')
    .description('Tells regressions, repairs, what is new and what has gone between two reports of one provider. Nothing is sent.')
    .argument('<old>', 'report.json, conformance.json or conformance.yaml')
    .argument('<new>', 'the same of a later run')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print the last line alone')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof compare main/report.json branch/report.json
  clusterproof compare published/3.1/conformance.yaml reports/report.json --json

Two report.json are compared check by check; where one of the two is a vendor report, requirement by requirement. A regression is what passed and is now
failed or observed; one that a known deviation accounts for is told and is none. What passed and was not decided now is told, and is no regression.

Exit codes:
  0    no regression
  1    at least one regression
  2    usage: a file is no report, or the two are about different providers`,
    )
    .action(async (old: string, recent: string, flags: CompareFlags) => end(await (await import('./compare.ts')).compare({ old, recent }, flags, terminal)))
}
