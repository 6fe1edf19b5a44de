import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at, isObject, type Json } from '../specs/json.ts'
import { memoryBacking } from './backing/memory.ts'
import { textAt, ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'
import { createMock } from './create.ts'

const START = '2026-02-01T14:00:00Z'
const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }

describe.each(ways)('worlds, $way', ({ open }) => {
  let client: Client
  beforeAll(async () => {
    client = await open({ providers: ['kupe'], clock: { scale: 0, at: START } })
  })
  beforeEach(async () => {
    const { json } = await client.send('GET', '/__admin/worlds')
    const worlds = at(json, '/worlds')
    for (const world of Array.isArray(worlds) ? worlds : []) client.mock.forget(textAt(world, '/name'))
  })
  afterAll(() => client?.mock.close())

  function send(world: string, method: string, path: string, sending: Sending = {}): Promise<Answer> {
    return client.send(method, path, { token: ADMIN, ...sending, headers: { 'x-mock-world': world, ...sending.headers } })
  }
  const make = (world: string, name = 'production'): Promise<Answer> => send(world, 'POST', CLUSTERS, { body: { ...cluster, name } })
  const phase = async (world: string): Promise<string> => textAt((await send(world, 'GET', `${CLUSTERS}/production`)).json, '/status/phase')
  const names = async (world: string): Promise<readonly string[]> => {
    const items = at((await send(world, 'GET', CLUSTERS)).json, '/items')
    return Array.isArray(items) ? items.map((item: Json) => textAt(item, '/name')) : []
  }

  test('200 at once have each a seed, a clock and a state of its own', async () => {
    const worlds = Array.from({ length: 200 }, (_, index) => ({
      name: `w${index}`,
      seed: index,
      at: `2026-03-01T00:${String(index % 60).padStart(2, '0')}:00Z`,
    }))
    const seen = await Promise.all(
      worlds.map(async ({ name, seed, at: began }) => {
        await client.send('PUT', `/__admin/worlds/${name}`, { body: { seed, clock: { at: began, scale: 0 } } })
        const made = await make(name, `of-${name}`)
        await client.send('POST', `/__admin/clock/advance?world=${name}`, { body: { seconds: seed } })
        const { headers } = await send(name, 'GET', CLUSTERS)
        return [await names(name), textAt(made.json, '/createdAt'), headers.get('date'), client.mock.world(name).journal.total]
      }),
    )

    expect(seen).toEqual(worlds.map(({ name, seed, at: began }) => [[`of-${name}`], began, new Date(Date.parse(began) + seed * 1000).toUTCString(), 3]))
    expect(await names('default')).toEqual([])
  })

  test('a seed decides what is made up, and a world that is open keeps its own', async () => {
    const opened = await client.send('PUT', '/__admin/worlds/seven', { body: { seed: 7 } })
    await client.send('PUT', '/__admin/worlds/sevens', { body: { seed: 7 } })
    const versions = await Promise.all(['seven', 'sevens', 'default'].map(async (world) => textAt((await make(world)).json, '/resourceVersion')))
    const refused = await client.send('PUT', '/__admin/worlds/seven', { body: { seed: 8 } })

    expect(at(opened.json, '/seed')).toBe(7)
    expect(versions[0]).toBe(versions[1])
    expect(versions[0]).not.toBe(versions[2])
    expect([refused.status, textAt(refused.json, '/detail')]).toEqual([
      400,
      'Failed to open world "seven" with seed 8: it is open, with seed 7. Delete it first, or name another one.',
    ])
  })

  test('a fork goes on like its origin, and neither sees the other any more', async () => {
    await make('origin')
    const forked = await client.send('POST', '/__admin/worlds/origin/fork', { body: { to: 'copy' } })
    const both = await Promise.all(['origin', 'copy'].map((world) => make(world, 'second')))
    await send('copy', 'DELETE', `${CLUSTERS}/production`, { headers: { 'if-match': (await send('copy', 'GET', `${CLUSTERS}/production`)).tag ?? '' } })
    await client.send('POST', '/__admin/clock/advance?world=copy', { body: { seconds: 3600 } })

    expect(forked.json).toMatchObject({ name: 'copy', seed: 1, requests: 0 })
    expect(both[0]?.json).toEqual(both[1]?.json)
    expect(await names('origin')).toEqual(['production', 'second'])
    expect(await names('copy')).toEqual(['second'])
    expect(await phase('origin')).toBe('Pending')
  })

  test('a fork takes the place of what was there, and no world is made of itself or of none', async () => {
    await make('origin')
    await make('copy', 'another')
    await client.send('POST', '/__admin/worlds/origin/fork', { body: { to: 'copy' } })
    const itself = await client.send('POST', '/__admin/worlds/origin/fork', { body: { to: 'origin' } })
    const none = await client.send('POST', '/__admin/worlds/nowhere/fork', { body: { to: 'copy' } })

    expect(await names('copy')).toEqual(['production'])
    expect([itself.status, none.status]).toEqual([400, 404])
    expect(textAt(itself.json, '/detail')).toContain('it cannot be a copy of itself')
  })

  test('a snapshot is gone back to as often as one likes: resources, clock, settings, keys; the journal stays', async () => {
    await make('a')
    await client.send('PATCH', '/__admin/settings?world=a', { body: { defects: ['etag.delete-ignores-if-match'] } })
    const saved = await client.send('PUT', '/__admin/snapshots/early?world=a')
    const seen: unknown[] = []
    for (let turn = 0; turn < 2; turn += 1) {
      await client.send('POST', '/__admin/clock/advance?world=a', { body: { seconds: 60 } })
      seen.push(await phase('a'), (await make('a', 'second')).json)
      await client.send('PATCH', '/__admin/settings?world=a', { body: { defects: [] } })
      await client.send('POST', '/__admin/snapshots/early/load?world=a')
      seen.push(await phase('a'), await names('a'), client.mock.world('a').settings.defects, client.mock.world('a').clock.state().now)
    }
    const half = seen.length / 2

    expect(saved.json).toMatchObject({ name: 'early', at: '2026-02-01T14:00:00.000Z', seed: 1 })
    expect(seen.slice(0, half)).toEqual(['Running', seen[1], 'Pending', ['production'], ['etag.delete-ignores-if-match'], '2026-02-01T14:00:00.000Z'])
    expect(seen.slice(half)).toEqual(seen.slice(0, half))
    expect(client.mock.world('a').journal.total).toBe(9)
  })

  test('many worlds begin with the snapshot of one', async () => {
    await client.send('PUT', '/__admin/worlds/base', { body: { seed: 9 } })
    await make('base')
    await client.send('PUT', '/__admin/snapshots/with-one?world=base')
    const loaded = await client.send('POST', '/__admin/snapshots/with-one/load?world=b', { body: { from: 'base' } })
    client.mock.world('plain')
    const refused = await client.send('POST', '/__admin/snapshots/with-one/load?world=plain', { body: { from: 'base' } })

    expect(loaded.json).toMatchObject({ name: 'b', seed: 9 })
    expect(await names('b')).toEqual(['production'])
    expect([refused.status, textAt(refused.json, '/detail')]).toEqual([
      400,
      'Failed to load the snapshot "with-one" into world "plain": it was saved at seed 9, and this world has seed 1. Load it into a world that was opened with seed 9.',
    ])
  })

  test('snapshots are listed, replaced, forgotten with their world, and named where one is missed', async () => {
    for (const name of ['one', 'two', 'one']) await client.send('PUT', `/__admin/snapshots/${name}?world=a`)
    const list = await client.send('GET', '/__admin/snapshots?world=a')
    const missed = await client.send('POST', '/__admin/snapshots/three/load?world=a')
    const strange = await client.send('PUT', '/__admin/snapshots/a%20b?world=a')
    await client.send('DELETE', '/__admin/snapshots/two?world=a')
    const left = await client.send('GET', '/__admin/snapshots?world=a')
    client.mock.forget('a')

    expect(namesIn(list.json)).toEqual(['two', 'one'])
    expect([missed.status, textAt(missed.json, '/detail')]).toEqual([404, 'There is no snapshot "three" of world "a". Saved are: two, one.'])
    expect(strange.status).toBe(400)
    expect(namesIn(left.json)).toEqual(['one'])
    expect(namesIn((await client.send('GET', '/__admin/snapshots?world=a')).json)).toEqual([])
  })
})

test('whoever shares the worlds sees forks, and what was gone back to', async () => {
  const store = memoryBacking()
  const mocks = await Promise.all([1, 2].map(() => createMock({ providers: ['kupe'], clock: { scale: 0, at: START }, store })))
  const ask = async (which: number, method: string, path: string, body?: object): Promise<number | undefined> => {
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', 'x-mock-world': path.includes('/worlds/one/') ? 'one' : 'two' }
    return (await mocks[which]?.fetch(new Request(`http://mock${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })))?.status
  }
  const seen = [
    await ask(0, 'POST', `/__world/one${CLUSTERS}`, cluster),
    await ask(1, 'POST', '/__admin/worlds/one/fork', { to: 'two' }),
    await ask(0, 'GET', `${CLUSTERS}/production`),
    await ask(0, 'PUT', '/__admin/snapshots/early'),
    await ask(1, 'POST', CLUSTERS, { ...cluster, name: 'second' }),
    await ask(0, 'GET', `${CLUSTERS}/second`),
    await ask(0, 'POST', '/__admin/snapshots/early/load'),
    await ask(1, 'GET', `${CLUSTERS}/second`),
    await ask(1, 'PUT', '/__admin/worlds/seven', { seed: 7 }),
  ]
  await Promise.all(mocks.map((mock) => mock.close()))

  expect(seen).toEqual([201, 200, 200, 200, 201, 200, 200, 404, 400])
})

function namesIn(json: unknown): readonly string[] {
  const snapshots = isObject(json) ? json['snapshots'] : []
  return Array.isArray(snapshots) ? snapshots.map((snapshot: Json) => textAt(snapshot, '/name')) : []
}
