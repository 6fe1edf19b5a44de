import { Agent, request as asking, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { at, type Json } from '../specs/json.ts'
import { memoryBacking } from './backing/memory.ts'
import { createMock, type Mock } from './create.ts'

const AUTH = { authorization: 'Bearer sk_akua_ad0000015a6d706c6561646d696e3031', 'content-type': 'application/json' }
const mocks: Mock[] = []
const agents: Agent[] = []

afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy()
  await Promise.all(mocks.splice(0).map((mock) => mock.close()))
})

async function listening(options: Parameters<typeof createMock>[0] = {}): Promise<Mock> {
  const mock = await createMock({ providers: ['akua'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' }, ...options })
  mocks.push(mock)
  await mock.listen()
  return mock
}

async function created(mock: Mock): Promise<string> {
  const body = JSON.stringify({ name: 'slow', region_id: 'reg_acmeuse1000000a1' })
  const response = await fetch(`${mock.url}/v1/clusters`, { method: 'POST', headers: AUTH, body })
  const json: Json = JSON.parse(await response.text())
  return String(at(json, '/id'))
}

interface Got {
  readonly status: number | undefined
  readonly connection: string | undefined
  readonly json: Json
}

/** Over a connection that is kept, as pollers do it. */
function get(url: string, method = 'GET'): Promise<Got> {
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  return new Promise((resolve, reject) => {
    const sent = asking(url, { method, headers: AUTH, agent }, (response: IncomingMessage) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection, json: text === '' ? null : JSON.parse(text) }))
    })
    sent.on('error', reject).end()
  })
}

/** Until so many calls wait in the default world. */
async function waits(mock: Mock, count: number): Promise<void> {
  while (mock.world().waiting < count) await new Promise((resolve) => setImmediate(resolve))
}

test('a long poll is answered with what there is, the last answer on its connection, and nothing is left open', async () => {
  const mock = await listening()
  const id = await created(mock)
  const polls = [1, 2, 3].map(() => get(`${mock.url}/v1/operations/${id}:wait?timeout=60`, 'POST'))
  await waits(mock, 3)
  await mock.drain()

  for (const { status, connection, json } of await Promise.all(polls)) {
    expect([status, at(json, '/done'), at(json, '/state'), connection]).toEqual([200, false, 'RUNNING', 'close'])
  }
  await expect(fetch(`${mock.url}/v1/clusters`)).rejects.toThrow('fetch failed')
})

test('is not ready any more, but alive, while it drains; and a poll that comes then does not wait', async () => {
  const mock = await listening()
  const id = await created(mock)
  const inside = (path: string, method = 'GET'): Promise<Response> => mock.fetch(new Request(`http://mock.invalid${path}`, { method, headers: AUTH }))
  const before = await inside('/__admin/ready')
  const drained = mock.drain()
  const answers = await Promise.all([inside('/__admin/ready'), inside('/__admin/health'), inside(`/v1/operations/${id}:wait?timeout=60`, 'POST')])
  await drained

  expect([before.status, await before.json()]).toEqual([200, { status: 'ready' }])
  expect(answers.map(({ status }) => status)).toEqual([503, 200, 200])
  expect(answers[0]?.headers.get('content-type')).toBe('application/problem+json')
})

test('an answer whose bytes are under way is sent to its end; what a plan holds up is held up no longer', async () => {
  const faults = [{ do: { latency: 60_000 } } as const]
  const mock = await listening({ faults })
  const slow = get(`${mock.url}/v1/clusters`)
  while (mock.world().journal.total === 0) await new Promise((resolve) => setImmediate(resolve))
  await mock.drain()

  expect(await slow).toMatchObject({ status: 200 })
})

test('a client that never sends the rest of its request is cut off when the time to drain is over', async () => {
  const mock = await listening()
  const socket: Socket = connect(Number(new URL(mock.url).port), '127.0.0.1', () =>
    socket.write('POST /v1/clusters HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'),
  )
  const cut = new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
  await fetch(`${mock.url}/v1/clusters`, { headers: AUTH })
  await mock.drain(50)

  await cut
  expect(socket.destroyed).toBe(true)
})

test('closed while it drains, a mock waits for nobody any more', async () => {
  const mock = await listening()
  const port = Number(new URL(mock.url).port)
  const socket: Socket = connect(port, '127.0.0.1', () => socket.write('POST /v1/clusters HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'))
  socket.on('error', () => undefined)
  await fetch(`${mock.url}/v1/clusters`, { headers: AUTH })
  const drained = mock.drain(600_000)
  await mock.close()

  await drained
})

test('where worlds are kept elsewhere, a long poll is answered with what there is as well', async () => {
  const mock = await listening({ store: memoryBacking() })
  const poll = get(`${mock.url}/v1/operations/${await created(mock)}:wait?timeout=60`, 'POST')
  await waits(mock, 1)
  await mock.drain()

  const { status, json } = await poll
  expect([status, at(json, '/done')]).toEqual([200, false])
})

test('a mock that was drained may listen again, and is ready then', async () => {
  const mock = await listening()
  await mock.drain()
  const url = await mock.listen()

  expect((await fetch(`${url}/__admin/ready`)).status).toBe(200)
})
