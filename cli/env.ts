import { environmentOf, exportLine, originOf } from './environment.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import { oneProvider } from './provider.ts'
import type { Terminal } from './terminal.ts'

export interface EnvFlags {
  readonly provider?: readonly string[]
  readonly port: number
  readonly host: string
  readonly json?: boolean
}

/** Prints the variables alone, for `eval "$(clusterproof env …)"`. */
export async function env(named: string | undefined, flags: EnvFlags, terminal: Terminal): Promise<ExitCode> {
  const provider = await oneProvider('print an environment', named, flags.provider)
  if (flags.port === 0) throw new UsageError('Failed to print an environment: --port 0 names no port. Give the port that the mock printed.')
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  const contract = await configured(async () => loadContract(await folderOf(provider)))
  const variables = environmentOf(contract, originOf(flags.host, flags.port))
  if (flags.json === true) terminal.out(`${JSON.stringify(Object.fromEntries(variables))}\n`)
  else terminal.out(variables.map((variable) => `${exportLine(variable)}\n`).join(''))
  const { note } = contract.behaviour.provider
  if (note !== undefined) terminal.err(`${note}\n`)
  if (variables.length === 0) terminal.err(`The contract of ${contract.id} names no environment variables of real clients.\n`)
  return exitCodes.ok
}
