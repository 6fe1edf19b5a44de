import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checks } from '../conformance/checks/index.ts'
import type { CheckFinished } from '../conformance/events.ts'
import { Forecaster } from '../conformance/forecast.ts'
import type { Exchange } from '../conformance/history.ts'
import type { Profile } from '../conformance/profile.ts'
import { run } from '../conformance/run.ts'
import { dearestOf, isCostly } from '../conformance/spending.ts'
import type { Budget } from '../conformance/subject/subject.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { standIn } from './stand-in.ts'
import { inTurn } from './thorough.test-kit.ts'

const pretend = fileURLToPath(new URL('../fixtures/pretend', import.meta.url))

interface Asked {
  readonly profile: Profile
  readonly budget?: Budget
  /** Which third of the checks to run, where time matters; all when absent. */
  readonly turn?: number
}

const families = [...new Set(checks.map(({ family }) => family))]

async function ran(provider: string, { profile, budget = {}, turn }: Asked) {
  const own = await standIn(provider, 1)
  const { contract } = own
  const sent: Exchange[] = []
  const finished: CheckFinished[] = []
  const watching = new Forecaster(contract)
  try {
    const subject = { ...own.subject(), budget }
    const record = (one: Parameters<Forecaster['record']>[0]) => {
      watching.record(one)
      if (one.kind === 'sent') sent.push(one.exchange)
    }
    const only = turn === undefined ? {} : { only: inTurn(turn, families) }
    for await (const event of run({ contract, requirements: await loadRequirements(), subject, checks, seed: 1, profile, record, target: 'mock', ...only }))
      if (event.type === 'check.finished') finished.push(event)
  } finally {
    await own.close()
  }
  const { made } = watching.forecast()
  const costly = made.filter((one) => one.costly)
  const ended = (...verdicts: readonly string[]) => finished.filter(({ verdict }) => verdicts.includes(verdict))
  return { contract, sent, costly, ended, accused: ended('failed', 'observed', 'errored').map(({ check, resource }) => `${check} on ${resource ?? 'all'}`) }
}

test('read-only sends safe methods alone, and has something to say all the same', { timeout: 60_000 }, async () => {
  const { sent, ended, accused } = await ran('kupe', { profile: 'read-only' })

  expect([...new Set(sent.map(({ request }) => request.method))].toSorted()).toEqual(['GET', 'HEAD'])
  expect(accused).toEqual([])
  expect(ended('passed').length).toBeGreaterThan(20)
})

test.each([0, 2])('makes no more of what costs something than %i, of any type, whatever the checks want', { timeout: 60_000 }, async (creates) => {
  const { costly, accused, ended } = await ran(pretend, { profile: 'full', budget: { creates }, turn: creates })

  expect(costly.filter((one) => one.creates > creates)).toEqual([])
  expect(accused).toEqual([])
  expect(ended('skipped').some(({ because }) => because?.includes(creates === 0 ? 'may be made' : 'is used up') === true)).toBe(true)
})

test('has no more there at a time than it may', { timeout: 60_000 }, async () => {
  const { costly, accused } = await ran(pretend, { profile: 'full', budget: { live: 2 }, turn: 1 })

  expect(costly.length).toBeGreaterThan(0)
  expect(costly.filter((one) => one.live > 2)).toEqual([])
  expect(accused).toEqual([])
})

// Many checks observe one life: what is shared must not make anybody guilty.
test('core makes five of the dearest type, and puts most checks to the test with them', { timeout: 120_000 }, async () => {
  const { contract, costly, accused, ended } = await ran('kupe', { profile: 'core' })

  expect(costly.find(({ resource }) => resource === dearestOf(contract))?.creates).toBeLessThanOrEqual(5)
  expect(accused).toEqual([])
  expect(ended('passed').length).toBeGreaterThan(200)
})

test('a run whose time is up cleans up and is undetermined', { timeout: 60_000 }, async () => {
  const own = await standIn(pretend, 1)
  const events = []
  const options = { contract: own.contract, requirements: await loadRequirements(), checks, seed: 1, target: 'mock' }
  for await (const event of run({ ...options, subject: { ...own.subject(), budget: { seconds: 0 } } })) events.push(event)
  await own.close()

  expect(events.at(-1)).toMatchObject({ type: 'run.finished', result: 'undetermined', because: 'the budget of 0 minutes is used up' })
  expect(events.find((event) => event.type === 'cleanup.finished')).toMatchObject({ left: [] })
  expect(events.filter((event) => event.type === 'check.finished')).toEqual([])
})

test('counts what takes time to make, and what the API is about', async () => {
  const own = await standIn('kupe', 1)
  const costly = Object.keys(own.contract.behaviour.resources).filter((resource) => isCostly(own.contract, resource))
  await own.close()

  expect(costly).toEqual(['cluster', 'secret'])
})
