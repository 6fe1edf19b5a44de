import { wiresOf } from '../specs/connect.ts'
import type { Contract } from '../specs/contract.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes } from '../specs/paths.ts'
import { builtIn, folderOf } from '../specs/providers.ts'
import { createApp } from './app.ts'
import type { Bindings } from './bindings.ts'
import { recordingOf } from './capsule/recording.ts'
import type { Backing } from './backing/backing.ts'
import { openBacking } from './backing/open.ts'
import type { Clock, ClockStart } from './clock.ts'
import { checkDefects } from './defect.ts'
import { defects } from './defects/index.ts'
import { planFor } from './faults/read.ts'
import type { FaultStart } from './faults/plan.ts'
import { Host, type WorldOptions } from './host.ts'
import { observe, type Observing } from './observe/observe.ts'
import { Replicas } from './replica/replicas.ts'
import { restore, savedOf } from './saving.ts'
import { listen, PATIENCE, type Handler, type Listener, type Listening } from './server.ts'
import { defaults, type Settings } from './settings.ts'
import { read, written } from './state/document.ts'
import { unanswerable } from './successes.ts'
import type { World } from './world.ts'

export type { Listening }

export interface MockOptions extends Observing {
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
  /** What goes wrong, and when, in every world. Nothing when absent. */
  readonly faults?: readonly FaultStart[]
  readonly phaseMovesTag?: boolean
  readonly phaseWords?: Settings['phaseWords']
  /** Other statuses of success by operationId, as far as the contracts tolerate them. */
  readonly successes?: Settings['successes']
  /** Requests remembered per world. 1,000 when absent. */
  readonly journalSize?: number
  /** Worlds open at once. 1,000 when absent. */
  readonly maxWorlds?: number
  /**
   * Where worlds are kept: `file:PATH`, `redis://…`, `postgres://…`, or a backing that is open already. In this process alone when absent.
   * Mocks that share one have to be started alike: same providers, seed, clock and settings.
   */
  readonly store?: string | Backing
  /** True notes all that is asked, for `capsule`. The clock has to stand still, and the worlds to live in this process. */
  readonly record?: boolean
  /** The worlds to begin with: a document that `state` of a mock gave. */
  readonly state?: string
  /** Without a token the management interface answers loopback only. */
  readonly adminToken?: string
}

/** A running mock. The same object answers with and without a port. */
export interface Mock {
  /** Answers a request without a socket; what a connection would tell of it may be given besides. */
  readonly fetch: (request: Request, connection?: Bindings) => Promise<Response>
  /** Listens; an ephemeral port of the loopback interface unless told otherwise. Resolves to the origin. */
  readonly listen: (at?: Listening) => Promise<string>
  /** Origin, once it listens; `http://mock.invalid` before. */
  readonly url: string
  readonly contracts: readonly Contract[]
  /** Clock of the default world. */
  readonly clock: Clock
  /** A world by its name; made when first named, with a seed and a clock of its own where they are given. */
  readonly world: (name?: string, own?: WorldOptions) => World
  /** A world that knows what another one knows, in place of what it knew before. The two go their own ways from there. */
  readonly fork: (from: string, to: string) => World
  /** Keeps what a world knows under a name, in place of what was kept under it. */
  readonly save: (snapshot: string, world?: string) => void
  /** Takes a world back to a snapshot, its own one unless another world is named; its journal stays. */
  readonly load: (snapshot: string, world?: string, from?: string) => World
  /** A document of all worlds and their snapshots, or of one world: what `state` of `createMock` takes. Journals are no part of it. */
  readonly state: (world?: string) => string
  /** All that was asked since the start over HTTP or by `fetch`, and how this mock began. Throws a RangeError where it does not `record`. */
  readonly capsule: () => string
  /** Ids of the providers whose contracts have changed since the state was saved that this mock began with. */
  readonly changed: readonly string[]
  /** Planned faults that have touched no request so far. */
  readonly neverFired: () => readonly { readonly world: string; readonly id: string }[]
  /** Every world back to its first state. */
  readonly reset: () => void
  /** Where a store keeps the worlds: resolves once everything that was done here is kept, and what others did is known here. */
  readonly settled: () => Promise<void>
  /** Closes a world, with all that is in it; false where there is none of that name. The next request to it begins a new one. */
  readonly forget: (world: string) => boolean
  /** Closes at once, whoever waits for an answer. */
  readonly close: () => Promise<void>
  /**
   * Closes as soon as all answers that are under way have been sent: long polls are answered with what there is, and nobody new is let
   * in. What is not over after so many milliseconds is broken off; 5,000 when absent.
   */
  readonly drain: (withinMs?: number) => Promise<void>
}

/**
 * Makes a mock of some providers.
 *
 * @throws ContractError when a contract cannot be read; RangeError for an unknown provider, defect, fault or clock, a status of success that no contract allows, or two providers of one id.
 */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  const folders = await Promise.all((options.providers ?? (await builtIn())).map(folderOf))
  const contracts = distinct(await Promise.all(folders.map(loadContract)))
  const replicas = await replicasOf(options.store)
  const start = {
    contracts,
    seed: options.seed ?? 1,
    clock: clockStart(options.clock),
    settings: settingsOf(options),
    journalSize: options.journalSize ?? 1000,
    maxWorlds: options.maxWorlds ?? 1000,
    defects,
    ...(options.faults && { faults: planFor(options.faults, contracts) }),
  }
  const recording = options.record === true ? recordingOf(start, { state: options.state, isShared: replicas !== undefined }) : undefined
  const host = new Host({ ...start, ...recording?.start, ...(replicas && { replicas }) })
  checkDefects(options.defects ?? [], defects)
  const wrong = unanswerable(contracts, options.successes ?? {})
  if (wrong !== undefined) throw new RangeError(`Failed to set a status of success: ${wrong.detail}.`)
  await observe(host, options)
  const app = createApp(host, buildRoutes(contracts.flatMap(wiresOf)), options.adminToken === undefined ? {} : { token: options.adminToken })
  const changed = options.state === undefined ? [] : restore(host, read(options.state, contracts))
  const answers = { fetch: async (request: Request, connection?: Bindings) => app.fetch(request, connection), handler: app.fetch }
  return running(host, answers, { changed, capsule: recording?.capsule ?? notRecording })
}

async function replicasOf(store: MockOptions['store']): Promise<Replicas | undefined> {
  const backing = typeof store === 'string' ? await openBacking(store) : store
  return backing && new Replicas(backing)
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

/** The same answers without a socket and behind one. */
interface Answers {
  readonly fetch: Mock['fetch']
  readonly handler: Handler
}

function notRecording(): never {
  throw new RangeError('Failed to make a capsule: this mock does not record. Make it with { record: true }, or start it with --record.')
}

function running(host: Host, { fetch, handler }: Answers, more: Pick<Mock, 'changed' | 'capsule'>): Mock {
  let server: Listener | undefined
  let draining: Listener | undefined
  let url = 'http://mock.invalid'
  const ended = async (how: (open: Listener | undefined) => Promise<void>): Promise<void> => {
    const open = server
    server = undefined
    await how(open)
    host.close()
    await host.replicas?.close()
  }
  return {
    fetch,
    ...more,
    get url() {
      return url
    },
    contracts: host.contracts,
    get clock() {
      return host.world().clock
    },
    world: (name, own) => host.world(name, own),
    fork: (from, to) => host.fork(host.world(from), to),
    save: (snapshot, world) => void host.snapshots(world).save(host.world(world), snapshot),
    load: (snapshot, world, from) => loaded(host, snapshot, { to: world, from }),
    state: (world) => written(savedOf(host, world)),
    neverFired: () => host.neverFired(),
    reset: () => host.reset(),
    settled: async () => host.replicas?.settled(),
    forget: (name) => host.forget(name),
    listen: async (at = {}) => {
      if (server !== undefined) throw new Error(`Failed to listen: this mock listens at ${url} already. Close it first, or make another.`)
      server = await listen(host, handler, at)
      url = server.url
      return url
    },
    close: () => {
      host.close()
      return ended(async (open) => (open ?? draining)?.close())
    },
    drain: (withinMs = PATIENCE) => {
      host.stop()
      draining = server
      return ended(async (open) => open?.drain(withinMs))
    },
  }
}

function loaded(host: Host, snapshot: string, { to, from = to }: { to: string | undefined; from: string | undefined }): World {
  const world = host.load(snapshot, to, from)
  if (world !== undefined) return world
  const names = host
    .snapshots(from)
    .list()
    .map(({ name }) => name)
  throw new RangeError(`Failed to load the snapshot "${snapshot}": there is none of that name. Saved are: ${names.join(', ') || 'none'}.`)
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
