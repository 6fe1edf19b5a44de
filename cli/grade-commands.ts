import { Option, type Command } from 'commander'
import type { GradeFlags } from './grade.ts'
import { amount } from './parse.ts'
import type { Session } from './program.ts'

export function declareGrade(program: Command, { terminal, end }: Session): void {
  program
    .command('grade')
    .summary('grade the clients of a running mock')
    .description('Asks a running mock how well its clients behaved: conditions, keys, retries, pauses, polls, pages, secrets. Sends it nothing else.')
    .option('--url <origin>', 'where the mock listens', 'http://127.0.0.1:4010')
    .option('--world <name>', 'the world that is graded (default: the default one)')
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json', 'junit']).default('text'))
    .option('--fail-on <rules>', 'exit 1 if one of these rules was broken: ids by commas, or any')
    .option('--polls-per-second <n>', 'how often a client may read what is not settled yet (default: 1)', amount('--polls-per-second'))
    .option('--admin-token-env <variable>', "the environment variable with the mock's admin token")
    .option('--out <file>', 'write it there, and print nothing')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof grade                                            what every client of the default world did, in words
  clusterproof grade --world pull-17 --fail-on any              for CI: exit 1 if a rule was broken
  clusterproof grade --fail-on sends-if-match,reuses-key-on-retry
  clusterproof grade --format junit --out reports/client.xml

A rule is good, poor (broken once is enough) or not seen. The score is the share of good ones among those that were seen. The mock
remembers the last 1000 requests of a world; \`clusterproof mock --journal N\` makes it more.

Exit codes: 0 graded; 1 a rule of --fail-on was broken; 2 usage; 3 no mock answers there.`,
    )
    .action(async (flags: GradeFlags) => end(await (await import('./grade.ts')).gradeClients(flags, terminal)))
}
