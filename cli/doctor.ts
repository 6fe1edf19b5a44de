import { access, constants } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { readConfig, type ConfigFile } from './config.ts'
import { examined } from './doctor-targets.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

export interface DoctorFlags {
  readonly config?: string
  /** The target to look at; all of the configuration when absent. */
  readonly target?: string
  readonly port: number
  /** False where nothing is to be sent. */
  readonly send?: boolean
  readonly json?: boolean
}

/** One thing that was looked at. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warning' | 'problem'
  readonly found: string
  /** What to do, where something is to be done. */
  readonly advice?: string
}

/** Looks at what the other commands need, one thing after the other, and says what to do. */
export async function doctor(flags: DoctorFlags, terminal: Terminal): Promise<ExitCode> {
  const findings: Finding[] = []
  for await (const finding of examine(flags, terminal)) {
    findings.push(finding)
    if (flags.json !== true) terminal.out(line(finding, terminal))
  }
  const problems = findings.filter(({ state }) => state === 'problem').length
  if (flags.json === true) terminal.out(`${JSON.stringify({ clusterproof: version(), problems, findings }, null, 2)}\n`)
  else terminal.out(problems === 0 ? '\nNothing stands in the way.\n' : `\n${problems} ${problems === 1 ? 'problem stands' : 'problems stand'} in the way.\n`)
  return problems === 0 ? exitCodes.ok : exitCodes.failed
}

async function* examine(flags: DoctorFlags, terminal: Terminal): AsyncGenerator<Finding, void, undefined> {
  yield nodeVersion(process.versions.node)
  yield await portOf(flags.port)
  const read = await configuration(flags, terminal)
  yield read.finding
  if (read.config === undefined) return
  if (read.config.content.out !== undefined) yield await folder(read.config.path(read.config.content.out))
  const names = flags.target === undefined ? Object.keys(read.config.content.targets ?? {}) : [flags.target]
  for (const name of names) yield* examined(name, flags, terminal)
}

/** As package.json has it under `engines`. */
export function nodeVersion(found: string): Finding {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const serves = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24
  const what = 'Node'
  if (serves) return { what, state: 'ok', found }
  return { what, state: 'problem', found, advice: 'Install Node 24, or at least 20.19 or 22.13.' }
}

/** Whether a mock could listen where it does by default. */
export async function portOf(port: number): Promise<Finding> {
  const what = `port ${port}`
  const code = await listening(port)
  if (code === undefined) return { what, state: 'ok', found: 'free' }
  if (code === 'EADDRINUSE' && (await isMock(port))) return { what, state: 'ok', found: 'a clusterproof mock answers there' }
  const found = code === 'EADDRINUSE' ? 'something else listens there' : `the system says ${code}`
  return { what, state: 'warning', found, advice: 'Start mocks with another --port; --port 0 takes any free one.' }
}

function listening(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}

async function isMock(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/__admin/health`, { signal: AbortSignal.timeout(2_000) })
    const body: unknown = await answer.json()
    return answer.ok && typeof body === 'object' && body !== null && 'worlds' in body
  } catch {
    return false
  }
}

async function configuration(flags: DoctorFlags, terminal: Terminal): Promise<{ readonly finding: Finding; readonly config?: ConfigFile }> {
  const what = 'configuration'
  try {
    const config = await readConfig(flags.config, terminal)
    if (config === undefined)
      return { finding: { what, state: flags.target === undefined ? 'ok' : 'problem', found: 'none', advice: 'clusterproof init writes one.' } }
    const targets = Object.keys(config.content.targets ?? {})
    return { config, finding: { what, state: 'ok', found: `${config.shown}, targets: ${targets.join(', ') || 'none'}` } }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { finding: { what, state: 'problem', found: error.message, advice: 'clusterproof config --help shows one that is right.' } }
  }
}

/** The nearest folder that is there has to be one in which the rest can be made. */
async function folder(path: string): Promise<Finding> {
  const what = 'reports'
  try {
    await access(path, constants.W_OK)
    return { what, state: 'ok', found: path }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT' && dirname(path) !== path) return folder(dirname(path))
    return { what, state: 'problem', found: `${path}: the system says ${code}`, advice: 'Name another folder at `out`.' }
  }
}

const signs = { ok: '✓', warning: '!', problem: '✗' } as const

function line({ what, state, found, advice }: Finding, { colours }: Terminal): string {
  const paint = { ok: colours.green, warning: colours.yellow, problem: colours.red }[state]
  const said = `${paint(signs[state])} ${what.padEnd(22)} ${found.replaceAll('\n', '\n  ')}\n`
  return advice === undefined ? said : `${said}  ${''.padEnd(22)} ${advice}\n`
}
