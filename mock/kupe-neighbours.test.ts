import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { textAt, ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const READER = 'kupe_0ead0001_c2FtcGxlLXJlYWRvbmx5LWtleQ'
const ACME = '/api/v1/tenants/acme'

describe.each(ways)('the neighbours of clusters at Kupe Cloud, $way', ({ open }) => {
  let client: Client
  let send: (method: string, path: string, sending?: Sending) => Promise<Answer>

  beforeAll(async () => {
    client = await open({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  })
  beforeEach(async () => {
    client.mock.reset()
    send = (method, path, sending = {}) => client.send(method, path, { token: ADMIN, ...sending })
  })
  afterAll(() => client?.mock.close())

  test('a tenant shows its members, counts its clusters, and its tag moves with both', async () => {
    const first = await send('GET', ACME)
    await send('POST', `${ACME}/clusters`, { body: { name: 'one', displayName: 'One', type: 'shared' } })
    const second = await send('GET', ACME)
    await send('POST', `${ACME}/members`, { body: { email: 'dan@acme.com', role: 'readonly' } })
    const third = await send('GET', ACME)
    await send('PATCH', `${ACME}/members/dan@acme.com`, { body: { role: 'admin' } })
    const fourth = await send('GET', ACME)

    expect(first.tag).toBe(`"${textAt(first.json, '/resourceVersion')}"`)
    expect([first, second].map(({ json }) => at(json, '/status/clusterCount'))).toEqual([0, 1])
    expect(at(third.json, '/members')).toContainEqual({ email: 'dan@acme.com', role: 'readonly' })
    expect(at(fourth.json, '/members')).toContainEqual({ email: 'dan@acme.com', role: 'admin' })
    expect(new Set([first.tag, second.tag, third.tag, fourth.tag]).size).toBe(4)
  })

  test("a tenant's tag moves if and only if what it shows does, through the whole life of a cluster", async () => {
    const seen: Answer[] = []
    const look = async (): Promise<void> => void seen.push(await send('GET', ACME))
    await look()
    await send('POST', `${ACME}/clusters`, { body: { name: 'one', displayName: 'One', type: 'shared' } })
    for (let i = 0; i < 12; i += 1) {
      client.mock.clock.advance(1000)
      await look()
    }
    await send('DELETE', `${ACME}/clusters/one`)
    for (let i = 0; i < 6; i += 1) {
      await look()
      client.mock.clock.advance(1000)
    }
    const shown = (each: Answer): string => each.text.replaceAll(/"resourceVersion":"\d+"/g, '')

    for (const [i, each] of seen.entries()) expect(each.tag === seen[i - 1]?.tag).toBe(i > 0 && shown(each) === shown(seen[i - 1] ?? each))
  })

  test('changes a tenant by its own tag, refuses a stale one, nobody but administrators, and nothing at all', async () => {
    const { tag } = await send('GET', ACME)
    const change = (sending: Sending): Promise<Answer> => send('PATCH', ACME, { body: { enforceLogLimit: true }, ...sending })

    expect((await change({ token: READER })).status).toBe(403)
    expect((await send('PATCH', ACME, { body: {} })).status).toBe(400)
    const won = await change({ headers: { 'if-match': tag } })
    expect([won.status, at(won.json, '/enforceLogLimit')]).toEqual([200, true])
    expect((await change({ headers: { 'if-match': tag }, body: { enforceLogLimit: false } })).status).toBe(412)
    expect((await send('GET', ACME)).tag).toBe(won.tag)
  })

  test('plans are open to everybody, with any credentials or none', async () => {
    for (const headers of [{}, { authorization: 'Bearer' }, { authorization: 'Bearer wrong' }, { authorization: 'Basic x' }]) {
      expect((await client.send('GET', '/api/v1/plans', { headers })).status).toBe(200)
      expect((await client.send('GET', '/api/v1/plans/pro', { headers })).json).toMatchObject({ name: 'pro', platformFee: expect.any(String) })
    }
    expect((await client.send('GET', '/api/v1/plans/none')).status).toBe(404)
  })

  test("adds, changes and removes members against the tenant's tag", async () => {
    const { tag } = await send('GET', ACME)
    const added = await send('POST', `${ACME}/members`, { body: { email: 'Dan+x@Acme.com', role: 'readonly' }, headers: { 'if-match': tag } })

    expect([added.status, at(added.json, '/email')]).toEqual([201, 'dan+x@acme.com'])
    expect((await send('POST', `${ACME}/members`, { body: { email: 'DAN+X@acme.com', role: 'admin' } })).status).toBe(409)
    for (const path of ['dan+x@acme.com', 'dan%2Bx%40acme.com', 'DAN+X@ACME.COM']) {
      expect((await send('PATCH', `${ACME}/members/${path}`, { body: { role: 'admin' }, headers: { 'if-match': tag } })).status).toBe(412)
    }
    expect((await send('PATCH', `${ACME}/members/dan+x@acme.com`, { body: { role: 'admin' } })).json).toMatchObject({ role: 'admin' })
    expect((await send('DELETE', `${ACME}/members/dan+x@acme.com`, { headers: { 'if-match': tag } })).status).toBe(412)
    expect((await send('DELETE', `${ACME}/members/dan%2Bx@acme.com`)).status).toBe(204)
    expect((await send('DELETE', `${ACME}/members/dan+x@acme.com`)).status).toBe(404)
  })

  test('nobody removes themselves', async () => {
    expect((await send('DELETE', `${ACME}/members/Alice@acme.com`)).status).toBe(400)
    expect(at((await send('GET', `${ACME}/members`)).json, '/items')).toContainEqual({ email: 'alice@acme.com', role: 'admin' })
  })

  test('shows a key once, lets it act in its role, and forgets it at once when it is revoked', async () => {
    const made = await send('POST', `${ACME}/apikeys`, { body: { displayName: 'CI', role: 'readonly', expiresAt: '2027-01-01T00:00:00+00:00' } })
    const token = textAt(made.json, '/key')
    const id = textAt(made.json, '/id')
    const list = await send('GET', `${ACME}/apikeys`)

    expect(made.status).toBe(201)
    expect([token, id]).toEqual([expect.stringMatching(/^kupe_/), expect.stringMatching(/^ak-[0-9a-f]{8}$/)])
    expect(list.text).not.toContain(token)
    expect(at(list.json, '/items')).toContainEqual(expect.objectContaining({ id, expiresAt: '2027-01-01T00:00:00+00:00', createdBy: 'alice@acme.com' }))
    expect((await send('GET', `${ACME}/clusters`, { token })).status).toBe(200)
    expect((await send('POST', `${ACME}/apikeys`, { token, body: { displayName: 'x', role: 'admin' } })).status).toBe(403)
    expect((await send('DELETE', `${ACME}/apikeys/${id}`)).status).toBe(204)
    expect((await send('GET', `${ACME}/clusters`, { token })).status).toBe(401)
    expect((await send('DELETE', `${ACME}/apikeys/${id}`)).status).toBe(404)
  })

  test("a key expires on the mock's clock", async () => {
    const made = await send('POST', `${ACME}/apikeys`, { body: { displayName: 'CI', role: 'admin', expiresAt: '2026-02-01T15:00:00Z' } })
    const token = textAt(made.json, '/key')

    client.mock.clock.advance(3_599_000)
    expect((await send('GET', ACME, { token })).status).toBe(200)
    client.mock.clock.advance(1000)
    expect((await send('GET', ACME, { token })).status).toBe(401)
  })

  test('two keys of one name are two keys', async () => {
    const body = { displayName: 'CI', role: 'admin' }
    const [one, two] = [await send('POST', `${ACME}/apikeys`, { body }), await send('POST', `${ACME}/apikeys`, { body })]

    expect(at(one.json, '/id')).not.toBe(at(two.json, '/id'))
    expect(at(one.json, '/key')).not.toBe(at(two.json, '/key'))
  })

  test('a secret keeps its whole sync list, and tells absent from empty', async () => {
    const made = await send('POST', `${ACME}/secrets`, { body: { name: 'db', secretPath: 'apps/db' } })
    const sync = [{ cluster: 'nowhere', namespace: 'default' }]
    const filled = await send('PATCH', `${ACME}/secrets/db`, { body: { sync }, headers: { 'if-match': made.tag } })
    client.mock.clock.advance(60_000)
    const cleared = await send('PATCH', `${ACME}/secrets/db`, { body: { sync: [] } })

    expect([made.status, at(made.json, '/sync')]).toEqual([201, undefined])
    expect(at(filled.json, '/sync')).toEqual(sync)
    expect(at(cleared.json, '/sync')).toEqual([])
    expect((await send('PATCH', `${ACME}/secrets/db`, { body: { sync }, headers: { 'if-match': made.tag } })).status).toBe(412)
    expect((await send('POST', `${ACME}/secrets`, { body: { name: 'db', secretPath: 'other' } })).status).toBe(409)
    expect((await send('DELETE', `${ACME}/secrets/db`)).status).toBe(204)
    expect((await send('GET', `${ACME}/secrets/db`)).status).toBe(404)
    expect((await send('GET', `${ACME}/secrets`)).json).toEqual({ items: [] })
  })

  test('readers see invoices in the order of their months', async () => {
    const list = await send('GET', `${ACME}/invoices`, { token: READER })

    expect([at(list.json, '/items/0/name'), at(list.json, '/items/1/name')]).toEqual(['2026-02', '2026-03'])
    expect((await send('GET', `${ACME}/invoices/2026-02`)).json).toEqual(at(list.json, '/items/0'))
    expect((await send('GET', `${ACME}/invoices/1999-01`)).status).toBe(404)
  })
})
