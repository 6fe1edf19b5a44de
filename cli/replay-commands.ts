import type { Command } from 'commander'
import type { Session } from './program.ts'
import type { ReplayFlags } from './replay.ts'

export function declareReplay(program: Command, { terminal, end }: Session): void {
  program
    .command('replay')
    .summary('ask a new mock what a capsule recorded')
    .description('Starts a mock as the recorded one was started, asks it all that a capsule holds, and compares the answers byte for byte. Opens no port.')
    .argument('<capsule>', 'a file that `clusterproof mock --record` wrote')
    .argument('[providers...]', 'folders of providers of your own that were recorded, and the names of the others (default: those of the capsule)')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print nothing')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof mock kupe --clock 2026-02-01T14:00:00Z --record run.json     until Ctrl-C
  clusterproof replay run.json
  clusterproof replay run.json ./my-provider

A capsule holds the contracts' hashes, seed, clock, settings, faults, worlds and all requests with their bodies; credentials that no mock has given
are replaced by digits of their hash. The recorded clock stands still: only requests to /__admin/clock move it, and they are in the capsule.

Exit codes: 0 all the same; 1 something was answered otherwise; 2 usage, or no capsule.`,
    )
    .action(async (file: string, providers: string[], flags: ReplayFlags) =>
      end(await (await import('./replay.ts')).replayCapsule({ file, providers }, flags, terminal)),
    )
}
