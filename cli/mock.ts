import type { Mock, MockOptions } from '../mock/create.ts'
import { banner } from './banner.ts'
import { refuseUnknownDefects } from './defects.ts'
import { faultsFrom, untouched } from './faults.ts'
import { logTo, type LogLevel } from './log.ts'
import { environmentOf, isLoopbackHost, originOf } from './environment.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import { clock, lifecycle, limits, onOff, statuses } from './parse.ts'
import { uniqueProviders } from './provider.ts'
import { secretFrom } from './secret.ts'
import { saveAt, stateIn } from './state-file.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

export interface MockFlags {
  readonly provider?: readonly string[]
  readonly port: number
  readonly host: string
  readonly seed?: number
  readonly clock?: ReturnType<typeof clock>
  readonly lifecycle?: ReturnType<typeof lifecycle>
  /** `true` where the flag has no value. */
  readonly limits?: ReturnType<typeof limits>
  readonly defect?: readonly string[]
  /** A file with a plan. */
  readonly faults?: string
  readonly fault?: readonly string[]
  readonly phaseTag?: ReturnType<ReturnType<typeof onOff>>
  readonly phaseWord?: Readonly<Record<string, string>>
  readonly success?: ReturnType<ReturnType<typeof statuses>>
  readonly adminTokenEnv?: string
  readonly journal?: number
  readonly store?: string
  /** A file with worlds: read at the start where it is there, written at the end. */
  readonly state?: string
  /** A file for a capsule, written at the end. */
  readonly record?: string
  readonly log?: LogLevel
  readonly metrics?: boolean
  readonly otel?: boolean
  /** Seconds. */
  readonly drain?: number
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Serves until it is told to stop by SIGINT or SIGTERM, which is the normal end: 0 after a clean close. */
export async function mock(named: readonly string[], flags: MockFlags, terminal: Terminal): Promise<ExitCode> {
  const faults = await faultsFrom(flags.faults, flags.fault)
  const options = { ...optionsOf(uniqueProviders(named, flags.provider), flags, terminal), ...(faults.length > 0 && { faults }) }
  const state = flags.state === undefined ? undefined : await stateOf(flags.state, flags.store)
  const log = await logTo(terminal.err, flags.log ?? 'silent')
  const { createMock } = await import('../mock/create.ts')
  await refuseUnknownDefects(flags.defect)
  const running = await opened(() => configured(() => createMock({ ...options, ...(state !== undefined && { state }), ...(log && { log }) })), terminal)
  if (running === undefined) return exitCodes.undetermined
  if (flags.quiet !== true)
    terminal.err(running.changed.map((id) => `Warning: the contract of ${id} has changed since ${flags.state ?? ''} was saved.\n`).join(''))
  const stopped = stopSignal()
  const url = await listening(running, flags)
  announce(running, { options, flags, origin: originOf(flags.host, Number(new URL(url).port)) }, terminal)
  log?.info({ url, providers: running.contracts.map(({ id }) => id) }, 'listening')
  await stopped
  log?.info({}, 'stopping')
  await running.drain(flags.drain === undefined ? undefined : flags.drain * 1000)
  if (flags.state !== undefined) await saveAt(flags.state, 'state', running.state())
  if (flags.record !== undefined) await saveAt(flags.record, 'capsule', running.capsule())
  if (flags.quiet !== true) terminal.err(untouched(running.neverFired()))
  return exitCodes.ok
}

function stateOf(file: string, store: string | undefined): Promise<string | undefined> {
  if (store === undefined || store === 'memory') return stateIn(file)
  throw new UsageError(
    `Failed to start the mock: --state and --store ${store} would both say what there is. Use one of them; --store keeps every change at once.`,
  )
}

/** Undefined where the store cannot be opened or reached: then it has been said. */
async function opened(create: () => Promise<Mock>, terminal: Terminal): Promise<Mock | undefined> {
  try {
    return await create()
  } catch (error) {
    if (!(error instanceof Error && error.name === 'BackingError')) throw error
    terminal.err(`${error.message}\n`)
    return undefined
  }
}

function optionsOf(providers: readonly string[], flags: MockFlags, terminal: Terminal): MockOptions {
  const adminToken = flags.adminTokenEnv === undefined ? undefined : secretFrom('--admin-token-env', flags.adminTokenEnv, terminal.env)
  return {
    ...(providers.length > 0 && { providers }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.clock !== undefined && { clock: flags.clock }),
    ...(flags.lifecycle !== undefined && { lifecycle: flags.lifecycle }),
    ...(flags.limits !== undefined && { limits: flags.limits }),
    ...(flags.defect !== undefined && { defects: flags.defect }),
    ...(flags.phaseTag !== undefined && { phaseMovesTag: flags.phaseTag }),
    ...(flags.phaseWord !== undefined && { phaseWords: flags.phaseWord }),
    ...(flags.success !== undefined && { successes: flags.success }),
    ...(flags.store !== undefined && { store: storeFrom(flags.store, terminal.env) }),
    ...(flags.record !== undefined && { record: true }),
    ...(flags.metrics === true && { metrics: true }),
    ...(flags.otel === true && { tracing: true }),
    ...(flags.journal !== undefined && { journalSize: flags.journal }),
    ...(adminToken !== undefined && { adminToken }),
  }
}

/** `env:VARIABLE` keeps a password out of the list of processes. */
function storeFrom(store: string, env: Terminal['env']): string {
  return store.startsWith('env:') ? secretFrom('--store', store.slice('env:'.length), env) : store
}

async function listening(running: Mock, { port, host }: MockFlags): Promise<string> {
  try {
    return await running.listen({ port, host })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      throw new UsageError(
        `Failed to listen on ${host}:${port}: port ${port} is in use, perhaps by another mock. Use --port 0 for any free port, or another one, e.g. --port ${port === 65_535 ? 4010 : port + 1}.`,
      )
    }
    if (code === 'EACCES')
      throw new UsageError(`Failed to listen on ${host}:${port}: port ${port} is not allowed to this user. Use one from 1024 on, or --port 0.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      throw new UsageError(`Failed to listen on ${host}:${port}: ${host} is no address of this machine. Use --host 127.0.0.1, or 0.0.0.0 for all of them.`)
    }
    throw error
  }
}

function announce(running: Mock, ready: { options: MockOptions; flags: MockFlags; origin: string }, terminal: Terminal): void {
  const { options, flags, origin } = ready
  if (!isLoopbackHost(flags.host)) {
    terminal.err(`Warning: ${flags.host} can be reached by other machines. The mock's tokens are public; --host 127.0.0.1 keeps it to this one.\n`)
  }
  if (flags.json === true) terminal.out(`${JSON.stringify(readyLine(running, origin))}\n`)
  else if (flags.quiet !== true) terminal.out(banner({ version: version(), origin, contracts: running.contracts, options }, terminal.colours))
}

function readyLine({ contracts }: Mock, url: string): object {
  return {
    url,
    providers: contracts.map((contract) => ({
      id: contract.id,
      title: contract.title,
      url: `${url}${contract.basePath}`,
      // Clients of Connect are told the origin, and go on from there by the name of a service.
      ...(contract.connect && { connect: contract.connect.roots.map((root) => `${url}${root}`) }),
      token: contract.behaviour.seed.principals['admin']?.token,
      principals: contract.behaviour.seed.principals,
    })),
    env: Object.fromEntries(contracts.flatMap((contract) => environmentOf(contract, url))),
    admin: `${url}/__admin`,
    pid: process.pid,
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process as it always would. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
