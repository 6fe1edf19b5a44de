import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

/** What the vendor's Terraform provider (tf) and CLI (cli) rely on: section 12 of the fact sheet, row by row. */
const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const ACME = '/api/v1/tenants/acme'
const CLUSTERS = `${ACME}/clusters`
const bare = { name: 'edge', displayName: 'Edge', type: 'shared' }

describe.each(ways)('the real clients of Kupe Cloud, $way', ({ open }) => {
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

  async function settled(body: object): Promise<Answer> {
    await send('POST', CLUSTERS, { body })
    client.mock.clock.advance(60_000)
    return send('GET', `${CLUSTERS}/edge`)
  }

  test('12.1/2 every list is wrapped in items, also an empty one', async () => {
    for (const path of ['clusters', 'members', 'apikeys', 'secrets', 'invoices'])
      expect(Array.isArray(at((await send('GET', `${ACME}/${path}`)).json, '/items'))).toBe(true)
  })

  test('12.1/3 resourceVersion, version and createdAt are texts', async () => {
    const { json } = await settled(bare)

    expect(json).toMatchObject({ resourceVersion: expect.stringMatching(/^\d+$/), version: expect.any(String), createdAt: '2026-02-01T14:00:00Z' })
  })

  test('12.1/4 every refusal is an object with one text, error', async () => {
    const refusals = [
      await client.send('GET', CLUSTERS),
      await send('GET', '/api/v1/tenants/globex'),
      await send('GET', `${CLUSTERS}/nobody`),
      await send('POST', CLUSTERS, { body: '{' }),
      await send('PUT', CLUSTERS, { body: {} }),
      await send('GET', '/api/v1/nowhere'),
      await send('POST', CLUSTERS, { body: 'x', headers: { 'content-type': 'text/plain' } }),
    ]

    expect(refusals.map(({ status }) => status)).toEqual([401, 403, 404, 400, 405, 404, 415])
    for (const { json, headers } of refusals) {
      expect(json).toEqual({ error: expect.stringMatching(/\S/) })
      expect(headers.get('content-type')).toBe('application/json')
    }
  })

  test('12.1/7 the tag of any answer is accepted byte for byte as If-Match', async () => {
    let { tag } = await send('POST', CLUSTERS, { body: bare })
    for (const cpu of ['1', '2', '3']) {
      const patched = await send('PATCH', `${CLUSTERS}/edge`, { body: { resources: { cpu } }, headers: { 'if-match': tag } })
      expect(patched.status).toBe(200)
      tag = patched.tag
    }
  })

  test('12.1/8 a cluster can be read right after it was created', async () => {
    await send('POST', CLUSTERS, { body: bare })

    expect((await send('GET', `${CLUSTERS}/edge`)).status).toBe(200)
  })

  test('12.1/10 PATCH takes application/json, with a charset too', async () => {
    await settled(bare)

    expect(
      (await send('PATCH', `${CLUSTERS}/edge`, { body: { version: '1.33' }, headers: { 'content-type': 'Application/JSON; charset="UTF-8"' } })).status,
    ).toBe(200)
  })

  test('12.2/1+2 (tf) names, version and quantities come back exactly as sent', async () => {
    const sent = { ...bare, version: '1.31', resources: { cpu: '1000m', memory: '1024Mi', storage: '0.5Ti' } }

    expect((await settled(sent)).json).toMatchObject(sent)
  })

  test('12.2/3 (tf) no resources are invented where none were sent', async () => {
    expect(at((await settled(bare)).json, '/resources')).toBeUndefined()
  })

  test('12.2/5 (tf) an empty version in PATCH means no change', async () => {
    const before = await settled({ ...bare, version: '1.31' })
    const patched = await send('PATCH', `${CLUSTERS}/edge`, { body: { version: '', resources: { cpu: '2' } } })

    expect(patched.status).toBe(200)
    expect(patched.json).toMatchObject({ version: at(before.json, '/version'), resources: { cpu: '2' }, status: { phase: 'Running' } })
  })

  test('12.2/6 (tf) empty resources clear the block', async () => {
    await settled({ ...bare, resources: { cpu: '1', memory: '1Gi', storage: '1Gi' } })
    const patched = await send('PATCH', `${CLUSTERS}/edge`, { body: { resources: {} } })

    expect([patched.status, at(patched.json, '/resources')]).toEqual([200, undefined])
  })

  test('12.2/8 (tf) the tag stands still between refresh and apply where phases do not move it', async () => {
    client.mock.world().set({ phaseMovesTag: false })
    const made = await send('POST', CLUSTERS, { body: bare })
    client.mock.clock.advance(60_000)

    expect((await send('PATCH', `${CLUSTERS}/edge`, { body: { resources: { cpu: '2' } }, headers: { 'if-match': made.tag } })).status).toBe(200)
  })

  test('12.2/10 (tf) a cluster can be replaced at once where lifecycles are immediate', async () => {
    client.mock.world().set({ pace: 'immediate' })
    await send('POST', CLUSTERS, { body: bare })

    expect((await send('DELETE', `${CLUSTERS}/edge`)).status).toBe(204)
    expect((await send('POST', CLUSTERS, { body: { ...bare, type: 'dedicated' } })).status).toBe(201)
  })

  test('12.2/11 (tf) expiresAt comes back as it was written', async () => {
    for (const expiresAt of ['2027-01-01T00:00:00Z', '2027-01-01T01:00:00+01:00', '2027-01-01T00:00:00.000Z']) {
      const made = await send('POST', `${ACME}/apikeys`, { body: { displayName: 'x', role: 'admin', expiresAt } })
      expect(at(made.json, '/expiresAt')).toBe(expiresAt)
    }
  })

  test('12.2/13 (tf) a null sync is accepted and shows no diff', async () => {
    await send('POST', `${ACME}/secrets`, { body: { name: 'db', secretPath: 'apps/db' } })
    const patched = await send('PATCH', `${ACME}/secrets/db`, { body: { sync: null } })

    expect([patched.status, at(patched.json, '/sync')]).toEqual([200, undefined])
  })

  test('12.2/14 (tf) two hundred calls at one instant meet no limit that nobody asked for', async () => {
    for (let i = 0; i < 200; i += 1) expect((await send('GET', '/api/v1/plans/pro')).status).toBe(200)
  })

  test('12.3/1+2 (cli) observedGeneration reaches generation, through Running and never Degraded', async () => {
    await settled(bare)
    const patched = await send('PATCH', `${CLUSTERS}/edge`, { body: { version: '1.33' } })
    const phases: unknown[] = []
    for (let i = 0; i < 20; i += 1) {
      client.mock.clock.advance(1000)
      phases.push(at((await send('GET', `${CLUSTERS}/edge`)).json, '/status/phase'))
    }
    const last = await send('GET', `${CLUSTERS}/edge`)

    expect(at(last.json, '/status/observedGeneration')).toBe(at(patched.json, '/generation'))
    expect([...new Set(phases)]).toEqual(['Upgrading', 'Running'])
  })

  test('12.3/4 (cli) highAvailability is accepted on create and can be switched on', async () => {
    expect((await send('POST', CLUSTERS, { body: { ...bare, highAvailability: true } })).status).toBe(201)
    await send('POST', CLUSTERS, { body: { ...bare, name: 'plain' } })
    client.mock.clock.advance(60_000)
    const patched = await send('PATCH', `${CLUSTERS}/plain`, { body: { highAvailability: true } })

    expect([patched.status, at(patched.json, '/status/phase')]).toEqual([200, 'Migrating'])
  })

  test('12.3/6 (cli) a bad key is 401 on the tenant itself', async () => {
    expect((await send('GET', ACME, { token: 'kupe_wrong' })).status).toBe(401)
  })

  test('C1 the deleting phase can be called Terminating', async () => {
    await settled(bare)
    client.mock.world().set({ phaseWords: { Deleting: 'Terminating' } })
    await send('DELETE', `${CLUSTERS}/edge`)

    expect(at((await send('GET', `${CLUSTERS}/edge`)).json, '/status/phase')).toBe('Terminating')
  })

  test('Q29 every answer carries a request id of its own', async () => {
    const ids = [await send('GET', ACME), await send('GET', '/api/v1/nowhere'), await client.send('GET', ACME)].map(({ headers }) =>
      headers.get('x-request-id'),
    )

    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
