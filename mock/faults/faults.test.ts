import { afterEach, expect, test } from 'vitest'
import { createMock, type Mock } from '../create.ts'
import type { Call } from '../call.ts'
import { NO_BODY } from '../request.ts'
import { ask, CLUSTERS, faulty, make, struck } from './faults.test-kit.ts'
import type { When } from './plan.ts'

let mock: Mock
afterEach(() => mock.close())

async function under(when: When): Promise<void> {
  mock = await faulty([{ id: 'it', when, do: { status: 503 } }])
}

/** Which of the first ten reads are refused. */
async function refused(path = CLUSTERS): Promise<readonly number[]> {
  return (await struck(mock, path, 10)).flatMap((id, index) => (id === null ? [] : index + 1))
}

test.each([
  [{ every: 3 }, [3, 6, 9]],
  [{ nth: 4 }, [4]],
  [{ times: 2 }, [1, 2]],
  [{ every: 2, times: 2 }, [2, 4]],
  [{ probability: 0 }, []],
  [{ probability: 1, nth: 2 }, [2]],
  [{ method: 'POST' }, []],
  [{ method: 'GET', times: 1 }, [1]],
  [{ operation: 'listClusters', nth: 1 }, [1]],
  [{ operation: ['getCluster', 'listClusters'], nth: 2 }, [2]],
  [{ operation: 'getCluster' }, []],
  [{ resource: 'cluster', nth: 5 }, [5]],
  [{ resource: 'plan' }, []],
  [{ provider: 'kupe', nth: 1 }, [1]],
] satisfies [When, number[]][])('strikes as planned: %j', async (when, expected) => {
  await under(when)

  expect(await refused()).toEqual(expected)
})

test('counts only requests that fit', async () => {
  await under({ method: 'GET', every: 2 })
  const answers: number[] = []
  for (let i = 0; i < 3; i += 1) {
    answers.push((await make(mock, `c${i}`)).status)
    answers.push((await ask(mock, CLUSTERS)).status)
  }

  expect(answers).toEqual([201, 200, 201, 503, 201, 200])
})

test('strikes the same requests of the same seed, others of another, and about as many as it was told', async () => {
  const runs: (readonly number[])[] = []
  for (const seed of [7, 7, 8]) {
    mock = await faulty([{ id: 'it', when: { probability: 0.3 }, do: { status: 503 } }], { seed })
    runs.push((await struck(mock, CLUSTERS, 100)).flatMap((id, index) => (id === null ? [] : index)))
  }
  const [one, again, other] = runs

  expect(again).toEqual(one)
  expect(other).not.toEqual(one)
  expect(one?.length).toBeGreaterThan(15)
  expect(one?.length).toBeLessThan(45)
})

test('strikes by the phase of what is addressed', async () => {
  await under({ operation: 'getCluster', phase: ['Provisioning'] })
  await make(mock, 'web')
  const before = await ask(mock, `${CLUSTERS}/web`)
  mock.clock.advance(5000)
  const during = await ask(mock, `${CLUSTERS}/web`)
  mock.clock.advance(60_000)
  const after = await ask(mock, `${CLUSTERS}/web`)

  expect([before.status, during.status, after.status]).toEqual([200, 503, 200])
})

test.each([
  ['akua', 'clusters.get', '/v1/clusters/clu_acmesample0000a1', 'active'],
  ['coreweave', 'getCluster', '/v1beta1/cks/clusters/c41b7e09-52d8-4f6c-8a3d-7e15b09f2d64', 'STATUS_RUNNING'],
])('strikes by the phase where the scope stands in no path: %s', async (provider, operation, path, phase) => {
  mock = await faulty([{ when: { operation, phase }, do: { status: 503 } }], { providers: [provider] })
  const [contract] = mock.contracts
  const token = contract?.behaviour.seed.principals['admin']?.token ?? ''
  const answer = await ask(mock, path, { headers: { authorization: `Bearer ${token}` } })

  expect([answer.status, answer.headers.get('x-mock-fault')]).toEqual([503, 'fault-1'])
})

test('lets those that only touch an answer strike together, and only the first of those that end it', async () => {
  mock = await faulty([
    { id: 'late', do: { latency: 1 } },
    { id: 'first', when: { nth: 2 }, do: { status: 503 } },
    { id: 'second', do: { status: 500 } },
  ])

  expect(await struck(mock, CLUSTERS, 3)).toEqual(['second, late', 'first, late', 'second, late'])
  expect(mock.world().faults.counts()).toEqual([
    { id: 'late', matched: 3, fired: 3 },
    { id: 'first', matched: 3, fired: 1 },
    { id: 'second', matched: 2, fired: 2 },
  ])
})

test('does nothing of what a refusal stands for, unless it is planned so', async () => {
  mock = await faulty([
    { when: { operation: 'createCluster', nth: 1 }, do: { status: 503 } },
    { when: { operation: 'createCluster', nth: 2 }, do: { status: 503, performed: true } },
  ])
  await make(mock, 'one')
  await make(mock, 'two')
  await make(mock, 'three')

  expect((await ask(mock, `${CLUSTERS}/one`)).status).toBe(404)
  // The second fault does not see the first request.
  expect((await ask(mock, `${CLUSTERS}/two`)).status).toBe(200)
  expect((await ask(mock, `${CLUSTERS}/three`)).status).toBe(200)
})

test('strikes nothing of the management interface', async () => {
  mock = await faulty([{ do: { status: 503 } }])

  expect((await ask(mock, '/__admin/health')).status).toBe(200)
})

test('tells the journal which fault an answer shows', async () => {
  await under({ nth: 2 })
  await struck(mock, CLUSTERS, 3)

  expect(
    mock
      .world()
      .journal.list()
      .map(({ status, faults }) => [status, faults]),
  ).toEqual([
    [200, undefined],
    [503, ['it']],
    [200, undefined],
  ])
})

test('keeps plans and counts of worlds apart, begins anew with a reset, and knows which faults never came about', async () => {
  mock = await createMock({
    providers: ['kupe'],
    faults: [
      { id: 'first', when: { nth: 1 }, do: { status: 503 } },
      { id: 'never', when: { nth: 99 }, do: { status: 503 } },
    ],
  })
  const other = (): Promise<Response> => ask(mock, CLUSTERS, { headers: { 'x-mock-world': 'other' } })

  expect([(await ask(mock, CLUSTERS)).status, (await ask(mock, CLUSTERS)).status, (await other()).status]).toEqual([503, 200, 503])
  expect(mock.neverFired()).toEqual([
    { world: 'default', id: 'never' },
    { world: 'other', id: 'never' },
  ])
  mock.world('other').faults.set([])
  expect((await other()).status).toBe(200)
  mock.reset()
  expect([(await ask(mock, CLUSTERS)).status, (await other()).status]).toEqual([503, 503])
})

test('takes its plan to another world with all else that the world knows', async () => {
  await under({ every: 2 })
  const { faults } = mock.world('a')
  mock.world('b').faults.set([])
  mock.world('b').replace(mock.world('a').facts())

  expect(mock.world('b').faults.plan).toEqual(faults.plan)
})

test('counts a request once, and strikes it in the same way, however often it is tried', async () => {
  await under({ every: 2 })
  const world = mock.world()
  const [contract] = mock.contracts
  const operation = contract?.operations.get('listClusters')
  if (contract === undefined || operation === undefined) throw new Error('There is no such operation.')
  const call: Call = {
    contract,
    route: { kind: 'found', operation, params: { tenant: 'acme' } },
    method: 'GET',
    target: CLUSTERS,
    header: () => undefined,
    body: NO_BODY,
  }
  await ask(mock, CLUSTERS)
  const statuses = [1, 2, 3].map(() => world.attempt(call, 'somebody').outcome.reply.status)

  expect(statuses).toEqual([503, 503, 503])
  expect(world.faults.counts()).toEqual([{ id: 'it', matched: 2, fired: 1 }])
})

test.each([
  [[{ when: { operation: 'makeCluster' }, do: { status: 503 } }], '"makeCluster" is no operation'],
  [[{ when: { resource: 'clutser' }, do: { status: 503 } }], '"clutser" is no resource. Allowed: tenant, cluster'],
  [[{ when: { phase: 'Creating' }, do: { status: 503 } }], '"Creating" is no phase'],
  [[{ when: { provider: 'acme' }, do: { status: 503 } }], '"acme" is no provider. Allowed: kupe.'],
  [[{ do: { lifecycle: { at: 'Deleting' } } }], 'no lifecycle fails at Deleting. Allowed: create at Pending, create at Provisioning'],
  [[{ do: { lifecycle: { fails: 'Broken' } } }], 'no lifecycle fails as Broken'],
  [
    [
      { id: 'a', do: { status: 503 } },
      { id: 'a', do: { status: 500 } },
    ],
    'two faults have the id "a"',
  ],
  [[{ do: { status: 200 } }], '"faults.0.do.status"'],
])('refuses a plan that can never come about: %j', async (faults, message) => {
  mock = await faulty([])

  await expect(faulty(faults)).rejects.toThrow(message)
})
