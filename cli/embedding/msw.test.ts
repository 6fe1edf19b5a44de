import { http, HttpResponse } from 'msw'
import { setupServer, type SetupServer } from 'msw/node'
import web, { type IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createMock, handlers, inWorld, type Mock, type MockWorld } from './msw.ts'

const API = 'https://api.kupe.cloud'
const CLUSTERS = `${API}/api/v1/tenants/acme/clusters`
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }

let mock: Mock
let server: SetupServer
let world: MockWorld
let tests = 0
beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  server = setupServer()
  server.listen({ onUnhandledRequest: 'error' })
})
beforeEach(() => {
  tests += 1
  world = inWorld(mock, `test-${tests}`)
  server.use(...handlers(world))
})
afterEach(() => {
  vi.useRealTimers()
  server.resetHandlers()
  mock.forget(world.world.name)
})
afterAll(async () => {
  server.close()
  await mock.close()
})

function send(method: string, url: string, more: Record<string, string> = {}): Promise<Response> {
  const headers = { authorization: world.authorization, 'content-type': 'application/json', ...more }
  return fetch(url, { method, headers, ...(method === 'POST' && { body: JSON.stringify(cluster) }) })
}

test.for(['one', 'two'])('the mock answers at the origin of its contract, in a world of one test: %s', async () => {
  const made = await send('POST', CLUSTERS)
  world.clock.advance(60_000)
  const read = await send('GET', `${CLUSTERS}/production`)

  expect(made.status).toBe(201)
  expect(await read.json()).toMatchObject({ status: { phase: 'Running' } })
  expect((await send('DELETE', `${CLUSTERS}/production`, { 'if-match': read.headers.get('etag') ?? '' })).status).toBeLessThan(300)
})

test('answers under fake timers, and whatever the path is', async () => {
  vi.useFakeTimers()
  const plans = await send('GET', `${API}/api/v1/plans`)

  expect(plans.status).toBe(200)
  expect((await send('GET', `${API}/api/v1/%zz?q=%zz`)).status).toBeGreaterThanOrEqual(400)
  expect((await send('HEAD', `${API}/api/v1/plans`)).status).toBe(200)
})

test('answers clients of node:http too', async () => {
  server.use(...handlers(world, { origins: ['http://localhost:4010/'] }))
  const { statusCode } = await new Promise<IncomingMessage>((resolve) => web.get('http://localhost:4010/api/v1/plans', resolve))

  expect(statusCode).toBe(200)
})

test('leaves the requests of other origins to other handlers', async () => {
  server.use(http.get('https://api.kupe.cloud.example/*', () => HttpResponse.text('another')))

  expect(await (await fetch('https://api.kupe.cloud.example/api/v1/plans')).text()).toBe('another')
  await expect(fetch('https://apixkupe.cloud/api/v1/plans')).rejects.toThrow()
})

test('without the package msw it says what to install', async () => {
  vi.resetModules()
  vi.doMock('msw', () => {
    throw new Error('Cannot find package')
  })

  await expect(import('./msw.ts')).rejects.toThrow(
    "Failed to load 'clusterproof/msw': the package msw is not installed. Install it: npm install --save-dev msw@2",
  )
  vi.doUnmock('msw')
})
