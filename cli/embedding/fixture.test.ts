import { Agent, fetch as undiciFetch } from 'undici'
import { afterEach, describe, expect, test as plain, vi } from 'vitest'
import { mock, mockFixtures, type MockFixtures } from './fixture.ts'

const CLUSTERS = '/api/v1/tenants/acme/clusters'
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }

const test = mock({ providers: ['kupe', 'akua'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })

function making(authorization: string): RequestInit {
  return { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(cluster) }
}

afterEach(() => void vi.useRealTimers())

describe('a world for each test', () => {
  const seen: string[] = []

  test.for(['one', 'two'])('creates what the other test has created too: %s', async (_, { mock }) => {
    seen.push(mock.world.name)
    const made = await fetch(`${mock.url}${CLUSTERS}`, making(mock.authorization))

    expect(made.status).toBe(201)
    expect(mock.requests().map(({ method, status }) => [method, status])).toEqual([['POST', 201]])
  })

  test('is forgotten after its test', async ({ mock, mockServer }) => {
    const { worlds } = (await (await fetch(`${new URL(mock.url).origin}/__admin/worlds`)).json()) as { worlds: { name: string }[] }

    expect(seen).toEqual(['1-creates-what-the-other-test-has-created-too-one', '2-creates-what-the-other-test-has-created-too-two'])
    expect(worlds.map(({ name }) => name).filter((name) => name !== 'default')).toEqual([mock.world.name])
    expect(mockServer.contracts.map(({ id }) => id)).toEqual(['kupe', 'akua'])
  })

  test.concurrent.for(Array.from({ length: 20 }, (_, index) => index))('has a clock of its own: %i', async (index, { mock, expect: wanted }) => {
    mock.clock.advance(index * 1000)
    const { headers } = await fetch(`${mock.url}/api/v1/plans`)

    wanted(headers.get('date')).toBe(new Date(Date.UTC(2026, 1, 1, 14, 0, index)).toUTCString())
    wanted(mock.requests()).toHaveLength(1)
  })
})

test('answers the same with and without a socket, and Location leads back into the world', async ({ mock }) => {
  const made = await mock.fetch(CLUSTERS, making(mock.authorization))
  const again = await fetch(`${mock.url}${CLUSTERS}`, making(mock.authorization))
  const { headers } = await fetch(`${mock.url}${CLUSTERS}`, { method: 'POST', headers: { authorization: mock.authorization }, body: '' })

  expect([made.status, again.status]).toEqual([201, 409])
  expect(headers.get('location') ?? mock.url).toContain(mock.world.name)
})

test('turns time, and shows how a client gets in', async ({ mock }) => {
  await mock.fetch(CLUSTERS, making(mock.authorization))
  mock.clock.advance(60_000)
  const read = await mock.fetch(`${CLUSTERS}/production`, { headers: { authorization: mock.authorization } })

  expect(await read.json()).toMatchObject({ status: { phase: 'Running' } })
  expect(mock.env).toEqual({ KUPE_HOST: mock.url, KUPE_API_KEY: mock.token, KUPE_TENANT: 'acme' })
  expect(mock.of('akua').env).toEqual({ AKUA_API_TOKEN: mock.of('akua').token })
  expect(() => mock.of('acme')).toThrow('Failed to find the provider "acme": this mock serves kupe, akua.')
})

test('goes back to what was saved in this world, or in another one', async ({ mock, mockServer }) => {
  mockServer.save('empty', 'base')
  mock.save('early')
  await mock.fetch(CLUSTERS, making(mock.authorization))
  const read = async (): Promise<number> => (await mock.fetch(`${CLUSTERS}/production`, { headers: { authorization: mock.authorization } })).status
  const before = await read()
  mock.load('early')
  const after = await read()
  await mock.fetch(CLUSTERS, making(mock.authorization))
  mock.load('empty', 'base')

  expect([before, after, await read()]).toEqual([200, 404, 404])
  expect(() => mock.load('late')).toThrow('Failed to load the snapshot "late": there is none of that name. Saved are: early.')
  mockServer.forget('base')
})

test('leaves the global Request and Response as they are', async ({ mock }) => {
  expect(await fetch(`${mock.url}/api/v1/plans`)).toBeInstanceOf(Response)
  expect(await mock.fetch('/api/v1/plans')).toBeInstanceOf(Response)
  expect([Request.name, Response.name]).toEqual(['Request', 'Response'])
})

const quick = mock({ providers: ['akua'], clock: { scale: 1000 } })

describe('under fake timers', () => {
  test('answers a client that looks with a timer after its idle connections', async ({ mock }) => {
    const dispatcher = new Agent()
    const ask = async (): Promise<number> => {
      const answer = await undiciFetch(`${mock.url}/api/v1/plans`, { dispatcher })
      await answer.text()
      return answer.status
    }
    const before = await ask()
    vi.useFakeTimers()

    expect([before, await ask(), await ask()]).toEqual([200, 200, 200])
    await dispatcher.destroy()
  })

  test('answers over a socket and without one, and turns time', async ({ mock }) => {
    vi.useFakeTimers({ now: 0 })
    const answers = [await fetch(`${mock.url}${CLUSTERS}`, making(mock.authorization)), await mock.fetch(CLUSTERS, making(mock.authorization))]
    mock.clock.advance(60_000)
    const read = await fetch(`${mock.url}${CLUSTERS}/production`, { headers: { authorization: mock.authorization } })

    expect(answers.map(({ status }) => status)).toEqual([201, 409])
    expect(await read.json()).toMatchObject({ createdAt: '2026-02-01T14:00:00Z', status: { phase: 'Running' } })
    expect(Date.now()).toBe(0)
  })

  quick('ends a long poll when its own clock says so, and its clock goes on', async ({ mock }) => {
    vi.useFakeTimers({ now: 0 })
    const headers = { authorization: mock.authorization, 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'made', region_id: 'reg_acmeuse1000000a1' })
    const made = (await (await fetch(`${mock.url}/v1/clusters`, { method: 'POST', headers, body })).json()) as { id: string }
    const waited = await fetch(`${mock.url}/v1/operations/${made.id}:wait?timeout=60`, { method: 'POST', headers })

    expect(await waited.json()).toMatchObject({ id: made.id, done: true })
    expect(mock.clock.now()).toBeGreaterThan(Date.UTC(2026, 0, 1))
    expect(mock.world.waiting).toBe(0)
  })
})

plain.extend<MockFixtures & { word: string }>({ word: 'said', ...mockFixtures({ providers: ['kupe'] }) })(
  'goes together with fixtures of others',
  async ({ mock, word }) => {
    expect((await mock.fetch(new URL(`${mock.url}/api/v1/plans`))).status).toBe(200)
    expect([mock.contracts.length, word]).toEqual([1, 'said'])
  },
)
