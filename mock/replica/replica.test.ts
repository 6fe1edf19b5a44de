import { describe, expect, test } from 'vitest'
import { BackingError, type Backing } from '../backing/backing.ts'
import { memoryBacking } from '../backing/memory.ts'
import { at } from '../../specs/json.ts'
import { replicasAgree } from './agree.test-kit.ts'
import { akuaCluster, cluster, CLUSTERS, fleet, type Fleet } from './fleet.test-kit.ts'

describe('four mocks of one process', () => {
  let shared = memoryBacking()
  replicasAgree(
    async () => ({ ...shared, close: async () => undefined }),
    async () => {
      shared = memoryBacking()
    },
  )
})

/** A backing that fails where it is told to: before anything has happened, or when all has. */
function failing(inner: Backing, when: (method: 'since' | 'commit') => 'before' | 'after' | undefined): Backing {
  const around = async <T>(method: 'since' | 'commit', work: () => Promise<T>): Promise<T> => {
    const how = when(method)
    if (how === 'before') throw new BackingError('Failed to reach the store: connection refused. Try again.')
    const result = await work()
    if (how === 'after') throw new BackingError('Failed to reach the store: connection reset. Try again.')
    return result
  }
  return {
    ...inner,
    since: (space, revision) => around('since', () => inner.since(space, revision)),
    commit: (space, revision, commit) => around('commit', () => inner.commit(space, revision, commit)),
  }
}

test('a call that waits hears of what happens in the same breath, here or at another mock', async () => {
  const shared = memoryBacking()
  const { send } = await fleet(2, async () => ({ ...shared, close: async () => undefined }))
  const made = await Promise.all(['a', 'b', 'c'].map((name) => send(0, 'POST /v1/clusters', { body: akuaCluster(name) })))

  const waits = made.flatMap(({ json }) => [0, 1].map((to) => send(to, `POST /v1/operations/${String(at(json, '/id'))}:wait?timeout=60`)))
  await send(1, 'POST /__admin/clock/advance', { body: { seconds: 20 } })

  expect((await Promise.all(waits)).map(({ json }) => at(json, '/state'))).toEqual(waits.map(() => 'SUCCEEDED'))
})

describe('while the store does not answer', () => {
  test('calls are answered with a 503 that says so, nothing of them stays, and everything goes on once it is back', async () => {
    let down = false
    const { send } = await fleet(1, async () => failing(memoryBacking(), () => (down ? 'before' : undefined)))
    await send(0, `POST ${CLUSTERS}`, { body: cluster('before') })

    down = true
    const refused = await send(0, `POST ${CLUSTERS}`, { body: cluster('during') })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.json).toMatchObject({ title: 'Service Unavailable', detail: expect.stringContaining('Failed to reach the store') })
    expect((await send(0, 'GET /__admin/clock')).status).toBe(503)
    expect((await send(0, 'GET /__admin/health')).status).toBe(200)

    down = false
    expect((await send(0, `GET ${CLUSTERS}/before`)).status).toBe(200)
    expect((await send(0, `GET ${CLUSTERS}/during`)).status).toBe(404)
    expect((await send(0, `POST ${CLUSTERS}`, { body: cluster('during') })).status).toBe(201)
  })

  test('what was done although nobody was told is known afterwards, and a key that is sent again finds it', async () => {
    let lost = false
    const { send } = await fleet(1, async () => failing(memoryBacking(), (method) => (lost && method === 'commit' ? 'after' : undefined)))
    const again = { body: akuaCluster('once'), headers: { 'idempotency-key': 'k1' } }

    lost = true
    expect((await send(0, 'POST /v1/clusters', again)).status).toBe(503)
    lost = false
    expect((await send(0, 'POST /v1/clusters', again)).status).toBe(202)
    expect(await named(send, 'once')).toBe(1)
  })

  test('a clock that was moved meanwhile in process is moved for all once the store is back', async () => {
    let down = false
    const shared = memoryBacking()
    const { send, mocks } = await fleet(2, async () => failing(shared, () => (down ? 'before' : undefined)))
    await send(0, `POST ${CLUSTERS}`, { body: cluster('one') })
    down = true
    mocks[0]?.clock.advance(60_000)
    await expect(mocks[0]?.settled()).rejects.toBeInstanceOf(BackingError)

    down = false
    await mocks[0]?.settled()

    expect(at((await send(1, `GET ${CLUSTERS}/one`)).json, '/status/phase')).toBe('Running')
  })
})

async function named(send: Fleet['send'], name: string): Promise<number> {
  const data = at((await send(0, 'GET /v1/clusters?limit=100')).json, '/data')
  return Array.isArray(data) ? data.filter((each) => at(each, '/name') === name).length : 0
}
