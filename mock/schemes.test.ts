import { describe, expect, test } from 'vitest'
import { KEY, openObservatory, WIDE } from './observatory.test-kit.ts'

const one = openObservatory()
const asked = (authorization: string) => one.call('GET', '/sites/north/telescopes', { headers: { authorization } })

describe('the word before a token', () => {
  test.each([`Token ${KEY}`, `token ${KEY}`, `TOKEN   ${KEY}`, `Bearer ${KEY}`, `bEARER ${KEY}`])('%s is let in', async (authorization) => {
    expect((await asked(authorization)).status).toBe(200)
  })

  test.each([KEY, `Basic ${KEY}`, `Token${KEY}`, `Token ${KEY} ${KEY}`, 'Token ', 'Token unheard-of', `Tokens ${KEY}`, `BearerToken ${KEY}`])(
    '%s is refused, and told what to send',
    async (authorization) => {
      const response = await one.app.fetch(new Request('http://mock.invalid/o/sites', { headers: { authorization } }))
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Token'])
    },
  )

  test('another word is refused where the contract names one alone', async () => {
    const strict = openObservatory(({ auth }) => ({ auth: { ...auth, also: { schemes: [], basis: 'documented', source: 'house rules' } } }))
    expect((await strict.call('GET', '/sites/north/telescopes')).status).toBe(200)
    const { status, json } = await strict.call('GET', '/sites/north/telescopes', { headers: { authorization: `Bearer ${KEY}` } })
    expect([status, json]).toEqual([401, { why: 'the Authorization header holds no "Token <token>"' }])
  })

  test('a challenge is that of the contract', async () => {
    const { app } = openObservatory(({ auth }) => ({ auth: { ...auth, challenge: 'Token realm="o"' } }))
    const response = await app.fetch(new Request('http://mock.invalid/o/sites'))
    expect(response.headers.get('www-authenticate')).toBe('Token realm="o"')
  })
})

test('a token has one rate limit, whatever the word before it', async () => {
  const said = { basis: 'documented', source: 'house rules' } as const
  const rateLimit = {
    requests: 2,
    windowSeconds: 60,
    key: 'credential',
    retryAfter: { format: 'seconds', always: true, ...said },
    publicToo: false,
    ...said,
  } as const
  const { app, call } = openObservatory(() => ({ rateLimit }))
  const body = JSON.stringify({ limits: true })
  await app.request('/__admin/limits', { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
  const statuses: number[] = []
  for (const word of ['Token', 'Bearer', 'token  '])
    statuses.push((await call('GET', '/sites/north/telescopes', { headers: { authorization: `${word} ${KEY}` } })).status)

  expect(statuses).toEqual([200, 200, 429])
})

describe('a path without a scope is about', () => {
  const wide = { headers: { authorization: `Token ${WIDE}` } }

  test('the scope of the credential, where it has one', async () => {
    expect((await one.call('PUT', '/telescopes/old/booking', { body: '{"why":"stars"}' })).status).toBe(200)
    expect((await one.call('PUT', '/telescopes/far/booking', { body: '{"why":"stars"}' })).status).toBe(404)
  })

  test('the scope in which the addressed resource is, where the credential has several', async () => {
    const body = '{"why":"stars"}'
    expect((await one.call('PUT', '/telescopes/far/booking', { body, ...wide })).status).toBe(200)
    expect((await one.call('PUT', '/telescopes/old/booking', { body, ...wide })).status).toBe(200)
    expect((await one.call('PUT', '/telescopes/none/booking', { body, ...wide })).status).toBe(404)
  })

  test('the scope in which all is that a list lies in', async () => {
    expect((await one.call('GET', '/telescopes/far/nights', wide)).json).toEqual([{ id: 'n1' }])
    expect((await one.call('GET', '/telescopes/old/nights', wide)).json).toEqual([])
    expect((await one.call('GET', '/telescopes/far/nights')).status).toBe(404)
  })

  test('a scope that the credential has made itself', async () => {
    const [site = ''] = /site-[0-9a-f]{8}/.exec((await one.call('POST', '/sites', { body: '{"name":"new"}', ...wide })).text) ?? []
    const made = await one.call('POST', `/sites/${site}/telescopes`, { body: '{"name":"new"}', ...wide })
    const [id = ''] = /t-[0-9a-f]{8}/.exec(made.text) ?? []
    expect((await one.call('GET', `/telescopes/${id}/nights`, wide)).json).toEqual([])
  })
})

describe('a path parameter whose value does not matter', () => {
  test.each(['north', 'south', 'nowhere', '%21%21', '0'])('is not looked at: %s', async (site) => {
    const call = openObservatory().call
    const put = await call('PUT', `/sites/${site}/telescopes/old/chart`, { body: 'x: 1\n', headers: { 'content-type': 'application/x-yaml' } })
    expect(put.status).toBe(204)
    expect((await call('GET', `/sites/${site}/telescopes/old/chart`)).text).toBe('x: 1\n')
    expect((await call('GET', `/sites/${site}/telescopes/far/chart`)).status).toBe(404)
  })

  test('is looked at where the same credential calls another operation', async () => {
    expect((await one.call('GET', '/sites/south/telescopes')).status).toBe(403)
  })
})

describe('how an operation refuses by itself', () => {
  test('goes before how all of them do, whatever found the fault', async () => {
    const body = '{"name":'
    expect(await one.call('POST', '/sites', { body })).toMatchObject({ status: 422, json: { why: 'no: the body is not JSON' } })
    expect(await one.call('POST', '/sites/north/telescopes', { body })).toMatchObject({ status: 400, json: { why: 'the body is not JSON' } })
  })
})
