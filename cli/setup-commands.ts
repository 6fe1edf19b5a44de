import { Option, type Command } from 'commander'
import { providerFlag } from './commands.ts'
import { services, type InitFlags } from './init.ts'
import type { DoctorFlags } from './doctor.ts'
import { port } from './parse.ts'
import type { Session } from './program.ts'

export function declareInit(program: Command, { terminal, end }: Session): void {
  program
    .command('init')
    .summary('write a starter configuration and workflow')
    .description('Writes clusterproof.config.yaml and a CI workflow into this folder. What is there already is left as it is.')
    .argument('[provider]', 'a built-in provider, or a folder')
    .option(...providerFlag)
    .addOption(new Option('--ci <service>', 'whose workflow to write (default: whose traces are found here, else github)').choices([...services]))
    .option('--force', 'write anew what is there already')
    .option('--dry-run', 'print what would be written')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof init kupe
  clusterproof init akua --ci gitlab
  clusterproof init kupe --dry-run

Exit codes: 0 written; 2 usage, or something is there already: nothing was written.`,
    )
    .action(async (provider: string | undefined, flags: InitFlags) => end(await (await import('./init.ts')).init(provider, flags, terminal)))
}

export function declareDoctor(program: Command, { terminal, end }: Session): void {
  program
    .command('doctor')
    .summary('see what is set up, and what is missing')
    .description(
      'Looks at Node, the port of the mock, the configuration, and of each target the contract, the consent, the credentials and whether it answers.',
    )
    .option('--config <file>', 'the configuration file')
    .option('--target <name>', 'look at this target alone')
    .option('-p, --port <port>', 'port of the mock', port, 4010)
    .option('--no-send', 'send nothing')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  clusterproof doctor
  clusterproof doctor --target staging --json

A target is sent one harmless request, the one that every check begins with, and only where a check might be: \`clusterproof check --help\` tells
when. Of tokens it is told whether their variables are set, never what they hold.

Exit codes: 0 nothing stands in the way; 1 something does; 2 usage.`,
    )
    .action(async (flags: DoctorFlags) => end(await (await import('./doctor.ts')).doctor(flags, terminal)))
}
