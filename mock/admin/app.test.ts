import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at, isObject, type Json } from '../../specs/json.ts'
import { validatorOf } from '../../specs/schemas.ts'
import { textAt, ways, type Answer, type Client, type Sending } from '../both-ways.test-kit.ts'
import { document } from './openapi.ts'
import { operationIds } from './operations.ts'

const token = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const cluster = { name: 'production', displayName: 'Production', type: 'shared' }
const validate = validatorOf(document)

/** A path whose parameters name something that is there. */
function filled(path: string): string {
  return path.replace('{name}', 'one').replace('{id}', '1')
}

/** A body that each operation accepts, where it wants one. */
const accepted: Readonly<Record<string, object>> = {
  changeSettings: { phaseMovesTag: true },
  advanceClock: { seconds: 1 },
  setClock: { at: '2026-03-01T00:00:00Z' },
  scaleClock: { factor: 0 },
  findRequests: { method: 'GET' },
  countRequests: {},
  setLimits: { limits: false },
  forceLimits: { requests: 0 },
  setDefects: { ids: [] },
  setFaults: { faults: [] },
  forkWorld: { to: 'two' },
  loadSnapshot: {},
  advanceLifecycle: { type: 'cluster', address: ['acme', 'production'] },
  triggerLifecycle: { type: 'cluster', address: ['acme', 'production'], trigger: 'degrade' },
}

const operations = Object.entries<Record<string, Json>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation, id: textAt(operation, '/operationId') })),
)

test('the document names every operation that has a handler, once', () => {
  expect(operations.map(({ id }) => id).sort()).toEqual([...operationIds].sort())
})

describe.each(ways)('the management interface, $way', ({ open }) => {
  let client: Client
  let admin: (method: string, path: string, sending?: Sending) => Promise<Answer>

  beforeAll(async () => {
    client = await open({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  })
  beforeEach(async () => {
    for (const name of ['one', 'two']) await client.send('DELETE', `/__admin/worlds/${name}`)
    client.mock.reset()
    admin = (method, path, sending) => client.send(method, `/__admin${path}`, sending)
    await client.send('POST', CLUSTERS, { token, body: cluster })
    client.mock.world('one')
    client.mock.save('one')
  })
  afterAll(() => client?.mock.close())

  test.each(operations)('serves $method $path as it is documented', async ({ method, path, operation, id }) => {
    const body = accepted[id]
    const answer = await admin(method, filled(path), body === undefined ? {} : { body })
    const described = at(operation, `/responses/${answer.status}`)
    const schema = at(described, '/content/application~1json/schema/$ref')

    expect([answer.status, isObject(described)]).toEqual([answer.status < 300 ? answer.status : 'a success', true])
    const isText = at(described, '/content/text~1plain') !== undefined
    expect(answer.headers.get('content-type')).toBe(isText ? 'text/plain; version=0.0.4; charset=utf-8' : schema === undefined ? null : 'application/json')
    if (typeof schema === 'string') expect(validate(schema.slice(1), answer.json)).toEqual([])
  })

  test.each(operations.filter(({ operation }) => at(operation, '/requestBody') !== undefined))(
    '$method $path refuses bodies that its document does not allow',
    async ({ method, path, id }) => {
      for (const body of ['{', '[]', '"x"', '{"nobodyKnowsThis":1}', '{"a":1,"a":2}', `{"a":"${'x'.repeat(1_048_576)}"}`]) {
        const answer = await admin(method, path, { body })

        expect(answer.status).toBe(body.length > 1_048_576 ? 413 : 400)
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
        expect(validate('/components/schemas/Problem', answer.json)).toEqual([])
      }
      const extra = await admin(method, path, { body: { ...accepted[id], nobodyKnowsThis: 1 } })
      expect(extra.json).toMatchObject({ detail: expect.stringMatching(/nobodyKnowsThis.*Allowed members: /), errors: [{ pointer: '/nobodyKnowsThis' }] })
    },
  )

  test.each(Object.keys(document.paths))('%s serves no method that is not documented', async (path) => {
    const here = operations.filter((each) => each.path === path).map(({ method }) => method)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !here.includes(each))) {
      const answer = await admin(method, filled(path))

      expect([
        answer.status,
        answer.headers
          .get('allow')
          ?.split(', ')
          .filter((each) => here.includes(each))
          .sort(),
      ]).toEqual([405, [...here].sort()])
    }
  })

  test('tells what is served where nothing is, and names an unknown query parameter', async () => {
    expect((await admin('GET', '/nowhere')).json).toMatchObject({ status: 404, detail: expect.stringContaining('/__admin/clock/advance') })
    expect((await admin('GET', '/resources?typ=cluster')).json).toMatchObject({
      status: 400,
      detail: expect.stringContaining('"typ" is unknown. Allowed: world, provider, type'),
    })
  })

  test('moves the clock of one world and of no other', async () => {
    await admin('POST', '/clock/advance?world=one', { body: { seconds: 60, milliseconds: 500 } })
    await admin('POST', '/clock/freeze', { headers: { 'x-mock-world': 'two' }, body: { at: '2027-01-01T00:00:00Z' } })

    expect(
      [await admin('GET', '/clock?world=one'), await admin('GET', '/clock'), await admin('GET', '/clock?world=two')].map(({ json }) => at(json, '/now')),
    ).toEqual(['2026-02-01T14:01:00.500Z', '2026-02-01T14:00:00.000Z', '2027-01-01T00:00:00.000Z'])
    expect((await admin('POST', '/clock/set', { body: { at: 'soon' } })).json).toMatchObject({ status: 400, detail: expect.stringContaining('RFC 3339') })
    expect(at((await admin('POST', '/clock/reset?world=one')).json, '/now')).toBe('2026-02-01T14:00:00.000Z')
  })

  test('changes settings one by one and names what it cannot take', async () => {
    expect((await admin('PATCH', '/settings', { body: { pace: 'reads:3', phaseWords: { Deleting: 'Terminating' } } })).json).toMatchObject({
      pace: 'reads:3',
      limits: false,
      phaseMovesTag: true,
    })
    expect((await admin('PATCH', '/settings', { body: { limits: { requests: 5, windowSeconds: 1 } } })).json).toMatchObject({
      pace: 'reads:3',
      limits: { requests: 5, windowSeconds: 1 },
    })
    for (const [body, named] of [
      [{ pace: 'fast' }, '/pace'],
      [{ phaseMovesTag: 1 }, '/phaseMovesTag'],
      [{ phaseWords: { Deletin: 'x' } }, '/phaseWords/Deletin'],
      [{ successes: { createClutser: 200 } }, '/successes/createClutser'],
      [{ successes: { createCluster: 299 } }, '/successes/createCluster'],
      [{ limits: { requests: 1 } }, '/limits'],
      [{ speed: 1 }, '/speed'],
    ] as const) {
      expect((await admin('PATCH', '/settings', { body })).json).toMatchObject({ status: 400, errors: [{ pointer: named }] })
    }
    expect((await admin('PUT', '/defects', { body: { ids: ['nope'] } })).json).toMatchObject({
      status: 400,
      detail: expect.stringContaining('"nope" is not one'),
    })
  })

  test('makes worlds, tells of them, and lets go of all but the default one', async () => {
    expect((await admin('PUT', '/worlds/two')).status).toBe(200)
    expect((await admin('GET', '/worlds')).json).toMatchObject({ worlds: [{ name: 'default', requests: 1 }, { name: 'one' }, { name: 'two' }] })
    expect([(await admin('DELETE', '/worlds/two')).status, (await admin('DELETE', '/worlds/two')).status, (await admin('GET', '/worlds/two')).status]).toEqual([
      204, 404, 404,
    ])
    expect((await admin('DELETE', '/worlds/default')).status).toBe(409)
    expect((await admin('PUT', '/worlds/a%20b')).status).toBe(400)
  })

  test('resets the world that is named, or all', async () => {
    await client.send('POST', `/__world/one${CLUSTERS}`, { token, body: cluster })
    const count = async (path: string): Promise<unknown> => (at((await client.send('GET', path + CLUSTERS, { token })).json, '/items/0') === undefined ? 0 : 1)

    expect((await admin('POST', '/reset?world=one')).json).toEqual({ worlds: ['one'] })
    expect([await count(''), await count('/__world/one')]).toEqual([1, 0])
    expect((await admin('POST', '/reset')).json).toEqual({ worlds: ['default', 'one'] })
    expect(await count('')).toBe(0)
  })

  test('finds and counts requests, and never tells a token', async () => {
    await client.send('GET', '/api/v1/plans?api_key=secret-thing', { token })
    await client.send('GET', CLUSTERS, { token: 'kupe_wrong' })
    const find = async (body: object): Promise<unknown> => at((await admin('POST', '/requests/count', { body })).json, '/count')

    expect(await find({})).toBe(3)
    expect([
      await find({ method: 'post' }),
      await find({ pathPrefix: '/api/v1/plans' }),
      await find({ status: 401 }),
      await find({ operation: 'listClusters' }),
      await find({ refusal: 'unauthenticated', method: 'POST' }),
    ]).toEqual([1, 1, 1, 1, 0])
    const all = await admin('GET', '/requests')
    for (const secret of ['secret-thing', token, 'kupe_wrong']) expect(all.text).not.toContain(secret)
    expect((await admin('POST', '/requests/find', { body: { refusal: 'bad' } })).json).toMatchObject({ status: 400, errors: [{ pointer: '/refusal' }] })
    await admin('DELETE', '/requests')
    expect((await admin('GET', '/requests')).json).toEqual({ total: 3, requests: [] })
  })

  test('forces refusals, and only on requests that a limit counts', async () => {
    await admin('POST', '/limits/force', { body: { requests: 1, retryAfterSeconds: 9 } })
    await client.send('GET', '/api/v1/nowhere')
    const refused = await client.send('GET', '/api/v1/plans')

    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '9'])
    expect((await client.send('GET', '/api/v1/plans')).status).toBe(200)
    expect((await admin('PUT', '/limits', { body: { limits: { requests: 1, windowSeconds: 60 } } })).json).toMatchObject({ windows: [], forced: 0 })
    await client.send('GET', '/api/v1/plans')
    expect((await client.send('GET', '/api/v1/plans')).status).toBe(429)
  })

  test('takes steps by hand and starts what only an administrator can', async () => {
    await admin('PATCH', '/settings', { body: { pace: 'manual' } })
    const target = { type: 'cluster', address: ['acme', 'production'] }
    const before = await client.send('GET', `${CLUSTERS}/production`, { token })

    expect((await admin('POST', '/lifecycle/advance', { body: target })).json).toMatchObject({ provider: 'kupe', phase: 'Provisioning', settled: false })
    expect((await admin('POST', '/lifecycle/advance', { body: { ...target, steps: 9 } })).json).toMatchObject({ phase: 'Running', settled: true })
    expect((await client.send('GET', `${CLUSTERS}/production`, { token })).tag).not.toBe(before.tag)
    expect((await admin('POST', '/lifecycle/trigger', { body: { ...target, trigger: 'degrade' } })).json).toMatchObject({ phase: 'Degraded' })
    expect(at((await client.send('GET', `${CLUSTERS}/production`, { token })).json, '/status/phase')).toBe('Degraded')
    expect((await admin('POST', '/lifecycle/trigger', { body: { ...target, trigger: 'upgrade' } })).json).toMatchObject({
      status: 409,
      detail: expect.stringContaining('It starts from Running, Upgrading'),
    })
    expect((await admin('POST', '/lifecycle/trigger', { body: { ...target, trigger: 'explode' } })).json).toMatchObject({
      status: 400,
      detail: expect.stringContaining('Allowed: create, upgrade'),
    })
    expect((await admin('POST', '/lifecycle/advance', { body: { ...target, type: 'plan', address: ['pro'] } })).status).toBe(409)
    expect((await admin('POST', '/lifecycle/advance', { body: { ...target, address: ['acme', 'nobody'] } })).status).toBe(404)
    expect((await admin('POST', '/lifecycle/advance', { body: { ...target, address: ['\ud800', 'production'] } })).status).toBe(404)
    expect((await admin('POST', '/lifecycle/advance', { body: { ...target, provider: 'none' } })).status).toBe(400)
  })

  test('lists resources without their content', async () => {
    const { json, text } = await admin('GET', '/resources?type=cluster')

    expect(json).toEqual({
      resources: [
        {
          provider: 'kupe',
          type: 'cluster',
          address: ['acme', 'production'],
          phase: 'Pending',
          settled: false,
          version: expect.stringMatching(/^\d+$/),
          triggers: ['delete', 'degrade'],
        },
      ],
    })
    expect(text + (await admin('GET', '/resources')).text).not.toMatch(/kupe_/)
  })

  test('reads JSON whatever curl says it is', async () => {
    const answer = await admin('POST', '/clock/advance', { body: '{"seconds":1}', headers: { 'content-type': 'application/x-www-form-urlencoded' } })

    expect(answer.status).toBe(200)
  })
})
