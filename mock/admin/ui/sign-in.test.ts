import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCounter, type Counter } from './ui.test-kit.ts'

const TOKEN = 'sesame-sesame'
let counter: Counter

beforeAll(async () => {
  counter = await openCounter({ adminToken: TOKEN })
})
afterAll(() => counter.mock.close())

function ask(path: string, init: RequestInit): Promise<Response> {
  return counter.mock.fetch(new Request(`http://mock.invalid/__admin/ui${path}`, init))
}

function signIn(token: string, origin = 'http://mock.invalid'): Promise<Response> {
  return ask('/sign-in', { method: 'POST', headers: { origin }, body: new URLSearchParams({ token }) })
}

test('without the token nothing is shown and nothing is done', async () => {
  for (const path of ['', '?world=default', '/parts?world=default&names=clock', '/events?world=default', '/explained?request=1']) {
    const { status, text } = await counter.see(path)
    expect([path, status, text.includes('needs its token'), text.includes('id="clock"')]).toEqual([path, 401, true, false])
  }
  expect((await counter.send('advance', { seconds: '60' })).status).toBe(401)
  expect(counter.mock.clock.now()).toBe(Date.UTC(2026, 1, 1, 14))
})

test('whoever has shown the token sees the pages and may do what they offer, and no more', async () => {
  const response = await signIn(TOKEN)
  const set = response.headers.get('set-cookie') ?? ''
  expect([response.status, response.headers.get('location')]).toEqual([303, '/__admin/ui'])
  expect(set).toMatch(/^clusterproof-ui=[0-9a-f]{64}; Path=\/__admin\/ui; HttpOnly; SameSite=Strict$/)
  expect(set).not.toContain(TOKEN)
  const cookie = set.split(';')[0] ?? ''
  expect(await (await ask('', { headers: { cookie } })).text()).toContain('id="clock"')
  const done = await ask('/do/advance?world=default', {
    method: 'POST',
    headers: { cookie, origin: 'http://mock.invalid' },
    body: new URLSearchParams({ seconds: '60' }),
  })
  expect(done.status).toBe(303)
  expect((await counter.mock.fetch(new Request('http://mock.invalid/__admin/clock', { headers: { cookie } }))).status).toBe(401)
  expect((await ask('/do/freeze?world=default', { method: 'POST', headers: { cookie, origin: 'https://evil.example' } })).status).toBe(403)
})

test('another token, another cookie and another site lead nowhere', async () => {
  expect((await signIn('sesame')).status).toBe(401)
  expect((await signIn('x'.repeat(10_000))).status).toBe(401)
  expect((await signIn(TOKEN, 'https://evil.example')).status).toBe(403)
  expect((await ask('', { headers: { cookie: `clusterproof-ui=${TOKEN}` } })).status).toBe(401)
})

test('a program shows the token as everywhere else', async () => {
  expect((await ask('', { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200)
})

test('over a socket, a page that another machine opened may send its forms, and no page of another site', async () => {
  const bindings = { incoming: { headers: {}, socket: { remoteAddress: '10.0.0.7' } } }
  const from = (origin: string): Promise<Response> =>
    counter.mock.fetch(
      new Request('http://mock.example:4010/__admin/ui/do/freeze?world=default', {
        method: 'POST',
        headers: { host: 'mock.example:4010', origin, authorization: `Bearer ${TOKEN}` },
      }),
      bindings,
    )
  expect((await from('http://mock.example:4010')).status).toBe(303)
  expect((await from('http://mock.example:4011')).status).toBe(403)
})
