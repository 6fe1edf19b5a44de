import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plainKubeconfig } from '../../conformance/generate/kubeconfig.ts'
import { at, isObject, type Json } from '../../specs/json.ts'
import { validatorOf } from '../../specs/schemas.ts'
import { document } from '../admin/openapi.ts'
import { MEMBER, OWNER, REGION } from '../akua.test-kit.ts'
import { textAt, ways, type Answer, type Client, type Sending } from '../both-ways.test-kit.ts'

const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const PRODUCTION = `${CLUSTERS}/production`
const made = { name: 'production', displayName: 'Production', type: 'shared' }
const validate = validatorOf(document)

test('a path of no vendor is told what may have been meant', async () => {
  const [{ open }] = ways
  const { mock, send } = await open({ providers: ['kupe'] })
  const { status, json } = await send('GET', '/api/v2/tenants/acme/clusters')
  await mock.close()

  expect([status, textAt(json, '/detail')]).toEqual([404, expect.stringContaining('Did you mean GET /api/v1/tenants/{tenant}/clusters (listClusters)?')])
})

describe.each(ways)('the explanation of a request, $way', ({ open }) => {
  let client: Client
  beforeAll(async () => {
    client = await open({ clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  })
  beforeEach(() => client.mock.reset())
  afterAll(() => client?.mock.close())

  const send = (method: string, path: string, sending: Sending = {}): Promise<Answer> =>
    client.send(method, path, { token: path.startsWith('/v1') ? OWNER : ADMIN, ...sending })
  /** The explanation of the last request; always as it is documented. */
  const explained = async (which = ''): Promise<Json | undefined> => {
    const { status, json } = await client.send('GET', `/__admin/explain${which}`)
    expect([status, validate('/components/schemas/Explanation', json)]).toEqual([200, []])
    return json
  }
  const create = (): Promise<Answer> => send('POST', CLUSTERS, { body: made })

  test('is found by the id that the answer carried, whatever the vendor calls it, and by its number', async () => {
    for (const contract of client.mock.contracts) {
      client.mock.reset()
      const { headers } = await client.send('GET', `${contract.roots[0] ?? ''}/nowhere`)
      const id = headers.get(contract.behaviour.content.requestId?.header ?? 'x-mock-request-id') ?? ''

      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      expect(await explained(`/${id}`)).toEqual(await explained('?number=1'))
      expect(await explained()).toMatchObject({ request: { requestId: id, provider: contract.id, status: 404 } })
    }
    const unknown = await client.send('GET', '/__admin/explain/nothing?world=other')
    expect([unknown.status, textAt(unknown.json, '/detail')]).toEqual([404, 'Failed to explain request nothing: world "other" remembers no request yet.'])
  })

  test('tells what a write changed, and where the lifecycle stood before and after', async () => {
    await create()
    expect(await explained()).toMatchObject({
      operation: { id: 'createCluster', action: 'create' },
      changes: [
        { did: 'created', resource: { type: 'cluster', address: ['acme', 'production'] }, members: expect.arrayContaining([{ at: '/type', after: 'shared' }]) },
      ],
      lifecycle: { after: { phase: 'Pending', settled: false } },
      clock: { now: '2026-02-01T14:00:00.000Z' },
    })
    client.mock.clock.advance(60_000)
    await send('PATCH', PRODUCTION, { body: { version: '1.33' } })
    expect(await explained()).toMatchObject({
      lifecycle: { before: { phase: 'Running', settled: true }, after: { phase: 'Upgrading', settled: false } },
      changes: [{ did: 'changed', members: [{ at: '/version', after: '1.33' }] }],
      summary: 'Request 2, PATCH /api/v1/tenants/acme/clusters/production (updateCluster), was answered 200: it changed the cluster acme/production.',
    })
  })

  test('tells the tag that was sent and the one that is current, and the statement behind a refusal', async () => {
    await create()
    await send('PATCH', PRODUCTION, { body: { version: '1.33' }, headers: { 'if-match': '"1"' } })
    const told = await explained()

    expect(told).toMatchObject({
      precondition: { decision: 'stale', sent: '"1"', current: expect.stringMatching(/^"\d+"$/) },
      answer: {
        status: 412,
        refusal: 'stale-tag',
        statements: [{ at: '/operations/updateCluster/precondition', basis: 'documented' }, { at: '/errors/refusals/stale-tag' }],
      },
      changes: [],
    })
    expect(at(told, '/stages/7')).toEqual({ stage: 'precondition', outcome: 'refused' })
    await send('PATCH', PRODUCTION, { body: { version: '1.33' }, headers: { 'if-match': textAt(told, '/precondition/current') } })
    expect(await explained()).toMatchObject({ precondition: { decision: 'held' } })
    await send('GET', PRODUCTION, { headers: { 'if-match': '"1"' } })
    expect(await explained()).toMatchObject({ precondition: { decision: 'ignored: this operation takes none' } })
  })

  test('tells a new key from one that was sent before, and with what', async () => {
    const keyed = (name: string): Promise<Answer> =>
      send('POST', '/v1/clusters', { body: { name, region_id: REGION }, headers: { 'idempotency-key': 'a-key' } })
    await keyed('one')
    const first = await explained()
    await keyed('one')
    const second = await explained()

    expect(first).toMatchObject({ idempotency: { decision: 'new', header: 'idempotency-key', key: expect.stringMatching(/^[0-9a-f]{16}$/) } })
    expect(second).toMatchObject({ idempotency: { decision: 'answered again', first: 1, key: textAt(first, '/idempotency/key') }, changes: [] })
    expect(JSON.stringify([first, second])).not.toContain('a-key')
  })

  test('names who was recognised, and what they may not do, and never a token', async () => {
    await send('POST', '/v1/clusters', { body: { name: 'x', region_id: REGION }, token: MEMBER })
    const told = await explained()
    await send('GET', '/v1/clusters', { token: 'sk_akua_nobody_knows_this' })
    const unknown = await explained()
    await send('GET', `${CLUSTERS}?access_token=${ADMIN}&debug=${ADMIN}`)
    const leaky = await explained()

    expect(told).toMatchObject({ authentication: { role: expect.any(String), credential: expect.any(String) } })
    expect(unknown).toMatchObject({ authentication: { decision: 'refused', detail: 'the token is unknown or revoked' } })
    expect(leaky).toMatchObject({ request: { target: `${CLUSTERS}?access_token=***&debug=***`, secretInUrl: true } })
    for (const secret of [MEMBER, OWNER, 'sk_akua_nobody_knows_this', ADMIN]) expect(JSON.stringify([told, unknown, leaky])).not.toContain(secret)
  })

  test('tells what is wrong with a body, and where', async () => {
    await send('POST', CLUSTERS, { body: { ...made, nobody: 1 } })

    expect(await explained()).toMatchObject({
      validation: { decision: 'refused', stage: 'content', path: ['body', 'nobody'] },
      precondition: { decision: 'none taken' },
      answer: { status: 400, refusal: 'unknown-field' },
    })
  })

  test('names the operations that may have been meant', async () => {
    await send('GET', '/api/v1/tenant/acme/cluster')
    expect(await explained()).toMatchObject({ nearMisses: [{ operation: 'listClusters', method: 'GET' }, { operation: 'createCluster' }, {}] })
    await send('PATCH', '/v1/compute_configs/x', { body: {} })
    expect(await explained()).toMatchObject({
      operation: { template: '/v1/compute_configs/{compute_config_id}' },
      answer: { status: 501 },
      nearMisses: expect.arrayContaining([expect.objectContaining({ method: 'GET' })]),
    })
    await send('PUT', PRODUCTION, { body: made })
    expect(await explained()).toMatchObject({
      allow: expect.arrayContaining(['PATCH']),
      nearMisses: expect.arrayContaining([expect.objectContaining({ operation: 'updateCluster' })]),
    })
  })

  test('tells of the limit, and of a defect what is really done', async () => {
    client.mock.world().limiter.force(1, 7)
    await create()
    expect(await explained()).toMatchObject({ limit: { decision: 'refused', retryAfterSeconds: 7 }, answer: { status: 429, retryAfter: '7' } })
    await create()
    client.mock.world().set({ defects: ['etag.if-match-ignored'] })
    await send('PATCH', PRODUCTION, { body: { version: '1.33' }, headers: { 'if-match': '"1"' } })
    expect(await explained()).toMatchObject({ defects: ['etag.if-match-ignored'], answer: { status: 200 }, changes: [{ did: 'changed' }] })
  })

  test('counts a read where reads bring a lifecycle on', async () => {
    client.mock.world().set({ pace: { reads: 1 } })
    await create()
    await send('GET', PRODUCTION)

    expect(await explained()).toMatchObject({
      request: { phase: 'Running', settled: true },
      lifecycle: { before: { phase: 'Pending' }, after: { phase: 'Running' } },
      changes: [{ did: 'noted', members: [] }],
    })
  })

  test('tells a long-running operation as what it is about, and since when a wait waited', async () => {
    const { json } = await send('POST', '/v1/clusters', { body: { name: 'one', region_id: REGION } })
    expect(await explained()).toMatchObject({ request: { resource: { type: 'cluster', address: [expect.any(String), textAt(json, '/owner_id')] } } })
    const waited = send('POST', `/v1/operations/${textAt(json, '/id')}:wait`)
    while (client.mock.world().waiting === 0) await new Promise((resolve) => setImmediate(resolve))
    client.mock.clock.advance(60_000)

    expect((await waited).status).toBe(200)
    expect(await explained()).toMatchObject({
      request: { operation: 'operations.wait', phase: 'succeeded', settled: true },
      clock: { now: '2026-02-01T14:01:00.000Z', arrived: '2026-02-01T14:00:00.000Z' },
    })
  })

  test('shows no secret of what was written, and keeps nothing of what is large', async () => {
    const kubeconfig = plainKubeconfig('north')
    const take = (name: string, text: string): Promise<Answer> =>
      send('POST', '/v1/clusters:import', { body: { name, region_id: REGION, kubeconfig: text }, headers: { 'idempotency-key': name } })
    expect((await take('small', kubeconfig)).status).toBe(200)
    const told = await explained()
    expect((await take('large', `${kubeconfig}# ${'x'.repeat(40_000)}\n`)).status).toBe(200)
    const large = await explained()

    for (const each of [told, large]) {
      expect(each).toMatchObject({
        changes: expect.arrayContaining([expect.objectContaining({ did: 'created', members: expect.arrayContaining([{ at: '/kubeconfig', after: '***' }]) })]),
      })
      expect(JSON.stringify(each)).not.toContain('apiVersion')
    }
    const kept = client.mock.world().journal.kept()
    expect(JSON.stringify(kept.map((noted) => ({ ...noted, contract: '', route: '' }))).length).toBeLessThan(20_000)
    expect(isObject(await explained())).toBe(true)
  })
})
