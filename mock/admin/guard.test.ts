import { connect } from 'node:net'
import { Hono } from 'hono'
import { afterEach, expect, test } from 'vitest'
import type { Bindings } from '../bindings.ts'
import { createMock, type Mock } from '../create.ts'
import { bearer, nearby } from './guard.ts'

const open: Mock[] = []
afterEach(() => Promise.all(open.splice(0).map((mock) => mock.close())))

/** Status of a request from a peer; without a peer it comes from this process. */
async function status(from: { peer?: string; token?: string; headers?: Record<string, string> }): Promise<number> {
  const app = new Hono<{ Bindings: Bindings }>()
  app.use('*', nearby(from.token), bearer(from.token))
  app.all('*', (c) => c.text('in'))
  const bindings: Bindings = from.peer === undefined ? {} : { incoming: { headers: {}, socket: { remoteAddress: from.peer } } }
  return (await app.fetch(new Request('http://localhost/', { headers: from.headers ?? {} }), bindings)).status
}

test.each([
  ['127.0.0.1', 'localhost:4010', 200],
  ['127.0.0.1', '127.0.0.1:4010', 200],
  ['127.8.9.1', '127.8.9.1', 200],
  ['::1', '[::1]:4010', 200],
  ['::ffff:127.0.0.1', 'LOCALHOST', 200],
  ['127.0.0.1', 'evil.example', 403],
  ['127.0.0.1', 'localhost.evil.example', 403],
  ['127.0.0.1', '127.0.0.1.evil.example', 403],
  ['127.0.0.1', 'evil.example:127', 403],
  ['127.0.0.1', 'localhost@evil.example', 403],
  ['127.0.0.1', '[::2]', 403],
  ['10.0.0.7', 'localhost:4010', 403],
  ['::ffff:10.0.0.7', 'localhost:4010', 403],
  ['', 'localhost:4010', 403],
])('a peer %s that asks for %s gets %d', async (peer, host, expected) => {
  expect(await status({ peer, headers: { host } })).toBe(expected)
})

test.each([
  ['http://localhost:5173', 200],
  ['http://127.0.0.1', 200],
  ['http://[::1]:80', 200],
  ['https://evil.example', 403],
  ['http://localhost.evil.example', 403],
  ['null', 403],
  ['file://', 403],
])('a page of %s gets %d', async (origin, expected) => {
  expect(await status({ peer: '127.0.0.1', headers: { host: 'localhost', origin } })).toBe(expected)
})

test('a token lets in whoever has it, from anywhere, and nobody else', async () => {
  const token = 'open sesame'
  const bearer = { host: 'mock.example', authorization: `Bearer ${token}` }

  expect(await status({ peer: '10.0.0.7', token, headers: bearer })).toBe(200)
  for (const authorization of ['Bearer wrong', 'Bearer', `Basic ${token}`, `Bearer ${token}x`, '']) {
    expect(await status({ peer: '10.0.0.7', token, headers: { host: 'mock.example', authorization } })).toBe(401)
    expect(await status({ peer: '127.0.0.1', token, headers: { host: 'localhost', authorization } })).toBe(401)
    expect(await status({ token, headers: { authorization } })).toBe(401)
  }
  expect(await status({ peer: '10.0.0.7', token, headers: { ...bearer, origin: 'https://evil.example' } })).toBe(403)
})

test('a request of this very process needs neither a Host nor a peer', async () => {
  expect(await status({})).toBe(200)
})

test('over a real socket, DNS rebinding is refused on every path, also an unknown one', async () => {
  const mock = await createMock({ providers: ['kupe'] })
  open.push(mock)
  const { port } = new URL(await mock.listen())
  const ask = (path: string, host: string): Promise<string> =>
    new Promise((resolve) => {
      let text = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`))
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('close', () => resolve(text.slice(9, 12)))
    })

  for (const path of [
    '/__admin/health',
    '/__admin/docs',
    '/__admin/nowhere',
    '/__admin',
    '/__admin/',
    '//__admin/health',
    '/__admin//health',
    '/%5F%5Fadmin/health',
  ]) {
    expect(['403', '404']).toContain(await ask(path, 'evil.example'))
  }
  expect(await ask('/__admin/health', `localhost:${port}`)).toBe('200')
  expect(await ask('http://localhost/__admin/health', 'evil.example')).toBe('403')
})

test('over a real socket, a token is required where one was set', async () => {
  const mock = await createMock({ providers: ['kupe'], adminToken: 'sesame' })
  open.push(mock)
  const url = await mock.listen()
  const refused = await fetch(`${url}/__admin/health`)

  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await fetch(`${url}/__admin/health`, { headers: { authorization: 'Bearer sesame' } })).status).toBe(200)
  expect((await fetch(`${url}/api/v1/plans`)).status).toBe(200)
})
