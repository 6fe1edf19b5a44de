import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createMock, type Listening, type Mock } from './create.ts'

let mock: Mock
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await mock.close()
})

async function open(at: Listening): Promise<number> {
  mock = await createMock({ providers: ['kupe'], metrics: true })
  return Number(new URL(await mock.listen(at)).port)
}

interface Half {
  readonly connected: Promise<void>
  /** All that came until the other side closed. */
  readonly ended: Promise<string>
}

/** Sends a part of a request, and then nothing more. */
function half(port: number, part: string): Half {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  const connected = new Promise<void>((resolve) => socket.on('connect', () => socket.write(part, () => resolve())))
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  return { connected, ended: new Promise((resolve) => socket.on('error', () => resolve(text)).on('close', () => resolve(text))) }
}

const plans = (): Promise<Response> => fetch(`${mock.url}/api/v1/plans`)

test('whoever never ends the header lines of a request gets a 408 when the time is over, and others are served meanwhile', async () => {
  const port = await open({ headersMs: 300 })
  const halves = Array.from({ length: 50 }, () => half(port, 'GET /api/v1/plans HTTP/1.1\r\nHost: x\r\nX-Slow: '))
  await Promise.all(halves.map(({ connected }) => connected))
  const meanwhile = await plans()

  expect(meanwhile.status).toBe(200)
  for (const text of await Promise.all(halves.map(({ ended }) => ended))) expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nDate: /)
  expect((await plans()).status).toBe(200)
  const figures = await mock.fetch(new Request('http://mock.invalid/__admin/metrics'))
  expect(await figures.text()).toContain('\nclusterproof_mock_turned_away_total{status="408"} 50\n')
})

test('whoever never sends the whole body gets a 408 as well, and so does a connection that says nothing at all', async () => {
  const port = await open({ headersMs: 200, requestMs: 300 })
  const body = half(port, 'POST /api/v1/tenants/acme/clusters HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{')
  const silent = half(port, '')

  expect(await body.ended).toMatch(/^HTTP\/1\.1 408 /)
  expect(await silent.ended).toMatch(/^HTTP\/1\.1 408 /)
})

test('of more connections than may be open the last ones are closed, and those that are in are served', async () => {
  const port = await open({ connections: 2 })
  const line = 'GET /api/v1/plans HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
  const first = half(port, line)
  const second = half(port, line)
  await Promise.all([first.connected, second.connected])
  const third = half(port, `${line}\r\n`)

  expect(await third.ended).toBe('')
  sockets[0]?.write('\r\n')
  expect(await first.ended).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('2,000 connections that are idle, and 1,000 requests that are half sent, do not keep anybody else from being answered', async () => {
  const port = await open({})
  await Promise.all(Array.from({ length: 3000 }, (_, i) => half(port, i % 3 === 0 ? 'GET / HTTP/1.1\r\nX: ' : '').connected))

  expect((await Promise.all(Array.from({ length: 20 }, plans))).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
})

test('where 10,000 calls wait in a world, the next one is answered with what there is', async () => {
  mock = await createMock({ providers: ['akua'], clock: { scale: 0 } })
  const headers = { authorization: 'Bearer sk_akua_ad0000015a6d706c6561646d696e3031', 'content-type': 'application/json' }
  const send = async (path: string, body: object = {}): Promise<Record<string, unknown>> => {
    const response = await mock.fetch(new Request(`http://mock.invalid${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
    return JSON.parse(await response.text())
  }
  const made = await send('/v1/clusters', { name: 'slow', region_id: 'reg_acmeuse1000000a1' })
  const stop = new AbortController()
  const waiting = Array.from({ length: 10_000 }, () => mock.world().changes(mock.clock.now() + 60_000, stop.signal))
  const answer = await send(`/v1/operations/${String(made['id'])}:wait?timeout=60`)
  stop.abort()
  await Promise.all(waiting)

  expect(answer['done']).toBe(false)
})
