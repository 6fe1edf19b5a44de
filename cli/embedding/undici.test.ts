import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Agent, Client, fetch as undiciFetch, FormData, getGlobalDispatcher, MockAgent, request, setGlobalDispatcher, type Dispatcher } from 'undici'
import { Readable } from 'node:stream'
import { createMock, inWorld, mockDispatcher, mockInterceptor, type Mock } from './undici.ts'

const API = 'https://api.kupe.cloud'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }
const body = JSON.stringify(cluster)

let mock: Mock
let authorization = ''
let worlds = 0
beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  ;({ authorization } = inWorld(mock, 'default'))
})
afterAll(() => mock.close())

/** A dispatcher of a world that nobody else uses. */
function fresh(onward: Dispatcher | false = false): Dispatcher {
  worlds += 1
  return mockDispatcher(inWorld(mock, `world-${worlds}`), { onward })
}

describe('requests of undici', () => {
  test('are answered by the mock, which keeps what they have made', async () => {
    const dispatcher = fresh()
    const headers = { authorization, 'content-type': 'application/json' }
    const made = await request(`${API}${CLUSTERS}`, { dispatcher, method: 'POST', headers, body })
    const read = await request(`${API}${CLUSTERS}/production`, { dispatcher, headers: ['authorization', authorization] })

    expect([made.statusCode, read.statusCode]).toEqual([201, 200])
    expect(await read.body.json()).toEqual(await made.body.json())
    expect(read.headers['etag']).toMatch(/^"/)
  })

  test.for<[string, () => Dispatcher.DispatchOptions['body']]>([
    ['text', () => body],
    ['bytes', () => Buffer.from(body)],
    ['a stream', () => Readable.from([body.slice(0, 9), Buffer.from(body.slice(9))])],
  ])('may have a body of %s', async ([, of]) => {
    const headers = new Map([
      ['authorization', authorization],
      ['content-type', 'application/json'],
    ])
    const made = await request(`${API}${CLUSTERS}`, { dispatcher: fresh(), method: 'POST', headers, body: of() ?? null })

    expect(made.statusCode).toBe(201)
  })

  test('carry the media type of a form, which this API refuses', async () => {
    const form = new FormData()
    form.set('name', 'production')
    const made = await undiciFetch(`${API}${CLUSTERS}`, { dispatcher: fresh(), method: 'POST', headers: { authorization }, body: form })

    expect(made.status).toBe(415)
  })

  test('keep their query and their slashes', async () => {
    const dispatcher = fresh()
    await request(`${API}${CLUSTERS}`, { dispatcher, query: { limit: 1, tag: ['a', 'b'] } })
    await dispatcher.request({ origin: `${API}/ignored`, path: '//example.com/api', method: 'GET' })
    const { journal } = mock.world(`world-${worlds}`)

    expect(journal.list().map(({ target }) => target)).toEqual([`${CLUSTERS}?limit=1&tag=a&tag=b`])
  })

  test('end when they are given up', async () => {
    const gone = new AbortController()
    const asked = request(`${API}${CLUSTERS}`, { dispatcher: fresh(), signal: gone.signal })
    gone.abort(new Error('enough'))

    await expect(asked).rejects.toThrow('enough')
  })

  test('to other origins go onward, or are refused', async () => {
    const other = new MockAgent()
    other.disableNetConnect()
    other.get('https://example.com').intercept({ path: '/' }).reply(204)
    const { statusCode } = await request('https://example.com/', { dispatcher: fresh(other) })

    expect(statusCode).toBe(204)
    await expect(request('https://example.com/', { dispatcher: fresh() })).rejects.toThrow(
      `Failed to send GET https://example.com/: only ${API} is answered. Name the origin in "origins", or give "onward" a dispatcher.`,
    )
  })
})

test('`fetch` of Node and of undici follow the global dispatcher, also under fake timers', async () => {
  const before = getGlobalDispatcher()
  setGlobalDispatcher(fresh())
  vi.useFakeTimers()
  const made = await fetch(`${API}${CLUSTERS}`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body })
  const read = await undiciFetch(`${API}${CLUSTERS}/production`, { headers: { authorization } })
  const head = await fetch(`${API}${CLUSTERS}/production`, { method: 'HEAD', headers: { authorization } })
  const dropped = await fetch(`${API}${CLUSTERS}/production`, { method: 'DELETE', headers: { authorization, 'if-match': read.headers.get('etag') ?? '' } })
  vi.useRealTimers()
  setGlobalDispatcher(before)

  expect([made.status, read.status, head.status, Math.floor(dropped.status / 100)]).toEqual([201, 200, 200, 2])
  expect(await read.json()).toEqual(await made.json())
  await expect(fetch(`${API}/`, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
})

test('an interceptor answers for any dispatcher, and lets the rest go on', async () => {
  const agent = new Agent().compose(mockInterceptor(mock))
  const origin = await mock.listen()
  const client = new Client(origin).compose(mockInterceptor(mock, { origins: ['http://api.example'] }))

  expect((await request(`${API}/api/v1/plans`, { dispatcher: agent })).statusCode).toBe(200)
  expect((await request(`${origin}/__admin/health`, { dispatcher: agent })).statusCode).toBe(200)
  expect((await client.request({ path: '/api/v1/plans', method: 'GET' })).statusCode).toBe(200)
  await Promise.all([agent.close(), client.close()])
})

test('says what is no origin', () => {
  expect(() => mockDispatcher(mock, { origins: ['api.example.com'] })).toThrow('"api.example.com" is no origin')
})
