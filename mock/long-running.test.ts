import { beforeEach, describe, expect, test } from 'vitest'
import { at, type Json } from '../specs/json.ts'
import { textAt, type Answer } from './both-ways.test-kit.ts'
import { plainKubeconfig } from '../conformance/generate/kubeconfig.ts'
import { idOf, openYard, START, WORKSPACE, type Yard } from './long-running.test-kit.ts'

let yard: Yard

beforeEach(async () => {
  yard = await openYard()
})

const NOW = START / 1000

function pass(seconds: number): void {
  yard.client.mock.clock.advance(seconds * 1000)
}

/** Where a cluster stands: its state, and whether work on it is under way. */
async function stands(id: string): Promise<readonly unknown[]> {
  const { status, json } = await yard.cluster(id)
  return status === 200 ? [textAt(json, '/state'), at(json, '/reconciling')] : [status]
}

/** How a long-running operation ended: its state, and how long after the start of the clock. */
async function ended(id: string): Promise<readonly unknown[]> {
  const told = await yard.operation(id)
  const completed = at(told, '/completed_at')
  return [textAt(told, '/state'), typeof completed === 'number' ? completed - NOW : completed]
}

function fail(id: string): Promise<Answer> {
  return yard.admin('/lifecycle/trigger', { type: 'cluster', address: [WORKSPACE, id], trigger: 'fail' })
}

describe('create', () => {
  test('the cluster is there at once, and the work names it before it is made', async () => {
    const created = await yard.create('mine')
    const id = textAt(created, '/owner_id')

    expect(created).toMatchObject({
      state: 'RUNNING',
      done: false,
      owner_type: 'cluster',
      metadata: { type: 'cluster.create', workspace_id: WORKSPACE, name: 'mine' },
      response: null,
      error: null,
      started_at: NOW,
      completed_at: null,
    })
    expect(await stands(id)).toEqual(['pending', true])
    expect(await yard.list()).toContain(id)
    pass(2)
    expect(await stands(id)).toEqual(['provisioning', true])
  })

  test('it ends active, and its result is the cluster', async () => {
    const created = await yard.create()
    const id = textAt(created, '/owner_id')
    pass(9)
    expect(await ended(idOf(created))).toEqual(['RUNNING', null])
    pass(1)

    expect(await stands(id)).toEqual(['active', false])
    pass(100)
    expect(await ended(idOf(created))).toEqual(['SUCCEEDED', 10])
    expect(at(await yard.operation(idOf(created)), '/response')).toEqual({ type: 'cluster.create', cluster_id: id })
  })

  test('cancelled, it leaves no cluster, no settings and no name in the list', async () => {
    const created = await yard.create()
    const id = textAt(created, '/owner_id')
    pass(3)
    const answer = await yard.cancel(idOf(created))

    expect(answer.status).toBe(202)
    expect(at(answer.json, '/state')).toBe('CANCELLED')
    expect(await ended(idOf(created))).toEqual(['CANCELLED', 3])
    expect(textAt(await yard.operation(idOf(created)), '/error/message')).not.toBe('')
    expect(await stands(id)).toEqual([404])
    expect(await yard.list()).not.toContain(id)
    expect((await yard.send('GET', `/clusters/${id}/compute_settings`)).status).toBe(404)
  })
})

test('an import is active at once, without a long-running operation', async () => {
  const body = { name: 'mine', region_id: 'reg_acmeuse1000000a1', kubeconfig: plainKubeconfig('mine') }

  const { status, json } = await yard.send('POST', '/clusters:import', { body })

  expect([status, textAt(json, '/state'), textAt(json, '/provider'), at(json, '/reconciling')]).toEqual([200, 'active', 'imported_byoc', false])
  expect(at((await yard.send('GET', `/operations?owner_type=cluster&owner_id=${idOf(json)}`)).json, '/data')).toEqual([])
})

const actions = [
  { action: ':suspend', type: 'cluster.suspend', from: 'active', to: 'suspended' },
  { action: ':resume', type: 'cluster.resume', from: 'suspended', to: 'active' },
]
describe.each(actions)('$action', ({ action, type, from, to }) => {
  let id: string

  beforeEach(async () => {
    id = await yard.make()
    if (from === 'suspended') await yard.act(id, ':suspend')
    pass(5)
  })

  test(`stays ${from} while it is under way, and ends ${to}`, async () => {
    const { status, json } = await yard.act(id, action)

    expect([status, textAt(json, '/state'), at(json, '/metadata')]).toEqual([202, 'RUNNING', { type, cluster_id: id }])
    expect(await stands(id)).toEqual([from, true])
    pass(5)
    expect(await stands(id)).toEqual([to, false])
    expect(await ended(idOf(json))).toEqual(['SUCCEEDED', 30])
  })

  test('is refused while it is under way, and afterwards', async () => {
    const first = await yard.act(id, action)
    const second = await yard.act(id, action)
    pass(5)
    const third = await yard.act(id, action)

    expect([first.status, second.status, third.status]).toEqual([202, 409, 409])
    expect(await stands(id)).toEqual([to, false])
  })

  test('cancelled, it brings the cluster back', async () => {
    const { json } = await yard.act(id, action)
    pass(2)
    await yard.cancel(idOf(json))

    expect(await stands(id)).toEqual([from, false])
    expect(await ended(idOf(json))).toEqual(['CANCELLED', 27])
    expect((await yard.act(id, action)).status).toBe(202)
  })

  test('made to fail, it leaves the cluster as it was and says so', async () => {
    const { json } = await yard.act(id, action)
    pass(1)
    expect((await fail(id)).status).toBe(200)

    expect(await stands(id)).toEqual([from, false])
    expect(await ended(idOf(json))).toEqual(['FAILED', 26])
    const told = await yard.operation(idOf(json))
    expect([at(told, '/response'), textAt(told, '/error/message')]).toEqual([null, 'The work failed.'])
  })

  test('is refused for an imported cluster, which nobody here runs', async () => {
    const body = { name: 'theirs', region_id: 'reg_acmeuse1000000a1', kubeconfig: plainKubeconfig('theirs') }
    const imported = idOf((await yard.send('POST', '/clusters:import', { body })).json)

    expect((await yard.act(imported, action)).status).toBe(409)
  })
})

describe('delete', () => {
  test('shows the cluster as deleting until it is gone; the work can still be read', async () => {
    const id = await yard.make()
    const { status, json } = await yard.act(id, 'DELETE')

    expect([status, at(json, '/metadata')]).toEqual([202, { type: 'cluster.delete', cluster_id: id }])
    expect(await stands(id)).toEqual(['deleting', true])
    pass(4)
    expect(await stands(id)).toEqual([404])
    expect(await yard.list()).not.toContain(id)
    expect(await ended(idOf(json))).toEqual(['SUCCEEDED', 24])
    expect(at(await yard.operation(idOf(json)), '/response')).toEqual({ type: 'cluster.delete', cluster_id: id })
  })

  test('everything else is refused while it is under way', async () => {
    const id = await yard.make()
    const tag = textAt((await yard.cluster(id)).json, '/etag')
    await yard.act(id, 'DELETE')
    const now = textAt((await yard.cluster(id)).json, '/etag')

    expect(now).not.toBe(tag)
    expect((await yard.act(id, 'DELETE')).status).toBe(409)
    expect((await yard.act(id, ':suspend')).status).toBe(409)
    expect((await yard.send('PATCH', `/clusters/${id}`, { tag: now, body: { name: 'late' } })).status).toBe(409)
  })

  test('of a cluster that is still being made wins: the creation is cancelled', async () => {
    const created = await yard.create()
    const { json } = await yard.act(textAt(created, '/owner_id'), 'DELETE')

    expect(await ended(idOf(created))).toEqual(['CANCELLED', 0])
    pass(4)
    expect(await ended(idOf(json))).toEqual(['SUCCEEDED', 4])
  })

  test.each([
    { how: 'cancelled', state: 'CANCELLED', stop: (_: string, told: string) => yard.cancel(told) },
    { how: 'made to fail', state: 'FAILED', stop: (id: string) => fail(id) },
  ])('$how, it brings the cluster back', async ({ stop, state }) => {
    const id = await yard.make()
    const { json } = await yard.act(id, 'DELETE')
    await stop(id, idOf(json))

    expect(await stands(id)).toEqual(['active', false])
    expect(await ended(idOf(json))).toEqual([state, 20])
    pass(100)
    expect(await stands(id)).toEqual(['active', false])
  })
})

describe('refresh', () => {
  const freshness = async (id: string): Promise<readonly (Json | undefined)[]> => {
    const { json } = await yard.send('GET', `/clusters/${id}/capabilities`)
    return [at(json, '/freshness/state'), at(json, '/freshness/last_refresh_status')]
  }

  test('makes the capabilities fresh, one refresh at a time', async () => {
    const id = await yard.make()
    const { json } = await yard.act(id, '/capabilities:refresh')

    expect(await freshness(id)).toEqual(['missing', 'RUNNING'])
    expect((await yard.act(id, '/capabilities:refresh')).status).toBe(409)
    expect(await stands(id)).toEqual(['active', false])
    pass(3)
    expect(await freshness(id)).toEqual(['fresh', 'SUCCESS'])
    expect(await ended(idOf(json))).toEqual(['SUCCEEDED', 23])
  })
})

describe('what is over', () => {
  test('cannot be cancelled, and stays as it is whatever becomes of the cluster', async () => {
    const created = await yard.create()
    const [told, id] = [idOf(created), textAt(created, '/owner_id')]
    pass(10)
    const before = await yard.operation(told)

    expect((await yard.cancel(told)).status).toBe(422)
    expect(await stands(id)).toEqual(['active', false])
    await yard.act(id, ':suspend')
    expect(await yard.operation(told)).toEqual(before)
    await yard.act(id, 'DELETE')
    pass(100)
    expect(await yard.operation(told)).toEqual(before)
  })

  test.each(['immediate', 'manual', { reads: 5 }] as const)('stays as it is when lifecycles advance in another way: %j', async (pace) => {
    const told = idOf(await yard.create())
    pass(60)
    const before = await yard.operation(told)
    yard.client.mock.world().set({ pace })
    pass(60)

    expect(await yard.operation(told)).toEqual(before)
  })

  test('by a step that was taken by hand, is over from then on and not from when it was due', async () => {
    const created = await yard.create()
    pass(1)
    await yard.admin('/lifecycle/advance', { type: 'cluster', address: [WORKSPACE, textAt(created, '/owner_id')], steps: 2 })

    expect(await ended(idOf(created))).toEqual(['SUCCEEDED', 1])
    pass(60)
    expect(await ended(idOf(created))).toEqual(['SUCCEEDED', 1])
  })

  test('by reads, is over from the last read that it took', async () => {
    yard = await openYard({ lifecycle: { reads: 3 } })
    const told = idOf(await yard.create())
    const seen: (readonly unknown[])[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      pass(1)
      seen.push(await ended(told))
    }

    expect(seen).toEqual([
      ['RUNNING', null],
      ['RUNNING', null],
      ['SUCCEEDED', 3],
      ['SUCCEEDED', 3],
    ])
  })
})

test('the list shows the youngest first, those of one cluster where it is named, and no steps', async () => {
  const mine = await yard.make()
  const suspend = await yard.act(mine, ':suspend')
  const other = await yard.create()

  const owned = await yard.send('GET', `/operations?owner_type=cluster&owner_id=${mine}`)
  const all = await yard.send('GET', '/operations?limit=2')

  expect(at(owned.json, '/data/0/id')).toBe(idOf(suspend.json))
  expect(at(owned.json, '/data/1/metadata/type')).toBe('cluster.create')
  expect(at(owned.json, '/data/2')).toBeUndefined()
  expect(at(owned.json, '/data/0/steps')).toBeUndefined()
  expect([at(all.json, '/data/0/id'), at(all.json, '/data/1/id')]).toEqual([idOf(other), idOf(suspend.json)])
  expect(at(await yard.operation(idOf(other)), '/steps')).toEqual([])
})
