import { Argument, type Command } from 'commander'
import { withConfig } from './config-flags.ts'
import type { ShowFlags } from './config-show.ts'
import type { Session } from './program.ts'

const configHelp = `
clusterproof.config.yaml (or .json) is looked for from the working directory upwards, as far as the root of the repository, or else the home folder.
Flags go before the file, the file before the defaults; what a target says goes before what the top says.

  allow: [api.staging.example.com]     # hosts that may be sent to; endpoints of this machine need no entry
  profile: core                        # read-only, core or full
  budget: { creates: 5, live: 2, minutes: 90, requests: 3000, requestsPerSecond: 2 }
  targets:
    staging:
      provider: ./my-provider
      url: https://api.staging.example.com
      tokenEnv: STAGING_TOKEN          # the name of a variable: nothing secret is read from this file
      params: { tenant: acme }
  subject: { organization: Example GmbH, project: Example Clusters, version: '3.1' }    # for the report that you publish
  deviations: deviations.yaml          # or a list
  out: reports
  format: [json, junit]

Examples:
  clusterproof config show                       what is in effect, and who says so
  clusterproof config show --target staging --json
  clusterproof config schema > config.schema.json
  clusterproof check --target staging

An endpoint that is not of this machine is sent to only where its host is in \`allow\` and \`creates\` says how many clusters may be made (the profile
read-only makes none and needs no budget). Profile and budget are about targets: the mock in this process goes by flags alone.`

export function declareConfig(program: Command, { terminal, end }: Session): void {
  const config = program
    .command('config')
    .summary('show the configuration, or its schema')
    .description('Shows what the configuration file and the flags come to, or the schema of the file.')
    .addHelpText('after', configHelp)
  withConfig(config.command('show'))
    .summary('what is in effect, and who says so')
    .description('Shows what is in effect, and which flag or line says so. Nothing is sent; no token is read, but whether its variable is set is told.')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExamples:\n  clusterproof config show --target staging')
    .action(async (flags: ShowFlags) => end(await (await import('./config-show.ts')).showConfig(flags, terminal)))
  config
    .command('schema')
    .summary('the JSON Schema of the configuration, or of a file of deviations')
    .description('Prints the JSON Schema of the configuration, or of a file of deviations.')
    .addArgument(new Argument('[of]', 'which one').choices(['config', 'deviations']).default('config'))
    .addHelpText('after', '\nExamples:\n  clusterproof config schema deviations')
    .action(async (of: string) => end(await (await import('./config-show.ts')).showSchema(of === 'deviations' ? 'deviations' : 'config', terminal)))
}
