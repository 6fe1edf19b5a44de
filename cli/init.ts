import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Contract } from '../specs/contract.ts'
import { configNames, workingFolder } from './config-find.ts'
import { environmentOf } from './environment.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import { oneProvider } from './provider.ts'
import { filled, type Filling } from './templates.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

export const services = ['github', 'gitlab', 'none'] as const
export type Service = (typeof services)[number]

export interface InitFlags {
  readonly provider?: readonly string[]
  readonly ci?: Service
  readonly force?: boolean
  readonly dryRun?: boolean
}

interface Written {
  /** Below the working directory. */
  readonly path: string
  readonly text: string
}

/** Writes a starter configuration and workflow; what is there already is left as it is without `--force`. */
export async function init(named: string | undefined, flags: InitFlags, terminal: Terminal): Promise<ExitCode> {
  const provider = await oneProvider('write a configuration', named, flags.provider)
  const folder = workingFolder(terminal)
  const service = flags.ci ?? (await serviceOf(folder))
  const files = await starters(provider, service)
  if (flags.dryRun === true) {
    for (const { path, text } of files) terminal.out(`# ${path}\n${text}\n`)
    return exitCodes.ok
  }
  if (flags.force !== true) await refuseExisting(folder, files)
  for (const { path, text } of files) {
    await write(join(folder, path), text)
    terminal.out(`Wrote ${path}\n`)
  }
  terminal.out(next(provider, service))
  return exitCodes.ok
}

async function starters(provider: string, service: Service): Promise<readonly Written[]> {
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  const contract = await configured(async () => loadContract(await folderOf(provider)))
  const filling = { provider, version: version(), ...credentialsOf(contract) }
  return [
    { path: configNames[0], text: filled('clusterproof.config.yaml', filling) },
    ...(service === 'github' ? [{ path: '.github/workflows/clusterproof.yml', text: filled('github.yml', filling) }] : []),
    ...(service === 'gitlab' ? [{ path: 'clusterproof.gitlab-ci.yml', text: filled('gitlab.yml', filling) }] : []),
  ]
}

/** The variable that holds the mock's token in the environment of the vendor's own clients, and the parameters that every request needs. */
function credentialsOf(contract: Contract): Filling {
  const admin = contract.behaviour.seed.principals['admin']
  const variable = environmentOf(contract, 'http://127.0.0.1:4010').find(([, value]) => value === admin?.token)?.[0]
  const params = Object.entries(admin?.params ?? {}).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return {
    variable: variable ?? `${contract.id.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_TOKEN`,
    params: params.length === 0 ? '' : `    params: { ${params.join(', ')} }\n`,
  }
}

/** The service whose traces are there; GitHub where there are none. */
async function serviceOf(folder: string): Promise<Service> {
  if (await exists(join(folder, '.gitlab-ci.yml'))) return 'gitlab'
  if (await exists(join(folder, '.github'))) return 'github'
  const remotes = await readFile(join(folder, '.git/config'), 'utf8').catch(() => '')
  return /url = .*gitlab/.test(remotes) ? 'gitlab' : 'github'
}

async function refuseExisting(folder: string, files: readonly Written[]): Promise<void> {
  const others = configNames.map((path) => ({ path }))
  const there: string[] = []
  for (const { path } of [...others, ...files]) if (!there.includes(path) && (await exists(join(folder, path)))) there.push(path)
  if (there.length === 0) return
  throw new UsageError(
    `Failed to write a configuration: ${there.join(' and ')} ${there.length === 1 ? 'is' : 'are'} there already. Nothing was written. Add --force to write anew, or --dry-run to see what would be written.`,
  )
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`Failed to write ${path}: the system says ${found}. Go to a folder that can be written to.`, { cause: error })
  }
}

function next(provider: string, service: Service): string {
  const lines = [
    '',
    'Next:',
    `  clusterproof mock ${provider}                        a mock, in a terminal of its own`,
    `  eval "$(clusterproof env ${provider})" && clusterproof check --target local`,
    '  clusterproof doctor                           what is set up, and what is missing',
    ...(service === 'gitlab' ? ['  add `include: [{ local: clusterproof.gitlab-ci.yml }]` to .gitlab-ci.yml'] : []),
  ]
  return `${lines.join('\n')}\n`
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
