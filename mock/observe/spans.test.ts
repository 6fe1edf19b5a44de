import { context, propagation, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createMock, type Mock } from '../create.ts'
import { spanning } from './spans.ts'

const TOKEN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const exporter = new InMemorySpanExporter()
let mock: Mock

beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], tracing: true, faults: [{ id: 'late', when: { operation: 'getCluster' }, do: { status: 503 } }] })
  // Registered after the mock was made, as it happens where a test sets up its own.
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
})
afterEach(() => exporter.reset())
afterAll(async () => {
  trace.disable()
  propagation.disable()
  context.disable()
  await mock?.close()
})

async function spanOf(path: string, init: RequestInit = {}) {
  await mock.fetch(new Request(`http://mock.invalid${path}`, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } }))
  const [span, ...more] = exporter.getFinishedSpans()
  expect(more).toEqual([])
  return span
}

test('a request is a span with the attributes that are common for servers, and no secret among them', async () => {
  const span = await spanOf(`${CLUSTERS}?token=${TOKEN}`, { headers: { 'user-agent': 'tester/1', 'x-mock-world': 'w' } })

  expect(span?.name).toBe('GET /api/v1/tenants/{tenant}/clusters')
  expect(span?.attributes).toMatchObject({
    'http.request.method': 'GET',
    'http.route': '/api/v1/tenants/{tenant}/clusters',
    'http.response.status_code': expect.any(Number),
    'url.scheme': 'http',
    'url.path': CLUSTERS,
    'url.query': 'token=***',
    'server.address': 'mock.invalid',
    'user_agent.original': 'tester/1',
    'clusterproof.provider': 'kupe',
    'clusterproof.operation': 'listClusters',
    'clusterproof.world': 'w',
    'clusterproof.request_id': expect.any(String),
  })
  expect(JSON.stringify(span?.attributes)).not.toContain(TOKEN)
})

test('goes on with the trace that the request names', async () => {
  const span = await spanOf(CLUSTERS, { headers: { traceparent: PARENT } })

  expect(span?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c')
  expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
})

test('a 5xx is an error, with the fault that made it', async () => {
  const span = await spanOf(`${CLUSTERS}/x`)

  expect(span?.status.code).toBe(2)
  expect(span?.attributes).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503', 'clusterproof.faults': ['late'] })
})

test('a path of no vendor is a span without a route, and the management interface is none', async () => {
  const span = await spanOf('/nowhere', { method: 'BREW' })
  exporter.reset()
  await mock.fetch(new Request('http://mock.invalid/__admin/health'))

  expect(span?.name).toBe('HTTP')
  expect(span?.attributes).toMatchObject({ 'http.request.method': '_OTHER', 'http.request.method_original': 'BREW', 'http.response.status_code': 404 })
  expect(exporter.getFinishedSpans()).toEqual([])
})

test('says which package is missing and how to get it', async () => {
  const missing = async (): Promise<never> => {
    throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  }

  await expect(spanning('1', missing)).rejects.toThrow('Failed to make spans: it needs the package "@opentelemetry/api", which is not installed.')
})
