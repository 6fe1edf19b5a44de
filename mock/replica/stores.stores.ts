import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at } from '../../specs/json.ts'
import { honoursItsContract } from '../backing/contract.test-kit.ts'
import { backingAt, postgresEngine, redisEngine, type Engine } from '../backing/servers.test-kit.ts'
import { breakdowns } from './crashes.test-kit.ts'
import { replicasAgree } from './agree.test-kit.ts'
import { akuaCluster, cluster, CLUSTERS, fleet } from './fleet.test-kit.ts'

describe.each([
  { store: 'Redis', start: redisEngine },
  { store: 'Postgres', start: postgresEngine },
])('$store', ({ start }) => {
  let engine: Engine
  let count = 0

  beforeAll(async () => {
    engine = await start()
  })
  afterAll(() => engine?.remove())

  describe('as a backing', () =>
    honoursItsContract(
      () => backingAt(engine.url),
      () => `space-${(count += 1)}`,
    ))

  describe('with four mocks', () => {
    replicasAgree(() => backingAt(engine.url), emptied)
  })

  test('in ten seeded runs of breakdowns of four mocks nothing acknowledged is lost, and nothing is there twice', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      await emptied()
      const { wrong, broken } = await breakdowns(seed, () => backingAt(engine.url))

      expect(wrong, `seed ${seed}`).toEqual([])
      expect(broken).toBeGreaterThan(5)
    }
  })

  test('is killed and comes back: calls are 503 meanwhile, all that was acknowledged is there, and no mock was restarted', async () => {
    await emptied()
    const { send, close } = await fleet(2, () => backingAt(engine.url))
    const again = { body: akuaCluster('late'), headers: { 'idempotency-key': 'late' } }
    for (let i = 0; i < 10; i += 1) expect((await send(i % 2, `POST ${CLUSTERS}`, { body: cluster(`c${i}`) })).status).toBe(201)

    await engine.kill()
    const refused = await send(0, 'POST /v1/clusters', again)
    expect(refused.status).toBe(503)
    expect(at(refused.json, '/detail')).toMatch(/^Failed to reach the store (redis|postgres):\/\/127\.0\.0\.1:\d+\//)
    expect((await send(1, `GET ${CLUSTERS}`)).status).toBe(503)
    await engine.start()

    await expect.poll(async () => (await send(0, `GET ${CLUSTERS}`)).status, { timeout: 20_000 }).toBe(200)
    await expect.poll(async () => (await send(1, `GET ${CLUSTERS}`)).status, { timeout: 20_000 }).toBe(200)
    for (let i = 0; i < 10; i += 1) expect((await send(i % 2, `GET ${CLUSTERS}/c${i}`)).status).toBe(200)
    const first = await send(0, 'POST /v1/clusters', again)
    expect(first.status).toBe(202)
    expect(at((await send(1, 'POST /v1/clusters', again)).json, '/id')).toBe(at(first.json, '/id'))
    await close()
  })

  test('that is not there is refused at the start, in a sentence that names it without its password', async () => {
    const scheme = new URL(engine.url).protocol
    await expect(backingAt(`${scheme}//user:hunter2@127.0.0.1:1/0`)).rejects.toThrow(/^Failed to reach the store (?!.*hunter2).*127\.0\.0\.1:1/)
  })

  async function emptied(): Promise<void> {
    const backing = await backingAt(engine.url)
    for (const space of await backing.spaces()) {
      const tail = await backing.since(space, -1)
      await backing.commit(space, tail.revision, { wiped: true, pairs: [] })
    }
    await backing.close()
  }
})
