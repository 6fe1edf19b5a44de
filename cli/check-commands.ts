import { Option, type Command } from 'commander'
import type { CheckFlags } from './check.ts'
import { providerFlag } from './commands.ts'
import { withConfig } from './config-flags.ts'
import { formatFlag } from './format-flag.ts'
import { collected, count, factor, pairs, seed, shard } from './parse.ts'
import type { Session } from './program.ts'
import type { ProveFlags } from './prove-command.ts'
import { withSubject } from './subject.ts'
import { stepSummaryFlag } from './step-summary.ts'

const checkHelp = `
Examples:
  clusterproof check kupe                                    the mock, in this process
  clusterproof check kupe --only etag.update-changes-validator --resource cluster --seed 7 --path 0:1:0
  clusterproof check akua --only idem --only imp             two families: idempotency keys, imports
  clusterproof check kupe --shard 2/4 --out shard-2          a fourth of the checks: see \`clusterproof merge --help\`
  clusterproof check kupe --record run.ndjson.gz             see \`clusterproof judge --help\`
  clusterproof check ./my-provider --out reports --format junit,markdown
  clusterproof check --target staging --out reports --format vendor,vendor-yaml     what a vendor publishes: see \`clusterproof report validate --help\`
  TOKEN=... clusterproof check kupe --target http://127.0.0.1:4010 --token-env TOKEN --param tenant=acme
  clusterproof check --target staging --profile core --max-creates 5     a target of the configuration

Exit codes:
  0    conformant; observations (weaker promises that were not kept) do not count
  1    not conformant, or a known deviation has expired, no longer fails or matches nothing
  2    usage or configuration: nothing was sent
  3    undetermined: the endpoint cannot be reached, no check was put to it, or clusterproof itself failed
  4    clean-up incomplete: resources that the run made are still there, whatever else was found
  130  interrupted: the first Ctrl-C deletes what the run made, the second ends at once

A whole run sends 2,800 requests (kupe), 3,300 (coreweave), 4,600 (qovery) or 6,600 (akua). On an endpoint that takes minutes to make a cluster it takes hours: begin with --only.
Against --target, limits are not provoked without --burst, and nothing is changed that the run did not make.
An endpoint that is not of this machine is sent to only where the configuration allows its host (\`allow: [api.example.com]\`) and somebody has said
how many clusters may be made (\`budget: { creates: 5 }\`, or --max-creates 5); read-only needs no such budget. \`clusterproof config --help\` tells more.
Reports of the mock in this process bear the instant of SOURCE_DATE_EPOCH, where that is set: the same run then gives the same bytes on any day.
Tokens are read from the environment variables named, never from the command line or the configuration, and never printed.`

const planHelp = `
Examples:
  clusterproof plan kupe                                       what a whole run does on the mock
  clusterproof plan kupe --profile core                        few creates: one cluster's life carries many checks
  clusterproof plan kupe --target staging --max-creates 5      with the credentials and the budget that the target has

Takes the flags of \`check\`, rehearses the run on a mock in this process and tells what it did there; tokens are not read. The rehearsal knows
nothing of how long your endpoint takes: it reckons with the longest that the contract allows. What a run never exceeds it keeps by itself:
what it cannot afford is skipped.`

/** The same flags for the run and for what tells of it beforehand. */
export function withRun(command: Command): Command {
  return withConfig(command)
    .argument('[provider]', 'a built-in provider, or a folder')
    .option(...providerFlag)
    .option('--token-env <variable>', "the environment variable with the administrator's token")
    .option('--readonly-token-env <variable>', '... with the token of a principal that may only read')
    .option('--second-token-env <variable>', '... with the token of a principal of another tenant')
    .option(
      '--param <name=value>',
      'a path parameter such as tenant=acme, or what bodies name, such as vpcId=...; may be given again',
      pairs('--param', 'tenant=acme'),
    )
    .option('--second-param <name=value>', 'a path parameter of the second principal', pairs('--second-param', 'tenant=globex'))
    .option('--kubeconfig <file>', 'the kubeconfig of a throw-away cluster that may be imported; never shown (default: a made-up one)')
    .option('--burst', 'allow checks that exhaust the rate limit of --target')
    .option('--target-clock <60x>', 'how fast the clock of --target runs, where it is a mock whose clock is scaled (default: 1x)', factor)
    .option('--seed <n>', 'decides every scenario', seed, 1)
    .option('--only <check|family>', 'run this check, or this family of checks, alone; may be given again', collected)
    .option('--resource <type>', 'put checks that go to each resource type to this one only')
    .option('--path <path>', 'go straight to the scenario a finding names; with --only and --seed')
    .addOption(
      new Option('--wire <wire>', 'the protocol to speak, where there are several; what is known of the second from clients alone is observed, never failed')
        .choices(['rest', 'connect'])
        .default('rest'),
    )
    .option('--runs <n>', 'N times as many scenarios as each check has by itself (default: 1)', count('--runs'))
    .option('--shard <i/n>', 'put the i-th of n parts of the checks to the test; `clusterproof merge` joins what they find', shard)
}

export function declareCheck(program: Command, { terminal, end }: Session): void {
  withSubject(withRun(program.command('check')))
    .summary('check a mock or a real endpoint')
    .description('Puts the promises of a provider to the test, on a mock in this process or on the endpoint that --target names.')
    .option('--write-deviations <file>', 'write what fails as a first list of known discrepancies, for you to fill in')
    .option('--defect <id>', 'break the mock on purpose; may be given again', collected)
    .option('--ledger <file>', 'where to note all that is made at --target, for `clusterproof sweep` (default: .clusterproof/, unless it is of this machine)')
    .option('--record <file>', 'write down all that is needed to judge the run again without a network; compressed with the ending .gz')
    .option('--out <folder>', 'write reports there')
    .option(...formatFlag)
    .option('--json', 'print the report as JSON instead of the summary')
    .option(...stepSummaryFlag)
    .option('--quiet', 'print the result alone')
    .addHelpText('after', checkHelp)
    .action(async (provider: string | undefined, flags: CheckFlags) => end(await (await import('./check.ts')).check(provider, flags, terminal)))
}

export function declarePlan(program: Command, { terminal, end }: Session): void {
  withRun(program.command('plan'))
    .summary('tell what a check would do')
    .description('Tells what `check` with the same flags would send, make and leave behind if it were killed, and what it would skip. Nothing is sent.')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print no progress')
    .addHelpText('after', planHelp)
    .action(async (provider: string | undefined, flags: CheckFlags) => end(await (await import('./plan.ts')).plan(provider, flags, terminal)))
}

export function declareProve(program: Command, { terminal, end }: Session): void {
  program
    .command('prove')
    .summary('prove the checks themselves')
    .description('Runs the checks on clean mocks, where all must pass, and on mocks with one defect each, which they must catch.')
    .argument('[provider]', 'a built-in provider, or a folder')
    .option(...providerFlag)
    .option('--seeds <n>', 'clean runs, each with another seed', count('--seeds'), 20)
    .option('--tries <n>', 'how often each defect is put to the test, each time with another seed; one of twenty may miss it (default: 1)', count('--tries'))
    .option('--only <requirement|defect>', 'prove this one alone; may be given again', collected)
    .option('--json', 'print the matrix as JSON')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof prove kupe
  clusterproof prove kupe --only etag.update-changes-validator --seeds 1

Exit code 0: complete; 1: a clean mock was accused, a defect was missed, or a requirement has none.`,
    )
    .action(async (provider: string | undefined, flags: ProveFlags) => end(await (await import('./prove-command.ts')).proveCommand(provider, flags, terminal)))
}
