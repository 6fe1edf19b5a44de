import { afterEach, describe, expect, test } from 'vitest'
import { createMock, type Mock, type MockOptions } from '../create.ts'
import { replay } from './index.ts'

const START = { scale: 0, at: '2026-02-01T14:00:00Z' }
const KUPE = 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const OWNER = 'Bearer sk_akua_ad0000015a6d706c6561646d696e3031'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }

const open: Mock[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((mock) => mock.close()))
})

async function recording(options: MockOptions = {}): Promise<{ mock: Mock; send: (method: string, path: string, more?: Sending) => Promise<Response> }> {
  const mock = await createMock({ providers: ['kupe', 'akua'], clock: START, record: true, ...options })
  open.push(mock)
  const url = await mock.listen()
  return {
    mock,
    send: (method, path, { body, ...headers } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  }
}

interface Sending {
  readonly [header: string]: string | object | undefined
  readonly body?: object
}

async function lived(options: MockOptions = {}): Promise<{ mock: Mock; seen: readonly number[] }> {
  const { mock, send } = await recording(options)
  const seen: number[] = []
  const say = async (method: string, path: string, more: Sending = {}): Promise<Response> => {
    const answer = await send(method, path, more)
    seen.push(answer.status)
    return answer
  }
  await say('PUT', '/__admin/worlds/seven', { body: { seed: 7 } })
  for (const world of ['seven', 'eight']) {
    const more = { authorization: KUPE, 'x-mock-world': world }
    await say('POST', CLUSTERS, { ...more, body: cluster })
    await say('POST', `/__admin/clock/advance?world=${world}`, { body: { seconds: 60 } })
    const tag = (await say('GET', `${CLUSTERS}/production`, more)).headers.get('etag') ?? ''
    await say('POST', `/__admin/worlds/${world}/fork`, { body: { to: `${world}-b` } })
    await say('DELETE', `/__world/${world}${CLUSTERS}/production`, { authorization: KUPE, 'if-match': tag })
    await say('HEAD', `/__world/${world}-b${CLUSTERS}/production`, { authorization: KUPE })
    await say('POST', CLUSTERS, { ...more, authorization: 'Bearer my-own-secret', body: cluster })
  }
  const { json } = await made(say)
  const waits = say('POST', `/v1/operations/${json.id}:wait?timeout=60`, { authorization: OWNER })
  while (mock.world().waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  await say('GET', '/v1/clusters?limit=1', { authorization: OWNER })
  await say('POST', '/__admin/clock/advance', { body: { seconds: 30 } })
  await waits
  return { mock, seen }
}

async function made(say: (method: string, path: string, more: Sending) => Promise<Response>): Promise<{ json: { id: string } }> {
  const answer = await say('POST', '/v1/clusters', {
    authorization: OWNER,
    'idempotency-key': 'one-of-a-kind',
    body: { name: 'made', region_id: 'reg_acmeuse1000000a1' },
  })
  return { json: (await answer.json()) as { id: string } }
}

describe('a capsule', () => {
  test('is answered with the same bytes by another mock: worlds, forks, clocks, keys, and a long poll that others ended', async () => {
    const { mock, seen } = await lived()
    const again = await replay(mock.capsule(), createMock)

    expect(seen.slice(0, 8)).toEqual([200, 201, 200, 200, 200, 204, 200, 401])
    expect(again).toEqual({ requests: seen.length, compared: seen.length - 6, differences: [], changed: [] })
  })

  test('holds how the mock began: its worlds, settings, faults and seed', async () => {
    const before = await createMock({ providers: ['kupe', 'akua'], clock: START })
    open.push(before)
    await before.fetch(
      new Request(`http://mock${CLUSTERS}`, {
        method: 'POST',
        headers: { authorization: KUPE, 'content-type': 'application/json' },
        body: JSON.stringify({ ...cluster, name: 'early' }),
      }),
    )
    const { mock, send } = await recording({
      state: before.state(),
      seed: 3,
      lifecycle: { reads: 2 },
      limits: { requests: 5, windowSeconds: 60 },
      faults: [{ when: { method: 'GET', nth: 2 }, do: { status: 503, retryAfterSeconds: 7 } }],
    })
    const seen: number[] = []
    for (const world of ['other', 'other', 'other', 'other', 'other', 'other', 'default'])
      seen.push((await send('GET', `${CLUSTERS}/early`, { authorization: KUPE, 'x-mock-world': world })).status)

    expect(seen).toEqual([404, 503, 404, 404, 404, 429, 200])
    expect((await replay(mock.capsule(), createMock)).differences).toEqual([])
  })

  test('names what is answered otherwise', async () => {
    const { mock } = await lived()
    const broken = await replay(mock.capsule(), (options) => createMock({ ...options, lifecycle: 'immediate' }))

    expect(broken.differences.map(({ request }) => request.replace(/op_\w+/, 'ID'))).toEqual([
      `GET ${CLUSTERS}/production`,
      `GET ${CLUSTERS}/production`,
      'GET /v1/clusters?limit=1',
      'POST /v1/operations/ID:wait?timeout=60',
    ])
    expect(broken.differences[0]?.recorded).not.toEqual(broken.differences[0]?.replayed)
  })

  test('holds no credential that no mock has given, and keeps apart what was apart', async () => {
    const { mock } = await lived()
    const text = mock.capsule()

    expect(text).not.toContain('my-own-secret')
    expect(text).toMatch(/"Bearer redacted-[0-9a-f]{16}"/)
    expect(text).toContain(KUPE)
    expect(mock.capsule()).toBe(text)
  })

  test('is recorded only where the requests alone decide', async () => {
    const plain = await createMock({ providers: ['kupe'] })
    open.push(plain)

    await expect(createMock({ providers: ['kupe'], record: true })).rejects.toThrow('Failed to record: the clock runs')
    expect(() => plain.capsule()).toThrow('this mock does not record')
  })

  test.for<[string, (text: string) => string, string]>([
    ['no JSON', () => '', 'it is not JSON ('],
    ['another document', () => '{"format":"x"}', 'its "format" is "x". This program reads "clusterproof-capsule/1".'],
    ['no beginning', (text) => text.replace('"seed":1', '"sed":1'), '"begin" does not say how the mock began.'],
    ['a broken exchange', (text) => text.replace('"target":"/', '"target":"'), 'exchanges[0] is none.'],
  ])('is refused where it is %s', async ([, spoilt, message]) => {
    const { mock } = await recording()
    await mock.fetch(new Request('http://mock/api/v1/plans'))

    await expect(replay(spoilt(mock.capsule()), createMock)).rejects.toThrow(`Failed to open the capsule: ${message}`)
  })
})
