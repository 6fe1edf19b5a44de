import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMock, type Mock } from './create.ts'

const TOKEN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const AUTH = `Authorization: Bearer ${TOKEN}\r\n`
let mock: Mock

beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  await mock.listen()
})
afterAll(() => mock.close())
beforeEach(() => mock.reset())

/** Sends bytes as they are and gives all that comes back until the server closes. */
function raw(text: string | Buffer): Promise<string> {
  const { port, hostname } = new URL(mock.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
    socket.on('error', reject)
  })
}

async function ask(target: string, more = ''): Promise<{ status: number; text: string }> {
  const text = await raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${AUTH}${more}\r\n`)
  return { status: Number(text.slice(9, 12)), text }
}

test('answers HTTP/1.0, with and without a Host', async () => {
  expect(await raw('GET /api/v1/plans HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 [\s\S]*"items"/)
  expect(await raw('GET /api/v1/plans HTTP/1.0\r\nHost: localhost\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/)
})

test('answers an absolute target (RFC 9112 section 3.2.2)', async () => {
  expect((await ask('http://localhost/api/v1/plans/pro')).text).toMatch(/^HTTP\/1\.1 200 [\s\S]*"pro"/)
  expect((await ask('http://elsewhere.example/api/v1/plans/pro')).status).toBe(200)
})

test.each([
  ['//api/v1/plans', 404],
  ['/api/v1//plans', 404],
  ['/api/v1/plans/', 404],
  ['/api/v1/plans/pro?x=1&y', 200],
  ['/api/v1/%70lans/pro', 200],
  ['/API/v1/plans', 404],
  ['/api/v1/plans/..', 404],
  ['/api/v1/plans/a%2Fb', 404],
  ['/api/v1/tenants/acme/clusters/a%2Fb', 400],
  ['/api/v1/tenants/acme/clusters/a%00b', 400],
  ['/api/v1/tenants/acme/clusters/%zz', 404],
  ['/api/v1/tenants/acme/clusters/%C3%28', 404],
  ['/api/v1/tenants/acme%2Fclusters', 400],
  ['/', 404],
])('GET %s is %d and leads nowhere else', async (target, status) => {
  expect((await ask(target)).status).toBe(status)
})

test('refuses a header of 64 KiB and goes on serving', async () => {
  expect((await ask('/api/v1/plans', `X-Long: ${'a'.repeat(65_536)}\r\n`)).status).toBe(431)
  expect((await ask('/api/v1/plans')).status).toBe(200)
})

test('refuses what is no HTTP and goes on serving', async () => {
  expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
  expect(await raw(`GET /api/v1/plans HTTP/1.1\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400/)
  expect(await raw('GET /api/v1/plans HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
  expect((await ask('/api/v1/plans')).status).toBe(200)
})

test('joins several lines of If-Match into one list, and takes none of two credentials', async () => {
  const { etag = '' } = Object.fromEntries((await fetch(`${mock.url}/api/v1/tenants/acme`, { headers: { authorization: `Bearer ${TOKEN}` } })).headers)
  const patch = (headers: string, body: string): Promise<string> =>
    raw(
      `PATCH /api/v1/tenants/acme HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )

  expect(await patch(`${AUTH}If-Match: "1"\r\nIf-Match: ${etag}\r\n`, '{"enforceLogLimit":true}')).toMatch(/^HTTP\/1\.1 200/)
  expect(await patch(`${AUTH}If-Match: "1"\r\nIf-Match: "2"\r\n`, '{"enforceLogLimit":false}')).toMatch(/^HTTP\/1\.1 412/)
  expect(await patch(`${AUTH}${AUTH}`, '{"enforceLogLimit":true}')).toMatch(/^HTTP\/1\.1 (401|200)/)
})

test('HEAD answers as GET does, with its length and without its body', async () => {
  const get = await ask('/api/v1/plans/pro')
  const head = await raw('HEAD /api/v1/plans/pro HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(get.text)?.[1]

  expect(head).toMatch(/^HTTP\/1\.1 200/)
  expect(/content-length: (\d+)/i.exec(head)?.[1]).toBe(length)
  expect(head.split('\r\n\r\n')[1]).toBe('')
})

test.each(['TRACE', 'CONNECT', 'PROPFIND', 'QUERY'])('a method like %s is refused and breaks nothing', async (method) => {
  const target = method === 'CONNECT' ? 'localhost:80' : '/api/v1/plans'
  const answer = await raw(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)

  if (method !== 'CONNECT') expect(answer).toMatch(/^HTTP\/1\.1 4\d\d|^HTTP\/1\.1 501/)
  expect((await ask('/api/v1/plans')).status).toBe(200)
})

const CLUSTERS = '/api/v1/tenants/acme/clusters'

function post(body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> {
  const sent = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers }
  return fetch(mock.url + CLUSTERS, { method: 'POST', headers: sent, body: body ?? null })
}

const good = '{"name":"ab","displayName":"A","type":"shared"}'

test.each<[string, RequestInit['body'], Record<string, string>, number]>([
  ['no media type that it knows', good, { 'content-type': 'text/plain' }, 415],
  ['a merge patch', good, { 'content-type': 'application/merge-patch+json' }, 415],
  ['another charset', good, { 'content-type': 'application/json; charset=latin1' }, 415],
  ['malformed JSON', '{"name":', {}, 400],
  ['nothing', '', {}, 400],
  ['a byte order mark', `\uFEFF${good}`, {}, 400],
  ['invalid UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400],
  ['a name twice', `{"name":"ab",${good.slice(1)}`, {}, 400],
  ['a name twice by an escape', `{"\\u006eame":"ab",${good.slice(1)}`, {}, 400],
  ['deep nesting', `{"alerts":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, {}, 400],
  ['deep nesting by objects', '{"alerts":'.repeat(5000) + '1' + '}'.repeat(5000), {}, 400],
  ['null', 'null', {}, 400],
  ['two texts', `${good}${good}`, {}, 400],
])('refuses %s and creates nothing', async (_, body, headers, status) => {
  const answer = await post(body, headers)

  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({ error: expect.any(String) })
  expect(await (await fetch(mock.url + CLUSTERS, { headers: { authorization: `Bearer ${TOKEN}` } })).json()).toEqual({ items: [] })
})

test('refuses 10 MB with 413, whether the length is told or not', async () => {
  const large = Buffer.alloc(10_000_000, 0x20)
  const head = `POST ${CLUSTERS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${AUTH}Content-Type: application/json\r\n`
  const told = await raw(Buffer.concat([Buffer.from(`${head}Content-Length: ${large.length}\r\n\r\n`), large])).catch(String)
  const chunked = await raw(
    Buffer.concat([Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n`), large, Buffer.from('\r\n0\r\n\r\n')]),
  ).catch(String)

  expect(told).toMatch(/^HTTP\/1\.1 413/)
  expect(chunked).toMatch(/^HTTP\/1\.1 413/)
  expect((await post(good)).status).toBe(201)
})

test('refuses a body over the limit on a path that takes none as well as on one that does not exist, and stays usable', async () => {
  const large = Buffer.alloc(3_000_000, 0x20)
  for (const path of ['/api/v1/plans', '/api/v1/nowhere', '/nowhere']) {
    const answer = await fetch(mock.url + path, { method: 'POST', body: large }).then(
      ({ status }) => status,
      () => 0,
    )
    expect([0, 404, 405, 413]).toContain(answer)
  }
  expect((await ask('/api/v1/plans')).status).toBe(200)
})

test('free-form content named like parts of JavaScript comes back as it was', async () => {
  const alerts = '{"__proto__":{"a":1},"constructor":{"prototype":{}},"toString":1}'
  const made = await post(`{"name":"ab","displayName":"A","type":"shared","alerts":${alerts}}`)

  expect(made.status).toBe(201)
  expect(await made.text()).toContain(`"alerts":${alerts}`)
})
