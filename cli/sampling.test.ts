import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import { createApp } from '../mock/app.ts'
import { lifecycleCourseDefects } from '../mock/defects/lifecycle-course.ts'
import { lifecycleTraceDefects } from '../mock/defects/lifecycle-trace.ts'
import { Host } from '../mock/host.ts'
import { defaults } from '../mock/settings.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes } from '../specs/paths.ts'
import { folderOf } from '../specs/providers.ts'
import { loadRequirements } from '../specs/requirements.ts'
import type { CheckFinished } from '../conformance/events.ts'
import type { Behaviour, Trigger } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'

/** What puts looks at a life together. */
const only = [
  'life.transition-graph',
  'life.transitions-everywhere',
  'life.terminal-absorbing',
  'life.moved-by-command',
  'life.transient-resolves',
  'life.nothing-stuck',
  'life.phase-implies',
  'lro.in-step',
]

const lifecycleDefects = [...lifecycleCourseDefects, ...lifecycleTraceDefects]

/** Phases last so much shorter than declared that 10 milliseconds show each of them many times, and 500 hardly any. */
const quicker = 80

function hurried(contract: Contract): Contract {
  const shorter = (trigger: Trigger): Trigger => ({ ...trigger, through: trigger.through.map((step) => ({ ...step, seconds: step.seconds / quicker })) })
  const lifecycles: Behaviour['lifecycles'] = Object.fromEntries(
    Object.entries(contract.behaviour.lifecycles ?? {}).map(([name, lifecycle]) => [
      name,
      { ...lifecycle, triggers: Object.fromEntries(Object.entries(lifecycle.triggers).map(([id, trigger]) => [id, shorter(trigger)])) },
    ]),
  )
  return { ...contract, behaviour: { ...contract.behaviour, lifecycles } }
}

interface Sampled {
  readonly seed: number
  /** Milliseconds of the mock's clock between two looks. */
  readonly pauseMs: number
  readonly defects?: readonly string[]
}

interface Stage {
  readonly look: (sampled: Sampled) => Promise<readonly CheckFinished[]>
  readonly close: () => void
}

async function stageOf(provider: string): Promise<Stage> {
  const contract = hurried(await loadContract(await folderOf(provider)))
  const requirements = await loadRequirements()
  const settings = { ...defaults, pace: 'time' } as const
  const host = new Host({
    contracts: [contract],
    seed: 1,
    clock: { at: '2026-01-01T00:00:00Z', scale: 0 },
    settings,
    journalSize: 10,
    maxWorlds: 50,
    defects: lifecycleDefects,
  })
  const { origin, server } = await new Promise<{ origin: string; server: ReturnType<typeof serve> }>((resolve) => {
    const listening = serve(
      { fetch: createApp(host, buildRoutes([contract]), {}).fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false },
      ({ port }) => {
        resolve({ origin: `http://127.0.0.1:${port}`, server: listening })
      },
    )
  })
  const { admin } = contract.behaviour.seed.principals
  if (admin === undefined) throw new Error('Failed to find the administrator of the contract.')
  let worlds = 0
  const look = async ({ seed, pauseMs, defects = [] }: Sampled) => {
    worlds += 1
    const world = host.world(`sampled-${worlds}`)
    world.set({ defects, limits: false })
    const pass = (seconds: number) => {
      world.clock.advance(seconds * 1000)
      return Promise.resolve()
    }
    const end = { baseUrl: `${origin}/__world/sampled-${worlds}`, secondsPerSecond: 1, pass }
    const subject = { ...end, principals: { admin }, params: {}, patience: { attempts: 60, pauseMs }, requestBudget: 5000, mayChangeGiven: true }
    const finished: CheckFinished[] = []
    const options = { contract, requirements, subject, checks, seed, target: 'mock', only, resource: 'cluster' }
    for await (const event of run(options)) {
      if (event.type === 'check.finished' && event.verdict !== 'skipped') finished.push(event)
      if (event.type === 'run.finished') expect(event.because).toBeUndefined()
    }
    return finished
  }
  const close = () => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  }
  return { look, close }
}

const found = (finished: readonly CheckFinished[]) =>
  finished
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ check, verdict, because = '', finding }) => `${verdict} ${check}: ${because} ${finding?.expected ?? ''}; ${finding?.actual ?? ''}`)

describe.each(['kupe', 'coreweave', 'qovery', 'akua'])('a life on the mock of %s', (provider) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await stageOf(provider)
  })
  afterAll(() => {
    stage.close()
  })

  test.each([
    [10, 1],
    [500, 3],
    [500, 2],
  ])('shows nothing that cannot be to who looks every %i milliseconds: seed %i', { timeout: 60_000 }, async (pauseMs, seed) => {
    const finished = await stage.look({ seed, pauseMs })
    expect(found(finished)).toEqual([])
    expect(finished.length).toBeGreaterThan(4)
  })
})

describe('a life that goes wrong', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await stageOf('kupe')
  })
  afterAll(() => {
    stage.close()
  })

  test.each([
    ['lifecycle.moves-by-itself', 10, 'life.moved-by-command'],
    ['lifecycle.moves-by-itself', 500, 'life.moved-by-command'],
    ['lifecycle.settled-relapses', 10, 'life.transitions-everywhere'],
    ['lifecycle.settled-relapses', 500, 'life.transitions-everywhere'],
    ['lifecycle.never-settles', 10, 'life.nothing-stuck'],
    ['lifecycle.never-settles', 500, 'life.nothing-stuck'],
    ['lifecycle.ready-with-nothing', 10, 'life.phase-implies'],
    ['lifecycle.ready-with-nothing', 500, 'life.phase-implies'],
    // Who looks too seldom does not see what passes.
    ['lifecycle.goes-backward', 10, 'life.transitions-everywhere'],
    ['lifecycle.goes-astray', 10, 'life.moved-by-command'],
  ])('by %s is found out by looks every %i milliseconds', { timeout: 60_000 }, async (defect, pauseMs, check) => {
    const finished = await stage.look({ seed: 1, pauseMs, defects: [defect] })
    expect(finished.filter(({ verdict }) => verdict === 'failed' || verdict === 'observed').map((one) => one.check)).toContain(check)
  })
})
