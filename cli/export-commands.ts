import { Option, type Command } from 'commander'
import { exportFormats } from '../reports/export/exports.ts'
import { providerFlag } from './commands.ts'
import type { ExportFlags } from './export.ts'
import { collected } from './parse.ts'
import type { Session } from './program.ts'

const help = `
Examples:
  clusterproof check kupe --record run.ndjson.gz --out reports
  clusterproof export reports/report.json --finding etag.stale-refused --format curl > stale.sh && TOKEN=... bash stale.sh
  clusterproof export run.ndjson.gz --format vitest --out findings && ENDPOINT=https://api.example.com TOKEN=... npx vitest run findings

Formats:
${Object.entries(exportFormats)
  .map(([name, { title }]) => `  ${name.padEnd(8)}${title}`)
  .join('\n')}

A program sends what shows the finding, with new names and with what answers told (identifiers, entity tags) in their places, waits where the run
waited, and asserts what the judge would have been content with. It was tried on the mock of the same contract, which keeps all promises: one that
fails there too, or that no mock with this promise broken fails, is not written (of a real endpoint it is, as unverified); for those findings the
command is printed that lets the suite look again. What it asserts was broken in the run; a
finding that needed what had happened before may not come again.
Secrets are variables of the environment, e.g. TOKEN; the top of each file names them. What a program makes, it leaves behind.

Exit codes:
  0  at least one program was written
  2  usage: what is given is no run, or was made under another contract, or has no such finding
  3  no finding comes down to a program`

export function declareExport(program: Command, { terminal, end }: Session): void {
  program
    .command('export')
    .summary('make a finding a script, a Hurl file, HAR or a test')
    .description('Makes programs of the findings of a stored run, which anybody can run against the endpoint.')
    .argument('<run>', 'report.json, or what `check --record` has written')
    .addOption(new Option('--format <format>', 'what to make').choices(Object.keys(exportFormats)).default('curl'))
    .option('--finding <fp|check>', 'fingerprint of a finding, or id of a check; may be given again (default: all)', collected)
    .option(...providerFlag)
    .option('--out <folder>', 'write a file for each there (default: print the only one)')
    .option('--json', 'print what was made of each finding as JSON')
    .addHelpText('after', help)
    .action(async (run: string, flags: ExportFlags) => end(await (await import('./export.ts')).exportFindings(run, flags, terminal)))
}
