import type { Command } from 'commander'
import { providerFlag } from './commands.ts'
import { formatFlag } from './format-flag.ts'
import type { JudgeFlags } from './judge.ts'
import type { MergeFlags } from './merge.ts'
import type { Session } from './program.ts'
import { stepSummaryFlag } from './step-summary.ts'
import { withSubject } from './subject.ts'

const exits = 'Exit codes are those of `clusterproof check`: 0 conformant, 1 not, 2 usage, 3 undetermined, 4 resources were left behind.'

export function declareJudge(program: Command, { terminal, end }: Session): void {
  withSubject(program.command('judge'))
    .summary('judge a recorded run again, without a network')
    .description('Forms the verdicts of a recorded run anew: the same report as the run gave, from the same contract and the same version of this program.')
    .argument('<evidence>', 'a file that `check --record` has written')
    .argument('[provider]', 'the folder of the provider, where it is not built in')
    .option(...providerFlag)
    .option('--deviations <file>', 'known discrepancies, as for check; of them, only those that have expired are called out of date')
    .option('--out <folder>', 'write reports there')
    .option(...formatFlag)
    .option('--json', 'print the report as JSON instead of the summary')
    .option(...stepSummaryFlag)
    .option('--quiet', 'print the result alone')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof check kupe --record run.ndjson.gz
  clusterproof judge run.ndjson.gz
  clusterproof judge run.ndjson --out reports --format junit

Evidence is redacted: in place of every secret stands a placeholder. A run that was killed can be judged as far as it came: undetermined.
${exits}`,
    )
    .action(async (evidence: string, provider: string | undefined, flags: JudgeFlags) =>
      end(await (await import('./judge.ts')).judge(evidence, provider, { flags, terminal })),
    )
}

export function declareMerge(program: Command, { terminal, end }: Session): void {
  withSubject(program.command('merge'))
    .summary('join what the shards of one run found')
    .description('Makes one report of the shards of one run, from their reports (report.json), from their evidence, or from both.')
    .argument('<files...>', 'one file for each shard: report.json, or what `check --record` has written')
    .option(...providerFlag)
    .option('--out <folder>', 'write reports there')
    .option(...formatFlag)
    .option('--json', 'print the report as JSON instead of the summary')
    .option(...stepSummaryFlag)
    .option('--quiet', 'print the result alone')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof check kupe --shard 1/2 --out one && clusterproof check kupe --shard 2/2 --out two
  clusterproof merge one/report.json two/report.json --out reports

Each shard has its share of the checks. What judges all traffic of a run (a monitor) is in every shard and judges that shard's own: a
finding in one of them is a finding. Requests and clean-up are sums: what checks share is made once for each shard.
${exits}`,
    )
    .action(async (files: readonly string[], flags: MergeFlags) => end(await (await import('./merge.ts')).merge(files, flags, terminal)))
}
