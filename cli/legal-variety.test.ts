import { serve } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import { createApp } from '../mock/app.ts'
import { Host } from '../mock/host.ts'
import { answerUnreadable } from '../mock/unreadable.ts'
import { defaults } from '../mock/settings.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes } from '../specs/paths.ts'
import { folderOf } from '../specs/providers.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { deeds, delays, breaches, shapes, statuses, varieties } from '../fixtures/legal/varieties.ts'
import type { Variety } from '../fixtures/legal/varieties.ts'
import type { CheckFinished } from '../conformance/events.ts'
import type { Endpoint } from '../conformance/subject/subject.ts'
import type { Settings } from '../mock/settings.ts'
import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'

let contract: Contract
let requirements: ReadonlyMap<string, Requirement>
let host: Host
let origin: string
let server: ReturnType<typeof serve>

beforeAll(async () => {
  contract = await loadContract(await folderOf('kupe'))
  requirements = await loadRequirements()
  const settings = { ...defaults, pace: { reads: 2 } }
  const defects = [...varieties, ...breaches].map((variety) => ({ ...variety, violates: '', sentence: '' }))
  host = new Host({ contracts: [contract], seed: 1, clock: { at: '2026-01-01T00:00:00Z', scale: 0 }, settings, journalSize: 10, maxWorlds: 200, defects })
  const app = createApp(host, buildRoutes([contract]), {})
  origin = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(`http://127.0.0.1:${port}`))
    server.on(
      'clientError',
      answerUnreadable(() => host.world().clock.now()),
    )
  })
})

afterAll(() => {
  server.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
})

let worlds = 0

/** Judges a server that answers in all of these ways; what it was called non-conformant for. */
async function accused(ids: readonly string[], settings: Partial<Settings> = {}): Promise<readonly string[]> {
  const found = await finished(ids, settings)
  return found
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'errored')
    .map(
      ({ check, resource = 'all', verdict, finding, because }) =>
        `${verdict} ${check} on ${resource}: ${finding?.expected ?? ''}; ${finding?.actual ?? because ?? ''}`,
    )
}

/** How every check ended. `as` is who the administrator's token belongs to. */
async function finished(ids: readonly string[], settings: Partial<Settings>, as: 'admin' | 'readonly' = 'admin'): Promise<readonly CheckFinished[]> {
  worlds += 1
  const end = (name: string, limits: boolean): Endpoint => {
    const world = host.world(name)
    world.set({ defects: ids, limits, ...settings })
    return {
      baseUrl: `${origin}/__world/${name}`,
      secondsPerSecond: 1,
      pass: (seconds) => {
        world.clock.advance(seconds * 1000)
        return Promise.resolve()
      },
    }
  }
  const { admin, readonly, other } = contract.behaviour.seed.principals
  if (admin === undefined || readonly === undefined || other === undefined) throw new Error('Failed to find the principals of the contract.')
  const subject = {
    ...end(`legal-${worlds}`, false),
    principals: { admin: as === 'admin' ? admin : readonly, readonly, other },
    params: {},
    patience: { attempts: 10, pauseMs: 0 },
    burst: end(`legal-${worlds}-burst`, true),
    requestBudget: 50_000,
    mayChangeGiven: true,
  }
  const found: CheckFinished[] = []
  for await (const event of run({ contract, requirements, subject, checks, seed: 1, target: 'mock' })) if (event.type === 'check.finished') found.push(event)
  expect(found.length).toBeGreaterThan(100)
  return found
}

const alike = (found: readonly Variety[], ...except: readonly string[]) => found.map(({ id }) => id).filter((id) => !except.includes(id))
const quiet = { phaseMovesTag: false, phaseWords: { Deleting: 'Terminating' } }

test.each([
  ['shows things as documents leave open', alike(shapes), {}],
  ['refuses and accepts with the statuses that documents leave open', alike(statuses, 'deleting again is absent'), quiet],
  ['does what documents leave open', [...alike(deeds), ...alike(delays), 'deleting again is absent'], { pace: { reads: 3 } }],
] as const)('accuses no server that %s', { timeout: 60_000 }, async (_, ids, settings) => {
  expect(await accused(ids, settings)).toEqual([])
})

// A MUST of a standard holds for every vendor: what breaks it is called so once, and spoils no other verdict.
test.each([
  ['sends entity tags without quotes', 'tags are bare', ['etag.syntax']],
  ['tells nobody how to authenticate', 'no challenge', ['auth.missing-401']],
])('accuses a server that %s of that alone', { timeout: 60_000 }, async (_, id, checks) => {
  expect((await accused([id])).map((one) => one.split(' ')[1])).toEqual(checks)
})

// What needs a write has no positive control: nothing is proved, and the vendor is not to blame for the credential.
test('neither blames nor praises refusals to an administrator who may only read', { timeout: 60_000 }, async () => {
  const found = await finished([], {}, 'readonly')
  const ended = (...verdicts: readonly string[]) => found.filter(({ verdict }) => verdicts.includes(verdict)).map(({ check }) => check)

  expect(ended('failed', 'errored', 'observed')).toEqual([])
  expect(ended('passed').filter((id) => /^(?:val|life|del|etag\.if-match)\b/.test(id))).toEqual([])
})

test.each(process.env['EACH_VARIETY'] === undefined ? [] : varieties.map(({ id }) => id))(
  'accuses no server of this alone: %s',
  { timeout: 60_000 },
  async (id) => {
    expect(await accused([id])).toEqual([])
  },
)
