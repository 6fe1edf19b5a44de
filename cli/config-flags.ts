import { Option, type Command } from 'commander'
import type { Profile } from '../conformance/profile.ts'
import { targetOrName } from './config-target.ts'
import { amount, count } from './parse.ts'

/** Written out, because a mock starts without the folder that it comes from. */
const profiles: readonly Profile[] = ['read-only', 'core', 'full']

/** The flags of every command that goes by a configuration: which one, which target, and how far a run may go there. */
export function withConfig(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration (default: clusterproof.config.yaml or .json, looked for from here upwards)')
    .option('--target <url|name>', "the endpoint, without the path of the contract's server; or the name of a target of the configuration", targetOrName)
    .addOption(
      new Option(
        '--profile <profile>',
        'how far to go: read-only sends safe methods alone, core makes few resources, full is everything (default: full)',
      ).choices(profiles),
    )
    .option('--max-creates <n>', 'clusters (resources with a lifecycle) that the run may make', count('--max-creates', 0))
    .option('--max-live <n>', 'how many of them may be there at the same time', count('--max-live'))
    .option('--max-minutes <n>', 'minutes after which the run stops and cleans up', amount('--max-minutes'))
    .option('--max-requests <n>', 'requests the run may send, clean-up not counted (default: 10000 to --target)', count('--max-requests'))
    .option('--rate <n>', 'requests a second, e.g. 0.5 (default: 2 to an endpoint that is not of this machine)', amount('--rate'))
    .option('--deviations <file>', 'known discrepancies, in place of those of the configuration')
}
