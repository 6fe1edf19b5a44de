import { afterEach, expect, test } from 'vitest'
import { realSubject } from '../cli/real-subject.ts'
import { createMock } from '../mock/create.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { check } from './check.ts'
import { checks } from './checks/index.ts'
import { all } from './need.ts'
import { run } from './run.ts'
import { broken } from './verdict.ts'
import fc from 'fast-check'
import type { Mock } from '../mock/create.ts'
import type { Entry } from '../mock/journal.ts'
import type { Contract } from '../specs/contract.ts'
import type { Event } from './events.ts'
import type { Test } from './plan.ts'
import type { RunOptions } from './run.ts'
import type { Subject } from './subject/subject.ts'

const requirements = await loadRequirements()
const opened: Mock[] = []

afterEach(async () => {
  for (const mock of opened.splice(0)) await mock.close()
})

/** A mock of a provider whose clusters need a VPC, in which time passes only where the suite lets it. */
async function stage(defects: readonly string[] = []): Promise<{ readonly mock: Mock; readonly contract: Contract; readonly subject: Subject }> {
  const mock = await createMock({ providers: ['coreweave'], clock: 'frozen', lifecycle: { reads: 3 }, defects, journalSize: 5000 })
  opened.push(mock)
  const [contract] = mock.contracts
  const { admin, other } = contract?.behaviour.seed.principals ?? {}
  if (contract === undefined || admin === undefined || other === undefined) throw new Error('the contract has no sample data')
  const subject: Subject = {
    baseUrl: await mock.listen(),
    secondsPerSecond: 1,
    pass: (seconds) => {
      mock.clock.advance(seconds * 1000)
      return Promise.resolve()
    },
    principals: { admin, other },
    params: {},
    patience: { attempts: 20, pauseMs: 0 },
    requestBudget: 5000,
    mayChangeGiven: true,
  }
  return { mock, contract, subject }
}

/** Two checks that make clusters, one of which leaves them to the end of the run. */
const some = checks.filter(({ id }) => id === 'rule.equal' || id === 'del.no-resurrection')

async function eventsOf(options: Omit<RunOptions, 'requirements' | 'seed' | 'target'>): Promise<readonly Event[]> {
  const events: Event[] = []
  for await (const event of run({ ...options, requirements, seed: 1, target: 'mock' })) events.push(event)
  return events
}

const cleanUp = (events: readonly Event[]) => events.find((event) => event.type === 'cleanup.finished')
const verdicts = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'check.finished' && event.verdict !== 'skipped' ? [`${event.check}: ${event.verdict}`] : []))

/** Successful requests to an operation, oldest first. */
function done({ world }: Mock, operation: string): readonly Entry[] {
  return world()
    .journal.list()
    .filter((entry) => entry.operation === operation && entry.status < 300)
}

/** What the organization of the administrator has, by its own word. */
async function there({ mock, contract }: { readonly mock: Mock; readonly contract: Contract }, path: string): Promise<readonly unknown[]> {
  const token = contract.behaviour.seed.principals['admin']?.token ?? ''
  const answer = await fetch(`${mock.url}/v1beta1${path}`, { headers: { authorization: `Bearer ${token}` } })
  const { items } = (await answer.json()) as { readonly items: readonly unknown[] }
  return items
}

function expectLastDeleted(mock: Mock): void {
  const [vpcs, clusters] = [done(mock, 'deleteVPC'), done(mock, 'deleteCluster')]
  const made = [...done(mock, 'createVPC'), ...done(mock, 'createCluster')]
  expect(vpcs.length).toBeGreaterThan(0)
  expect(Math.min(...vpcs.map(({ number }) => number))).toBeGreaterThan(Math.max(0, ...clusters.map(({ number }) => number)))
  expect(made.every(({ number }) => number < (vpcs[0]?.number ?? 0))).toBe(true)
}

test('what clusters have to name is made before the first of them, for each organization, and deleted after the last', async () => {
  const { mock, contract, subject } = await stage()
  const before = await there({ mock, contract }, '/networking/vpcs')

  const events = await eventsOf({ contract, subject, checks: some, resource: 'cluster' })

  expect(verdicts(events)).toEqual(['del.no-resurrection: passed', 'rule.equal: passed'])
  const vpcs = done(mock, 'createVPC')
  expect(vpcs).toHaveLength(2)
  expect(vpcs[1]?.number).toBeLessThan(done(mock, 'createCluster')[0]?.number ?? 0)
  expectLastDeleted(mock)
  expect(cleanUp(events)).toMatchObject({ created: vpcs.length + done(mock, 'createCluster').length, left: [] })
  expect(await there({ mock, contract }, '/networking/vpcs')).toEqual(before)
  expect(await there({ mock, contract }, '/cks/clusters')).toHaveLength(1)
})

test('it is deleted last also where a check finds a promise broken', async () => {
  const { mock, contract, subject } = await stage(['rule.other-value-accepted'])

  const events = await eventsOf({ contract, subject, checks: some, resource: 'cluster' })

  expect(verdicts(events)).toContain('rule.equal: failed')
  expectLastDeleted(mock)
  expect(cleanUp(events)).toMatchObject({ left: [] })
})

test('it is deleted last also where a check comes to grief', async () => {
  const { mock, contract, subject } = await stage()
  const clumsy: Test = check({
    id: 'rule.equal',
    cost: 'destructive',
    each: 'resource',
    needs: (reading) => all({ create: reading.creatable(), bound: reading.rules('equal') }),
    scenario: () => fc.constant(null),
    drive: async (api) => {
      await api.make('create')
      throw new TypeError('it tripped')
    },
    judge: () => broken('nothing', 'something', 'create'),
  })

  const events = await eventsOf({ contract, subject, checks: [clumsy] })

  expect(verdicts(events)).toEqual(['rule.equal: errored'])
  expectLastDeleted(mock)
  expect(cleanUp(events)).toMatchObject({ left: [] })
  expect(await there({ mock, contract }, '/cks/clusters')).toHaveLength(1)
})

test('it is deleted last also where the run is interrupted between two requests', async () => {
  const { mock, contract, subject } = await stage()
  const stop = new AbortController()
  const interrupted: Test = check({
    id: 'rule.equal',
    cost: 'destructive',
    each: 'resource',
    needs: (reading) => all({ create: reading.creatable(), bound: reading.rules('equal') }),
    scenario: () => fc.constant(null),
    drive: async (api, { create }) => {
      await api.send('create', { operation: create.id, body: api.body() })
      stop.abort()
      await api.send('never', { operation: create.id, body: api.body() })
    },
    judge: () => broken('nothing', 'something', 'create'),
  })

  const events = await eventsOf({ contract, subject, checks: [interrupted, ...some], signal: stop.signal })

  expect(verdicts(events)).toEqual(['rule.equal: inconclusive'])
  expect(events.at(-1)).toMatchObject({ type: 'run.finished', result: 'undetermined', because: 'the run was interrupted' })
  expect(done(mock, 'createCluster')).toHaveLength(1)
  expectLastDeleted(mock)
  expect(cleanUp(events)).toMatchObject({ created: 3, left: [] })
})

test('it is deleted last also where nobody listens any more', async () => {
  const { mock, contract, subject } = await stage()
  let seen = 0

  for await (const event of run({ contract, subject, checks: some, requirements, seed: 1, target: 'mock', resource: 'cluster' })) {
    seen += event.type === 'check.finished' ? 1 : 0
    if (seen === 1) break
  }

  expectLastDeleted(mock)
  expect(await there({ mock, contract }, '/cks/clusters')).toHaveLength(1)
  expect(await there({ mock, contract }, '/networking/vpcs')).toHaveLength(1)
})

test('another name is tried where an earlier run with the same seed has left one behind', async () => {
  const { mock, contract, subject } = await stage(['delete.answered-not-done'])
  const asked = { contract, subject, checks: some.filter(({ id }) => id === 'del.no-resurrection'), resource: 'cluster' }
  expect(cleanUp(await eventsOf(asked))).toMatchObject({ left: expect.arrayContaining([expect.stringContaining('/networking/vpcs/')]) })
  mock.world().set({ defects: [] })

  const events = await eventsOf(asked)

  expect(verdicts(events)).toEqual(['del.no-resurrection: passed'])
  expect(cleanUp(events)).toMatchObject({ left: [] })
})

test('where it cannot be made, what needs it is blocked and not beside the point', async () => {
  const { contract, subject } = await stage()
  const { readonly } = contract.behaviour.seed.principals
  if (readonly === undefined) throw new Error('the sample data has no reader')

  const events = await eventsOf({ contract, subject: { ...subject, principals: { admin: readonly } }, checks: some, resource: 'cluster' })

  expect(verdicts(events)).toEqual(['del.no-resurrection: blocked', 'rule.equal: blocked'])
  expect(events.at(-1)).toMatchObject({ type: 'run.finished', result: 'undetermined' })
})

test('one that a person names is used and left as it was', async () => {
  const { mock, contract } = await stage()
  const [given] = (await there({ mock, contract }, '/networking/vpcs')) as readonly { readonly id: string }[]
  const { admin } = contract.behaviour.seed.principals
  const flags = { target: mock.url, tokenEnv: 'TOKEN', param: { ...admin?.params, vpcId: given?.id ?? '' }, targetClock: 20 }

  const events = await eventsOf({ contract, subject: realSubject(contract, flags, { TOKEN: admin?.token }), checks: some, resource: 'cluster' })

  expect(verdicts(events)).toEqual(['del.no-resurrection: passed', 'rule.equal: passed'])
  expect(done(mock, 'createCluster').length).toBeGreaterThan(0)
  expect(['createVPC', 'updateVPC', 'deleteVPC'].flatMap((operation) => done(mock, operation))).toEqual([])
  expect(cleanUp(events)).toMatchObject({ left: [] })
  expect(await there({ mock, contract }, '/networking/vpcs')).toEqual([given])
  expect(await there({ mock, contract }, '/cks/clusters')).toHaveLength(1)
})

test('one that a person names and that cannot be read leaves the run undetermined, with the reason', async () => {
  const { mock, contract } = await stage()
  const { admin } = contract.behaviour.seed.principals
  const nothing = '00000000-0000-4000-8000-000000000000'
  const flags = { target: mock.url, tokenEnv: 'TOKEN', param: { vpcId: nothing }, targetClock: 20 }

  const events = await eventsOf({ contract, subject: realSubject(contract, flags, { TOKEN: admin?.token }), checks: some, resource: 'cluster' })

  expect(verdicts(events)).toEqual([])
  expect(events.at(-1)).toMatchObject({ result: 'undetermined', because: `the VPC ${nothing}, which was given, cannot be read: status 404` })
})
