import { serve } from '@hono/node-server'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import { createApp } from '../mock/app.ts'
import { Host } from '../mock/host.ts'
import { answerUnreadable } from '../mock/unreadable.ts'
import { defaults } from '../mock/settings.ts'
import { wiresOf } from '../specs/connect.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes } from '../specs/paths.ts'
import { folderOf } from '../specs/providers.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { over } from './wire.ts'
import type { Variety } from '../fixtures/legal/parts.ts'
import type { CheckFinished } from '../conformance/events.ts'
import type { Endpoint, Subject } from '../conformance/subject/subject.ts'
import type { Settings } from '../mock/settings.ts'
import type { Wire } from './wire.ts'

/** One server that answers in other ways, and the suite put to it. */
export interface Court {
  /** How every check ended, in a world of its own. */
  finished(trial: Trial): Promise<readonly CheckFinished[]>
  close(): void
}

/** What the suite is put to. */
export interface Trial {
  /** The varieties that are switched on. */
  readonly ids: readonly string[]
  readonly settings?: Partial<Settings>
  /** Whose token the administrator has. */
  readonly as?: 'admin' | 'readonly'
  /** Families or checks to run; all when absent. */
  readonly only?: readonly string[]
  /** The resource type that checks of each type are put to; all when absent. */
  readonly resource?: string
  /** The document's own when absent. */
  readonly wire?: Wire
  /** What is drawn from this seed: 1 when absent. */
  readonly seed?: number
  /** How often and after what pause the suite looks again. */
  readonly patience?: Subject['patience']
}

/** Serves a mock of one provider that can answer in all of these ways. */
export async function openCourt(provider: string, known: readonly Variety[]): Promise<Court> {
  const contract = await loadContract(await folderOf(provider))
  const requirements = await loadRequirements()
  const settings = { ...defaults, pace: { reads: 2 } }
  const defects = known.map((variety) => ({ ...variety, violates: '', sentence: '' }))
  const host = new Host({ contracts: [contract], seed: 1, clock: { at: '2026-01-01T00:00:00Z', scale: 0 }, settings, journalSize: 10, maxWorlds: 400, defects })
  const { origin, close } = await listening(host, createApp(host, buildRoutes(wiresOf(contract)), {}))
  const { admin, readonly, other } = contract.behaviour.seed.principals
  if (admin === undefined || readonly === undefined || other === undefined) throw new Error('Failed to find the principals of the contract.')
  let worlds = 0
  const end = (name: string, changes: Partial<Settings>): Endpoint => {
    const world = host.world(name)
    world.set(changes)
    return {
      baseUrl: `${origin}/__world/${name}`,
      secondsPerSecond: 1,
      pass: (seconds) => {
        world.clock.advance(seconds * 1000)
        return Promise.resolve()
      },
    }
  }
  const finished = async (trial: Trial): Promise<readonly CheckFinished[]> => {
    const { ids, settings: more = {}, as = 'admin', only, resource, wire, seed = 1, patience = { attempts: 10, pauseMs: 0 } } = trial
    worlds += 1
    const world = `legal-${worlds}`
    const changes = { defects: ids, ...more }
    const subject = {
      ...end(world, { limits: false, ...changes }),
      principals: { admin: as === 'admin' ? admin : readonly, readonly, other },
      params: {},
      patience,
      ...(contract.behaviour.rateLimit && { burst: end(`${world}-burst`, { limits: true, ...changes }) }),
      requestBudget: 100_000,
      mayChangeGiven: true,
    }
    const found: CheckFinished[] = []
    const narrowed = { ...(only !== undefined && { only }), ...(resource !== undefined && { resource }) }
    const options = { contract: over(contract, wire), requirements, subject, checks, seed, target: 'mock', ...narrowed }
    for await (const event of run(options)) {
      if (event.type === 'check.finished') found.push(event)
      if (event.type === 'run.finished' && found.length === 0) throw new Error(`Failed to judge ${ids.join(', ')}: ${event.because ?? 'no check was run'}.`)
    }
    for (const name of [world, `${world}-burst`]) host.forget(name)
    return found
  }
  return { finished, close }
}

/** What the subject was called non-conformant for, or the suite stumbled over, a line each. */
export function accusations(found: readonly CheckFinished[]): readonly string[] {
  return found
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'errored')
    .map(
      ({ check, resource = 'all', verdict, finding, because }) =>
        `${verdict} ${check} on ${resource}: ${finding?.expected ?? ''}; ${finding?.actual ?? because ?? ''}`,
    )
}

/** The names of varieties, without some. */
export function alike(found: readonly Variety[], ...except: readonly string[]): readonly string[] {
  return found.map(({ id }) => id).filter((id) => !except.includes(id))
}

async function listening(host: Host, app: ReturnType<typeof createApp>): Promise<{ readonly origin: string; readonly close: () => void }> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port }) => {
      resolve({ origin: `http://127.0.0.1:${port}`, close })
    })
    server.on(
      'clientError',
      answerUnreadable(() => host.world().clock.now()),
    )
    const close = (): void => {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
    }
  })
}
