import { Argument, Option, type Command } from 'commander'
import type { EnvFlags } from './env.ts'
import { clock, collected, count, lifecycle, limits, onOff, pairs, port, seed, statuses } from './parse.ts'
import type { Session } from './program.ts'
import { logLevels } from './log.ts'
import { listed } from './list.ts'
import type { ListFlags } from './list.ts'
import type { MockFlags } from './mock.ts'
import type { LintFlags } from './spec.ts'

/** The flag that every command takes. */
export const providerFlag = ['--provider <name|folder>', 'a built-in provider, or a folder with openapi.yaml and behaviour.yaml', collected] as const

export function declareMock(program: Command, { terminal, end }: Session): void {
  program
    .command('mock')
    .summary('serve stateful mocks')
    .description('Serves stateful mocks of the providers named, or of all built-in ones. Ctrl-C ends it: exit code 0.')
    .argument('[providers...]', 'built-in providers, or folders with openapi.yaml and behaviour.yaml')
    .option(...providerFlag)
    .option('-p, --port <port>', 'port; 0 for any free one', port, 4010)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--seed <n>', 'decides every identifier the mock makes (default: 1)', seed)
    .option('--clock <clock>', 'real, frozen, a factor such as 60x, or an instant to stand still at (default: real)', clock)
    .option('--lifecycle <pace>', 'immediate, time, manual, or reads:K: settled by the K-th read (default: time)', lifecycle)
    .option('--limits [n/seconds]', "rate limits: the contracts' own, or N requests in SECONDS (default: off)", limits)
    .option('--defect <id>', 'break one promise on purpose; may be given again', collected)
    .option('--faults <file>', 'a plan of what goes wrong and when, as YAML; GET /__admin/docs has its schema (default: off)')
    .option('--fault <fault>', "one fault, e.g. 'createCluster:503 every=3'; may be given again", collected)
    .option('--phase-tag <on|off>', 'whether an entity tag moves while only the phase changes (default: as the contract says)', onOff('--phase-tag'))
    .option('--phase-word <phase=word>', 'another word for a phase; may be given again', pairs('--phase-word', 'Deleting=Terminating'))
    .option(
      '--success <operation=status>',
      'another status of success that the contract tolerates; may be given again',
      statuses('--success', 'deployCluster=200'),
    )
    .option('--admin-token-env <variable>', 'the environment variable with the token that opens /__admin to other machines')
    .option('--store <where>', 'where worlds are kept: memory, file:PATH, redis://…, postgres://… or env:VARIABLE (default: memory)')
    .option('--state <file>', 'begin with the worlds in this file where it is there, and save them to it at the end')
    .option('--record <file>', 'save all requests to it at the end, for `clusterproof replay`; wants a clock that stands still')
    .addOption(new Option('--log <level>', 'write a line of JSON to stderr for each request (default: silent)').choices(logLevels))
    .option('--metrics', 'count for GET /__admin/metrics from the start, not from the first time it is asked; needs prom-client')
    .option('--otel', 'make a span of OpenTelemetry for each request, where an SDK is registered; needs @opentelemetry/api')
    .option('--drain <seconds>', 'when told to stop, how long answers that are under way may take (default: 5)', count('--drain', 0))
    .option('--journal <n>', 'requests remembered per world (default: 1000)', count('--journal'))
    .option('--json', 'print one line of JSON when ready, then nothing')
    .option('--quiet', 'print nothing')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof mock kupe --lifecycle reads:3         a new cluster is ready by the third read
  clusterproof mock --clock 60x --limits             a minute each second, with the contracts' rate limits
  clusterproof mock kupe --port 0 --json             for scripts: url, tokens and env on one line
  clusterproof mock --store file:worlds.db           everything is there again after a restart or a crash
  clusterproof mock kupe --state prepared.json       goes on where it ended; GET /__admin/state is the same at any time
  clusterproof mock --store redis://127.0.0.1:6379   start it as often as you like: all of them are one mock
  clusterproof mock --log info 2>requests.log        a line of JSON a request: operation, status, milliseconds, no tokens
  clusterproof mock ./my-provider --defect etag.if-match-ignored
  clusterproof mock kupe --fault 'GET:503 every=3 retry-after=1' --fault 'createCluster:reset nth=1' --fault '*:250ms'

A fault is <operationId|method|*>:<status|reset|empty|truncate|number of milliseconds and ms>, then any of every=N, nth=N, times=N,
probability=P and, with a status, retry-after=SECONDS. Latencies of all shapes, slow bodies, stale reads and failing lifecycles take a
file. Every answer that a fault touched says so in x-mock-fault; those that never came about are told at the end.`,
    )
    .action(async (providers: string[], flags: MockFlags) => end(await (await import('./mock.ts')).mock(providers, flags, terminal)))
}

export function declareEnv(program: Command, { terminal, end }: Session): void {
  program
    .command('env')
    .summary("print the variables of a vendor's real clients")
    .description("Prints the environment variables that make a vendor's real clients talk to the mock, and nothing else.")
    .argument('[provider]', 'a built-in provider, or a folder')
    .option(...providerFlag)
    .option('-p, --port <port>', 'port of the mock', port, 4010)
    .option('--host <address>', 'address of the mock', '127.0.0.1')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  eval "$(clusterproof env kupe)"
  eval "$(clusterproof env kupe --port 4011)"`,
    )
    .action(async (provider: string | undefined, flags: EnvFlags) => end(await (await import('./env.ts')).env(provider, flags, terminal)))
}

export function declareSpec(program: Command, { terminal, end }: Session): void {
  const spec = program.command('spec').summary('work on contracts').description('Works on the contract of a provider.')
  spec
    .command('lint')
    .summary('check the two files of a provider')
    .description('Checks openapi.yaml, behaviour.yaml and their agreement. Exit code 0: no errors; 1: errors; 2: unreadable.')
    .argument('[provider]', 'a built-in provider, or a folder')
    .option(...providerFlag)
    .option('--json', 'print a JSON array of findings')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof spec lint kupe
  clusterproof spec lint ./my-provider --json`,
    )
    .action(async (provider: string | undefined, flags: LintFlags) => end(await (await import('./spec.ts')).lint(provider, flags, terminal)))
}

export function declareList(program: Command, { terminal, end }: Session): void {
  program
    .command('list')
    .summary('list what there is')
    .description('Lists providers, checks, requirements or defects.')
    .addArgument(new Argument('<what>', 'what to list').choices(listed))
    .argument('[provider]', 'only what applies to this provider')
    .option(...providerFlag)
    .option('--json', 'print a JSON array')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof list providers
  clusterproof list checks kupe
  clusterproof list defects --json`,
    )
    .action(async (what: (typeof listed)[number], provider: string | undefined, flags: ListFlags) =>
      end(await (await import('./list.ts')).list(what, { provider, flags }, terminal)),
    )
}
