import { serve } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import { createApp } from '../mock/app.ts'
import { Host } from '../mock/host.ts'
import { defaults } from '../mock/settings.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes } from '../specs/paths.ts'
import { folderOf } from '../specs/providers.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { pageVarieties } from '../fixtures/legal/pages.ts'
import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'

let contract: Contract
let requirements: ReadonlyMap<string, Requirement>
let host: Host
let origin: string
let server: ReturnType<typeof serve>
let worlds = 0

beforeAll(async () => {
  contract = await loadContract(await folderOf('akua'))
  requirements = await loadRequirements()
  const defects = pageVarieties.map((variety) => ({ ...variety, violates: '', sentence: '' }))
  const settings = { ...defaults, pace: { reads: 2 } }
  host = new Host({ contracts: [contract], seed: 1, clock: { at: '2026-01-01T00:00:00Z', scale: 0 }, settings, journalSize: 10, maxWorlds: 50, defects })
  origin = await new Promise((resolve) => {
    const listening = { fetch: createApp(host, buildRoutes([contract]), {}).fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }
    server = serve(listening, ({ port }) => resolve(`http://127.0.0.1:${port}`))
  })
})

afterAll(() => {
  server.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
})

/** What a server that answers in these ways was found to do wrong with its lists. */
async function found(ids: readonly string[]): Promise<readonly string[]> {
  worlds += 1
  const name = `pages-${worlds}`
  const world = host.world(name)
  world.set({ defects: ids })
  const { admin, other } = contract.behaviour.seed.principals
  if (admin === undefined || other === undefined) throw new Error('Failed to find the principals of the contract.')
  const subject = {
    baseUrl: `${origin}/__world/${name}`,
    secondsPerSecond: 1,
    pass: (seconds: number) => {
      world.clock.advance(seconds * 1000)
      return Promise.resolve()
    },
    principals: { admin, other },
    params: {},
    patience: { attempts: 10, pauseMs: 0 },
    requestBudget: 20_000,
  }
  const lists = checks.filter(({ family }) => family === 'page' || family === 'list')
  const accusations: string[] = []
  for await (const event of run({ contract, requirements, subject, checks: lists, seed: 1, target: 'mock' })) {
    if (event.type !== 'check.finished' || event.verdict === 'passed' || event.verdict === 'skipped') continue
    accusations.push(
      `${event.verdict} ${event.check} on ${event.resource ?? 'all'}: ${event.finding?.expected ?? ''}; ${event.finding?.actual ?? event.because ?? ''}`,
    )
  }
  return accusations
}

test.each(pageVarieties.map(({ id }) => id))('finds no fault with a server that %s', { timeout: 60_000 }, async (id) => {
  expect(await found([id])).toEqual([])
})

test('finds no fault with a server that does all of this', { timeout: 60_000 }, async () => {
  expect(await found(pageVarieties.map(({ id }) => id))).toEqual([])
})
