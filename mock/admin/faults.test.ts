import { afterEach, expect, test } from 'vitest'
import { at } from '../../specs/json.ts'
import type { Mock } from '../create.ts'
import { ask, CLUSTERS, faulty, jsonOf, struck } from '../faults/faults.test-kit.ts'

const FAULTS = '/__admin/faults'
let mock: Mock
afterEach(() => mock.close())

const plan = {
  faults: [
    { id: 'third', when: { method: 'GET', every: 3 }, do: { status: 503, retryAfterSeconds: 2 } },
    { when: { operation: 'createCluster' }, do: { lifecycle: { at: 'Provisioning' } } },
  ],
}

test('takes a plan, tells what came of it, and forgets it', async () => {
  mock = await faulty([])
  const set = await ask(mock, FAULTS, { method: 'PUT', body: plan })
  const seen = await struck(mock, CLUSTERS, 3)
  const told = await jsonOf(ask(mock, FAULTS))

  expect(set.status).toBe(200)
  expect(seen).toEqual([null, null, 'third'])
  expect(told).toEqual({
    faults: [plan.faults[0], { id: 'fault-2', ...plan.faults[1] }],
    counts: [
      { id: 'third', matched: 3, fired: 1 },
      { id: 'fault-2', matched: 0, fired: 0 },
    ],
    neverFired: ['fault-2'],
  })
  expect((await ask(mock, FAULTS, { method: 'DELETE' })).status).toBe(204)
  expect(await struck(mock, CLUSTERS, 3)).toEqual([null, null, null])
})

test('plans for the world that is named', async () => {
  mock = await faulty([])
  await ask(mock, `${FAULTS}?world=other`, { method: 'PUT', body: { faults: [{ do: { status: 500 } }] } })

  expect((await ask(mock, CLUSTERS)).status).toBe(200)
  expect((await ask(mock, CLUSTERS, { headers: { 'x-mock-world': 'other' } })).status).toBe(500)
})

test.each([
  [{ faults: [{ do: { status: 503, reset: 'before' } }] }, '/faults/0/do'],
  [{ faults: [{ do: {} }] }, '/faults/0/do'],
  [{ faults: [{ do: { retryAfterSeconds: 3 } }] }, '/faults/0/do'],
  [{ faults: [{ do: { status: 200 } }] }, '/faults/0/do/status'],
  [{ faults: [{ do: { latency: { normal: { mean: 3 } } } }] }, '/faults/0/do/latency/normal'],
  [{ faults: [{ do: { latency: 1e9 } }] }, '/faults/0/do/latency'],
  [{ faults: [{ do: { stale: {} } }] }, '/faults/0/do/stale'],
  [{ faults: [{ when: { evry: 3 }, do: { status: 503 } }] }, '/faults/0/when/evry'],
  [{ faults: [{ when: { probability: 2 }, do: { status: 503 } }] }, '/faults/0/when/probability'],
  [{ faults: [{ when: { operation: 'listClutsers' }, do: { status: 503 } }] }, '/faults/0/when/operation'],
  [{ faults: [{ do: { lifecycle: { at: 'Nowhere' } } }] }, '/faults/0/do/lifecycle'],
])('says where a plan is wrong, and keeps the old one: %j', async (body, pointer) => {
  mock = await faulty([{ id: 'old', do: { status: 503 } }])
  const answer = await ask(mock, FAULTS, { method: 'PUT', body })

  expect(answer.status).toBe(400)
  expect(at(await jsonOf(answer), '/errors/0/pointer')).toBe(pointer)
  expect(at(await jsonOf(ask(mock, FAULTS)), '/faults/0/id')).toBe('old')
})
