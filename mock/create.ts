import { serve, type ServerType } from '@hono/node-server'
import { wiresOf } from '../specs/connect.ts'
import type { Contract } from '../specs/contract.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes } from '../specs/paths.ts'
import { builtIn, folderOf } from '../specs/providers.ts'
import { createApp } from './app.ts'
import type { Clock, ClockStart } from './clock.ts'
import { defects } from './defects/index.ts'
import { Host } from './host.ts'
import { defaults, type Settings } from './settings.ts'
import { unanswerable } from './successes.ts'
import { answerUnreadable } from './unreadable.ts'
import type { World } from './world.ts'

export interface MockOptions {
  /** Names of built-in providers, or paths of folders with an `openapi.yaml` and a `behaviour.yaml`. All built-in ones when absent. */
  readonly providers?: readonly string[]
  /** Decides every identifier the mock makes. 1 when absent. */
  readonly seed?: number
  /** `real` when absent; `frozen` stands still until it is advanced. */
  readonly clock?: 'real' | 'frozen' | ClockStart
  /** How lifecycles advance: with the clock, when absent. */
  readonly lifecycle?: Settings['pace']
  /** Off when absent. `true` enforces the contracts' own limits. */
  readonly limits?: Settings['limits']
  /** Defects that every world starts with. */
  readonly defects?: readonly string[]
  readonly phaseMovesTag?: boolean
  readonly phaseWords?: Settings['phaseWords']
  /** Other statuses of success by operationId, as far as the contracts tolerate them. */
  readonly successes?: Settings['successes']
  /** Requests remembered per world. 1,000 when absent. */
  readonly journalSize?: number
  /** Worlds open at once. 1,000 when absent. */
  readonly maxWorlds?: number
  /** Without a token the management interface answers loopback only. */
  readonly adminToken?: string
}

/** A running mock. The same object answers with and without a port. */
export interface Mock {
  /** Answers a request without a socket. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Listens; an ephemeral port of the loopback interface unless told otherwise. Resolves to the origin. */
  readonly listen: (at?: { readonly port?: number; readonly host?: string }) => Promise<string>
  /** Origin, once it listens; `http://mock.invalid` before. */
  readonly url: string
  readonly contracts: readonly Contract[]
  /** Clock of the default world. */
  readonly clock: Clock
  /** A world by its name; made when first named. */
  readonly world: (name?: string) => World
  /** Every world back to its first state. */
  readonly reset: () => void
  /** Closes a world, with all that is in it; false where there is none of that name. The next request to it begins a new one. */
  readonly forget: (world: string) => boolean
  readonly close: () => Promise<void>
}

/**
 * Makes a mock of some providers.
 *
 * @throws ContractError when a contract cannot be read; RangeError for an unknown provider, defect or clock, a status of success that no contract allows, or two providers of one id.
 */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  const folders = await Promise.all((options.providers ?? (await builtIn())).map(folderOf))
  const contracts = distinct(await Promise.all(folders.map(loadContract)))
  const host = new Host({
    contracts,
    seed: options.seed ?? 1,
    clock: clockStart(options.clock),
    settings: settingsOf(options),
    journalSize: options.journalSize ?? 1000,
    maxWorlds: options.maxWorlds ?? 1000,
    defects,
  })
  host.world().set({ defects: options.defects ?? [] })
  const wrong = unanswerable(contracts, options.successes ?? {})
  if (wrong !== undefined) throw new RangeError(`Failed to set a status of success: ${wrong.detail}.`)
  const app = createApp(host, buildRoutes(contracts.flatMap(wiresOf)), options.adminToken === undefined ? {} : { token: options.adminToken })
  return running(host, async (request) => app.fetch(request), app.fetch)
}

/** State is kept by the id of a contract, so that all of its wires show the same. */
function distinct(contracts: readonly Contract[]): readonly Contract[] {
  contracts.forEach(({ id, folder }, index) => {
    const other = contracts.slice(0, index).find((one) => one.id === id)
    if (other === undefined) return
    throw new RangeError(`Failed to serve the provider in '${folder}': '${other.folder}' has the id "${id}" too. Give one of them another provider.id.`)
  })
  return contracts
}

function running(host: Host, fetch: Mock['fetch'], handler: Parameters<typeof serve>[0]['fetch']): Mock {
  let server: ServerType | undefined
  let url = 'http://mock.invalid'
  return {
    fetch,
    get url() {
      return url
    },
    contracts: host.contracts,
    get clock() {
      return host.world().clock
    },
    world: (name) => host.world(name),
    reset: () => host.reset(),
    forget: (name) => host.forget(name),
    listen: async ({ port = 0, host: hostname = '127.0.0.1' } = {}) => {
      if (server !== undefined) throw new Error(`Failed to listen: this mock listens at ${url} already. Close it first, or make another.`)
      const opened = await opening({ fetch: handler, port, hostname })
      server = opened.server
      server.on(
        'clientError',
        answerUnreadable(() => host.world().clock.now()),
      )
      url = `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${opened.port}`
      return url
    },
    close: async () => {
      const open = server
      server = undefined
      await closing(open)
    },
  }
}

/**
 * How long an idle connection is kept, in milliseconds. Node's five seconds are shorter than the pause of many a poller, who then loses
 * a request that meets the close on its way.
 */
const PATIENCE = 75_000

function opening(at: { fetch: Parameters<typeof serve>[0]['fetch']; port: number; hostname: string }): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ ...at, serverOptions: { keepAliveTimeout: PATIENCE } }, (info) => {
      server.off('error', reject)
      resolve({ server, port: info.port })
    })
    server.once('error', reject)
  })
}

function closing(server: ServerType | undefined): Promise<void> {
  if (server === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}

function clockStart(clock: MockOptions['clock']): ClockStart {
  if (clock === undefined || clock === 'real') return {}
  return clock === 'frozen' ? { scale: 0 } : clock
}

function settingsOf(options: MockOptions): Settings {
  return {
    pace: options.lifecycle ?? defaults.pace,
    phaseMovesTag: options.phaseMovesTag ?? defaults.phaseMovesTag,
    phaseWords: options.phaseWords ?? defaults.phaseWords,
    successes: options.successes ?? defaults.successes,
    defects: options.defects ?? defaults.defects,
    limits: options.limits ?? defaults.limits,
  }
}
