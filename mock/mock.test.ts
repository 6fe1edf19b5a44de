import { afterEach, expect, test, vi } from 'vitest'
import { at, type Json } from '../specs/json.ts'
import { ways } from './both-ways.test-kit.ts'
import { createMock, type Mock } from './create.ts'

const token = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const TENANT = '/api/v1/tenants/acme'
const cluster = { name: 'production', displayName: 'Production', type: 'shared' }
const open: Mock[] = []

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(open.splice(0).map((mock) => mock.close()))
})

async function made(options: Parameters<typeof createMock>[0] = {}): Promise<Mock> {
  const mock = await createMock({ providers: ['kupe'], ...options })
  open.push(mock)
  return mock
}

async function ask(mock: Mock, path: string, init: { readonly method?: string; readonly body?: string } = {}): Promise<Json> {
  const response = await mock.fetch(
    new Request(mock.url + path, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } }),
  )
  const text = await response.text()
  const json: Json = text === '' ? response.status : JSON.parse(text)
  return json
}

const create = { method: 'POST', body: JSON.stringify(cluster) }

test.each(ways)('the same seed, instant and calls give the same bytes, $way', async ({ open: begin }) => {
  const runs: unknown[] = []
  for (const seed of [7, 7, 8]) {
    const { mock, send } = await begin({ providers: ['kupe'], seed, clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
    open.push(mock)
    const answers = [
      await send('POST', `${TENANT}/clusters`, { token, body: cluster }),
      await send('POST', `${TENANT}/apikeys`, { token, body: { displayName: 'x', role: 'admin' } }),
      await send('GET', TENANT, { token }),
    ]
    runs.push(answers.map(({ status, text, tag, headers }) => [status, text, tag, headers.get('date'), headers.get('x-request-id')]))
  }

  expect(runs[0]).toEqual(runs[1])
  expect(runs[2]).not.toEqual(runs[0])
})

test.each(ways)('worlds do not see each other, by header and by path, $way', async ({ open: begin }) => {
  const { mock, send } = await begin({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  open.push(mock)
  await send('POST', `${TENANT}/clusters`, { token, body: cluster, headers: { 'x-mock-world': 'one' } })
  await send('POST', `/__world/two${TENANT}/clusters`, { token, body: { ...cluster, name: 'other' } })
  const names = async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
    at((await send('GET', `${path}${TENANT}/clusters`, { token, headers })).json, '/items/0/name')

  expect(await names('')).toBeUndefined()
  expect(await names('/__world/one')).toBe('production')
  expect(await names('', { 'x-mock-world': 'two' })).toBe('other')
  mock.world('one').clock.advance(60_000)
  expect(mock.world('one').clock.now() - mock.world('two').clock.now()).toBe(60_000)
  expect(mock.world('one').journal.total).toBe(2)
  mock.world('one').reset()
  expect([await names('/__world/one'), await names('/__world/two')]).toEqual([undefined, 'other'])
})

test.each(['a b', '', '-x', 'a'.repeat(65), '../x'])('a world cannot be called "%s"', async (name) => {
  const mock = await made()
  const answer = await mock.fetch(new Request(`${mock.url}/api/v1/plans`, { headers: { 'x-mock-world': name } }))

  expect(answer.status).toBe(400)
})

test('opens no more worlds than it may, and says what to do', async () => {
  const mock = await made({ maxWorlds: 2 })
  mock.world('one')

  expect(() => mock.world('two')).toThrow(/Delete one, or start the mock with a larger maxWorlds/)
})

test('answers in process while a test has installed fake timers, and its clock still goes by', async () => {
  const mock = await made()
  vi.useFakeTimers({ now: 0 })

  expect(await ask(mock, `${TENANT}/clusters`, create)).toMatchObject({ status: { phase: 'Pending' } })
  mock.clock.advance(60_000)
  expect(await ask(mock, `${TENANT}/clusters/production`)).toMatchObject({ status: { phase: 'Running' } })
})

test('answers over a socket while a test has installed fake timers', async () => {
  const mock = await made()
  await mock.listen()
  vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] })

  expect((await fetch(`${mock.url}/api/v1/plans`)).status).toBe(200)
})

test('listens on a port of its own, and frees it when closed', async () => {
  const mock = await made()
  const url = await mock.listen()
  const port = Number(new URL(url).port)

  await expect(mock.listen()).rejects.toThrow(/listens at http:\/\/127\.0\.0\.1:\d+ already/)
  await fetch(`${url}/api/v1/plans`)
  await mock.close()
  await expect(fetch(`${url}/api/v1/plans`)).rejects.toThrow()
  const next = await made()
  expect(await next.listen({ port })).toBe(url)
})

test('says which port is in use', async () => {
  const mock = await made()
  const port = Number(new URL(await mock.listen()).port)

  await expect((await made()).listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
})

test('closing twice, or before listening, does no harm', async () => {
  const mock = await made()

  await mock.close()
  await mock.listen()
  await mock.close()
  await mock.close()
})

test('a reset brings back the first state of every world, and what holds a world keeps it', async () => {
  const mock = await made({ clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  const { clock } = mock
  await ask(mock, `${TENANT}/clusters`, create)
  clock.advance(5000)

  mock.reset()

  expect(await ask(mock, `${TENANT}/clusters`)).toEqual({ items: [] })
  expect(mock.clock).toBe(clock)
  expect(clock.state().now).toBe('2026-02-01T14:00:00.000Z')
})

test.each(['manual', 'time', { reads: 50 }, 'immediate'] as const)('another pace (%s) never takes a phase back', async (pace) => {
  const mock = await made({ clock: 'frozen' })
  await ask(mock, `${TENANT}/clusters`, create)
  mock.clock.advance(60_000)

  mock.world().set({ pace })

  expect(await ask(mock, `${TENANT}/clusters/production`)).toMatchObject({ status: { phase: 'Running' } })
})

test('by reads, the K-th GET of a cluster shows it settled, and its deletion the K-th too', async () => {
  const mock = await made({ lifecycle: { reads: 3 }, clock: 'frozen' })
  await ask(mock, `${TENANT}/clusters`, create)
  const phases: unknown[] = []
  for (let i = 0; i < 4; i += 1) phases.push(at(await ask(mock, `${TENANT}/clusters/production`), '/status/phase'))
  await ask(mock, `${TENANT}/clusters/production`, { method: 'DELETE' })
  for (let i = 0; i < 4; i += 1) phases.push(at(await ask(mock, `${TENANT}/clusters/production`), '/status/phase'))

  expect(phases).toEqual(['Pending', 'Provisioning', 'Running', 'Running', 'Deleting', 'Deleting', undefined, undefined])
})

test('limits are off, enforced as the contract says, or forced, and Retry-After tells the truth', async () => {
  const mock = await made({ clock: 'frozen', limits: { requests: 2, windowSeconds: 5 } })
  const get = (): Promise<Response> => mock.fetch(new Request(`${mock.url}/api/v1/plans`))
  await get()
  await get()
  const refused = await get()

  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
  expect(await refused.json()).toEqual({ error: expect.any(String) })
  mock.clock.advance(5000)
  expect((await get()).status).toBe(200)
})

test('the date of every answer is that of the clock', async () => {
  const mock = await made({ clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  await mock.listen()
  for (const [method, path] of [
    ['GET', '/api/v1/plans'],
    ['OPTIONS', '/api/v1/plans'],
    ['GET', '/api/v1/nowhere'],
    ['HEAD', '/api/v1/plans'],
  ] as const) {
    expect((await fetch(mock.url + path, { method })).headers.get('date')).toBe('Sun, 01 Feb 2026 14:00:00 GMT')
  }
})

test('OPTIONS tells the methods of a path and is remembered as what it was', async () => {
  const mock = await made()
  const answer = await mock.fetch(new Request(`${mock.url}${TENANT}/clusters`, { method: 'OPTIONS' }))

  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS'])
  expect(mock.world().journal.list()).toMatchObject([{ method: 'OPTIONS', status: 204 }])
})

test('405 tells the methods of a path', async () => {
  const mock = await made()
  const answer = await mock.fetch(new Request(`${mock.url}${TENANT}/clusters/x`, { method: 'PUT' }))

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'DELETE, GET, PATCH, HEAD, OPTIONS'])
})

test('an unknown defect or provider is refused by name', async () => {
  await expect(createMock({ providers: ['kupe'], defects: ['nope'] })).rejects.toThrow(/"nope" is not one/)
  await expect(createMock({ providers: ['nope'] })).rejects.toThrow(/"nope" is not one of/)
})

test('two providers of one id are refused, because they would share their state', async () => {
  await expect(createMock({ providers: ['kupe', 'specs/kupe'] })).rejects.toThrow(/has the id "kupe" too/)
})

test('keeps a connection open for pollers that come back after a minute, and says so', async () => {
  const mock = await made()

  const response = await fetch(`${await mock.listen()}/api/v1/plans`)

  expect(response.headers.get('keep-alive')).toBe('timeout=75')
})
