import type { Command } from 'commander'
import { factor, pairs } from './parse.ts'
import type { Session } from './program.ts'
import type { SweepFlags } from './sweep.ts'

const sweepHelp = `
Examples:
  TOKEN=... clusterproof sweep .clusterproof/ledger-k3v9qd.jsonl
  clusterproof sweep .clusterproof/ledger-k3v9qd.jsonl --dry-run

Deleted is what the ledger says the run made, and what bears exactly the name that a create without an answer was given. Nothing else,
whatever it is called. The ledger names provider, target and the variables that hold the tokens.

Exit codes:
  0    nothing is left
  2    usage or configuration: nothing was sent
  3    the endpoint could not be reached, or does not serve this token
  4    something is left; with --dry-run: may be left`

export function declareSweep(program: Command, { terminal, end }: Session): void {
  program
    .command('sweep')
    .summary('delete what an interrupted check has left behind')
    .description('Deletes what a run on a real endpoint has left behind, e.g. because it was killed, by the ledger that it kept.')
    .argument('<ledger>', 'the file that `check` has named when it began')
    .option('--dry-run', 'print what would be looked for and deleted; send nothing')
    .option('--config <file>', 'the configuration with the allow-list (default: looked for as `check` does)')
    .option('--token-env <variable>', "another variable for the administrator's token than the run had")
    .option('--second-token-env <variable>', '... for the token of the principal of another tenant')
    .option('--param <name=value>', 'other path parameters; may be given again', pairs('--param', 'tenant=acme'))
    .option('--second-param <name=value>', '... of the second principal', pairs('--second-param', 'tenant=globex'))
    .option('--target-clock <60x>', 'how fast the clock of the target runs, where it is a mock whose clock is scaled', factor)
    .option('--json', 'print JSON')
    .addHelpText('after', sweepHelp)
    .action(async (ledger: string, flags: SweepFlags) => end(await (await import('./sweep.ts')).sweepLedger(ledger, flags, terminal)))
}
