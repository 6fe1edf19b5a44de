import { Command, CommanderError } from 'commander'
import { declareExport } from './export-commands.ts'
import { declareCheck, declarePlan, declareProve } from './check-commands.ts'
import { declareConfig } from './config-commands.ts'
import { declareDrift } from './drift-commands.ts'
import { declareEnv, declareList, declareMock, declareSpec } from './commands.ts'
import { declareJudge, declareMerge } from './evidence-commands.ts'
import { declareGrade } from './grade-commands.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { declareReplay } from './replay-commands.ts'
import { declareReport } from './report-commands.ts'
import { declareDoctor, declareInit } from './setup-commands.ts'
import { declareSweep } from './sweep-commands.ts'
import type { Terminal } from './terminal.ts'
import { declareCompare, declareMatrix, declareValidate } from './vendor-commands.ts'
import { version } from './version.ts'

/** What a command's declaration needs: where to print, and where to leave the exit code. */
export interface Session {
  readonly terminal: Terminal
  readonly end: (code: ExitCode) => void
}

const examples = `
Examples:
  clusterproof mock                         every mock, on http://127.0.0.1:4010
  eval "$(clusterproof env kupe)"           the vendor's own clients talk to it
  clusterproof check kupe                   checks the mock itself, in this process
  clusterproof check kupe --target http://127.0.0.1:4010 --token-env TOKEN --param tenant=acme
  clusterproof check --target staging       an endpoint of yours, as clusterproof.config.yaml names it
  clusterproof sweep .clusterproof/ledger-k3v9qd.jsonl      deletes what a run that was killed has left there
  clusterproof report run.ndjson.gz --format html,sarif --out reports     tells of a run that is over
  clusterproof mock ./my-provider           a folder with openapi.yaml and behaviour.yaml

Exit codes:
  0    conformant, or done
  1    not conformant, or a deviation is out of date; for spec lint: errors were found; for prove: a defect was missed; for compare: a regression
  2    usage or configuration: nothing was sent
  3    undetermined: unreachable, no checks, or clusterproof itself failed
  4    clean-up incomplete: resources that the run made are still there
  130  interrupted

Loopback only unless told otherwise; no telemetry; tokens are read from the environment alone and never printed.`

/** Runs one command line, without the program's name, and resolves to its exit code. Never throws. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: ExitCode = exitCodes.ok
  const program = programOf({ terminal, end: (ended) => (code = ended) })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return failed(error, terminal)
  }
}

function programOf(session: Session): Command {
  const { terminal } = session
  const program = new Command('clusterproof')
    .description('Serves stateful mocks of cluster-provisioning APIs, and proves whether any endpoint keeps the same promises.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'Failed to read the command line: ')),
      getOutHelpWidth: () => 120,
      getErrHelpWidth: () => 120,
    })
    .showHelpAfterError('`clusterproof --help` shows the commands, `clusterproof <command> --help` their flags.')
    .addHelpText('after', examples)
  for (const declare of [
    declareMock,
    declareEnv,
    declareGrade,
    declareReplay,
    declarePlan,
    declareCheck,
    declareDrift,
    declareSweep,
    declareProve,
    declareJudge,
    declareMerge,
    declareExport,
    declareReport,
    declareValidate,
    declareMatrix,
    declareCompare,
    declareInit,
    declareDoctor,
    declareConfig,
    declareSpec,
    declareList,
  ])
    declare(program, session)
  return program
}

function failed(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\n`)
    return exitCodes.usage
  }
  return bug(error, terminal)
}

/** Tells of an error that nobody foresaw: one line, and where it happened only when asked. */
export function bug(error: unknown, { err, env }: Terminal): ExitCode {
  const cause = error instanceof Error ? error : new Error(String(error))
  err(`clusterproof failed: ${cause.message.replace(/\.?$/, '.')} This is a bug; please report it with what CLUSTERPROOF_DEBUG=1 prints.\n`)
  if (env['CLUSTERPROOF_DEBUG'] === '1') err(`${cause.stack ?? ''}\n`)
  return exitCodes.undetermined
}
