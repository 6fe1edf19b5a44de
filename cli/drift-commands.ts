import type { Command } from 'commander'
import { withRun } from './check-commands.ts'
import type { DriftFlags } from './drift.ts'
import type { Session } from './program.ts'

const driftHelp = `
Examples:
  TOKEN=... clusterproof drift kupe --target http://127.0.0.1:4010 --token-env TOKEN --param tenant=acme
  clusterproof drift --target staging --patch drift.patch     a target of the configuration; core: few creates
  clusterproof drift --target staging --only err --json       one family of checks alone

Puts the same scenarios to the mock and to the endpoint and compares what both answer: statuses, media types, headers and their forms, members
and their JSON types, words, phases, codes of refusals. Values, texts and order are free. Each difference is one of three:
  the document may be wrong        the endpoint answers otherwise than openapi.yaml declares, each time that it could
  our mock assumes wrongly         what the mock does rests on a guess, on a client, or on a choice that the documents leave open
  the endpoint differs             it does not keep what is documented, or not each time
--patch writes what would make the mock answer as the endpoint does, as far as behaviour.yaml can say it. Review it: basis and source are yours to
write. Apply it in the provider's folder: patch -p1 < drift.patch

Consent, budgets and tokens are as for \`clusterproof check\`. The profile is core, and full where the target is of this machine.

Exit codes:
  0    no drift
  1    drift
  2    usage or configuration: nothing was sent
  3    undetermined: unreachable, interrupted by the endpoint, or nothing could be compared
  4    clean-up incomplete: resources that the run made are still there
  130  interrupted`

export function declareDrift(program: Command, { terminal, end }: Session): void {
  withRun(program.command('drift'))
    .summary('tell where an endpoint and our mock part')
    .description(
      'Puts the same scenarios to the mock in this process and to the endpoint that --target names, and tells where the two part, and who seems to be wrong.',
    )
    .option('--patch <file>', 'write what of behaviour.yaml would have to be otherwise, as a unified patch')
    .option('--ledger <file>', 'where to note all that is made at --target, for `clusterproof sweep` (default: .clusterproof/, unless it is of this machine)')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print no progress')
    .addHelpText('after', driftHelp)
    .action(async (provider: string | undefined, flags: DriftFlags) => end(await (await import('./drift.ts')).drift(provider, flags, terminal)))
}
