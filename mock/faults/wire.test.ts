import { connect } from 'node:net'
import { Agent, request } from 'undici'
import { afterEach, expect, test } from 'vitest'
import type { Mock } from '../create.ts'
import { ask, CLUSTERS, faulty, make, TOKEN } from './faults.test-kit.ts'
import type { Deed } from './plan.ts'

let mock: Mock
const agent = new Agent({ keepAliveTimeout: 10 })
const PLANS = '/api/v1/plans'

afterEach(() => mock.close())

async function started(deed: Deed): Promise<void> {
  mock = await faulty([{ id: 'it', when: { operation: ['listPlans', 'createCluster'] }, do: deed }])
  await mock.listen()
}

interface Came {
  readonly head: string
  readonly body: string
  /** How the connection ended. */
  readonly end: 'close' | 'ECONNRESET'
}

/** Sends one request on a connection of its own and tells all that comes back. */
function raw(path = PLANS): Promise<Came> {
  const { port } = new URL(mock.url)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let end: Came['end'] = 'close'
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) => (end = error.code === 'ECONNRESET' ? 'ECONNRESET' : end))
    socket.on('close', () => {
      const [head = '', body = ''] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n')
      resolve({ head, body, end })
    })
  })
}

test('resets the connection without a byte', async () => {
  await started({ reset: 'before' })

  expect(await raw()).toEqual({ head: '', body: '', end: 'ECONNRESET' })
  await expect(request(`${mock.url}${PLANS}`, { dispatcher: agent })).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('closes the connection without an answer', async () => {
  await started({ empty: 'before' })

  expect(await raw()).toEqual({ head: '', body: '', end: 'close' })
  await expect(request(`${mock.url}${PLANS}`, { dispatcher: agent })).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
})

test.each([
  ['before', 404],
  ['after', 200],
] as const)('does what was asked only where the connection breaks after it: %s', async (point, status) => {
  await started({ reset: point })
  const body = JSON.stringify({ name: 'web', displayName: 'Web', type: 'shared' })
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }

  await expect(request(`${mock.url}${CLUSTERS}`, { method: 'POST', body, headers, dispatcher: agent })).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect((await ask(mock, `${CLUSTERS}/web`)).status).toBe(status)
})

test('sends a part of the body under the whole Content-Length', async () => {
  mock = await faulty([])
  const whole = await (await ask(mock, PLANS)).text()
  await mock.close()
  await started({ truncate: 0.5 })
  const { head, body, end } = await raw()

  expect(head).toMatch(/^HTTP\/1\.1 200 /)
  expect(head).toMatch(new RegExp(`content-length: ${whole.length}`, 'i'))
  expect(head).toMatch(/x-mock-fault: it/i)
  expect(body).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  expect(end).toBe('close')
  const response = await request(`${mock.url}${PLANS}`, { dispatcher: agent })
  await expect(response.body.text()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
})

test('sends the head and nothing of the body', async () => {
  await started({ truncate: 0 })

  expect(await raw()).toMatchObject({ head: expect.stringMatching(/^HTTP\/1\.1 200 /), body: '', end: 'close' })
})

test('sends a body in pieces that make the whole one', async () => {
  mock = await faulty([])
  const whole = await (await ask(mock, PLANS)).text()
  await mock.close()
  await started({ slow: { overMs: 40, pieces: 4 } })
  const response = await request(`${mock.url}${PLANS}`, { dispatcher: agent })
  const pieces: number[] = []
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    pieces.push(1)
    text += decoder.decode(chunk, { stream: true })
  }

  expect(text).toBe(whole)
  expect(pieces.length).toBeGreaterThan(1)
})

test('holds an answer up, and says so', async () => {
  await started({ latency: { uniform: [1, 5] } })
  const response = await request(`${mock.url}${PLANS}`, { dispatcher: agent })

  expect([response.statusCode, response.headers['x-mock-fault']]).toEqual([200, 'it'])
  await response.body.dump()
})

test.each([{ latency: 60_000 }, { slow: { overMs: 60_000, pieces: 2 } }] satisfies Deed[])('closes at once while an answer is held up: %j', async (deed) => {
  await started(deed)
  const waiting = request(`${mock.url}${PLANS}`, { dispatcher: agent }).then(({ body }) => body.text())
  const within = ask(mock, PLANS).then((response) => response.text())
  waiting.catch(() => undefined)
  while (mock.world().journal.total < 2) await new Promise((resolve) => setImmediate(resolve))
  await mock.close()

  await expect(waiting).rejects.toThrow()
  expect(await within).toContain('items')
})

test('fails as a fetch does where there is no socket', async () => {
  await started({ reset: 'after' })
  await expect(ask(mock, PLANS)).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
  await mock.close()
  await started({ empty: 'before' })
  await expect(ask(mock, PLANS)).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
  await mock.close()
  await started({ truncate: 0.2 })
  const response = await ask(mock, PLANS)
  await expect(response.text()).rejects.toMatchObject({ message: 'terminated' })
})

test('goes on serving others on other connections', async () => {
  await started({ reset: 'before' })
  await raw()

  expect((await make(mock, 'web').catch(() => undefined))?.status).toBeUndefined()
  expect((await raw(CLUSTERS)).head).toMatch(/^HTTP\/1\.1 200 /)
})
