import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at, type Json } from '../../specs/json.ts'
import { textAt, ways, type Answer, type Client } from '../both-ways.test-kit.ts'
import { OWNER, REGION } from '../akua.test-kit.ts'
import { rules } from './rules.ts'

const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const made = { name: 'production', displayName: 'Production', type: 'shared' }

/** A client of the mock, over a socket, with what a well-behaved one needs. */
interface Hands {
  readonly send: (method: string, path: string, more?: { readonly body?: object; readonly headers?: Record<string, string> }) => Promise<Answer>
  readonly pass: (milliseconds: number) => void
  /** Empties the journal. */
  readonly forget: () => Promise<unknown>
  /** The next requests are answered 429. */
  readonly refuse: (requests: number, seconds: number) => Promise<unknown>
}

type Doing = (hands: Hands) => Promise<unknown>

const key = (value: string): Record<string, string> => ({ 'idempotency-key': value })
const cluster = (name: string): object => ({ name, region_id: REGION })
const create: Doing = ({ send }) => send('POST', CLUSTERS, { body: made })
const update =
  (headers: Record<string, string> = {}, version = '1.32'): Doing =>
  ({ send }) =>
    send('PATCH', `${CLUSTERS}/production`, { body: { version }, headers })
const read = ({ send }: Hands): Promise<Answer> => send('GET', `${CLUSTERS}/production`)
/** Acts on a cluster that somebody else has made. */
const later =
  (act: Doing): Doing =>
  async (hands) => {
    await create(hands)
    hands.pass(60_000)
    await hands.forget()
    await act(hands)
  }
const watched =
  (times: number, pause: number): Doing =>
  async (hands) => {
    await create(hands)
    for (let i = 0; i < times; i += 1) {
      hands.pass(pause)
      await read(hands)
    }
  }

/** What keeps a rule, and what breaks it. */
const clients: Readonly<Record<string, { readonly keeps: Doing; readonly breaks: Doing }>> = {
  'reads-before-writing': {
    keeps: later(async (hands) => update({ 'if-match': (await read(hands)).tag })(hands)),
    breaks: later(update()),
  },
  'sends-if-match': {
    keeps: async (hands) => update({ 'if-match': (await read(hands)).tag })(hands),
    breaks: async (hands) => {
      await read(hands)
      await update({ 'if-match': '*' })(hands)
    },
  },
  'reads-after-stale-tag': {
    keeps: later(async (hands) => {
      await update({ 'if-match': '"1"' })(hands)
      await update({ 'if-match': (await read(hands)).tag })(hands)
    }),
    breaks: later(async (hands) => {
      await update({ 'if-match': '"1"' })(hands)
      await update({ 'if-match': '"1"' })(hands)
    }),
  },
  'sends-key': {
    keeps: ({ send }) => send('POST', '/v1/clusters', { body: cluster('one'), headers: key('a') }),
    breaks: ({ send }) => send('POST', '/v1/clusters', { body: cluster('one') }),
  },
  'reuses-key-on-retry': {
    keeps: async ({ send, refuse }) => {
      await refuse(1, 0)
      for (const each of ['a', 'a']) await send('POST', '/v1/clusters', { body: cluster('one'), headers: key(each) })
    },
    breaks: async ({ send, refuse }) => {
      await refuse(1, 0)
      for (const each of ['a', 'b']) await send('POST', '/v1/clusters', { body: cluster('one'), headers: key(each) })
    },
  },
  'one-key-one-request': {
    keeps: async ({ send }) => {
      for (const each of ['a', 'a', 'b']) await send('POST', '/v1/clusters', { body: cluster(each), headers: key(each) })
    },
    breaks: async ({ send }) => {
      for (const each of ['one', 'two']) await send('POST', '/v1/clusters', { body: cluster(each), headers: key('a') })
    },
  },
  'does-not-repeat-refused': {
    keeps: async (hands) => {
      await hands.send('POST', CLUSTERS, { body: {} })
      await hands.send('POST', CLUSTERS, { body: made })
    },
    breaks: async (hands) => {
      for (const body of [{}, {}]) await hands.send('POST', CLUSTERS, { body })
    },
  },
  'honours-retry-after': {
    keeps: async (hands) => {
      await hands.refuse(1, 5)
      await read(hands)
      hands.pass(5000)
      await read(hands)
    },
    breaks: async (hands) => {
      await hands.refuse(1, 5)
      await read(hands)
      hands.pass(1000)
      await read(hands)
    },
  },
  'backs-off': {
    keeps: async (hands) => {
      await hands.refuse(3, 0)
      for (const pause of [0, 200, 400, 800]) {
        hands.pass(pause)
        await read(hands)
      }
    },
    breaks: async (hands) => {
      await hands.refuse(3, 0)
      for (const pause of [0, 900, 600, 300]) {
        hands.pass(pause)
        await read(hands)
      }
    },
  },
  'polls-at-a-cadence': { keeps: watched(5, 1000), breaks: watched(5, 100) },
  'stops-polling-when-settled': { keeps: watched(5, 2500), breaks: watched(9, 2500) },
  'follows-pages': {
    keeps: async ({ send }) => {
      for (const each of ['one', 'two', 'three']) await send('POST', '/v1/clusters', { body: cluster(each), headers: key(each) })
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const { json }: { readonly json: Json | undefined } = await send('GET', `/v1/clusters?limit=2${cursor}`)
        const next = textAt(json, '/next_cursor')
        cursor = next === '' ? undefined : `&cursor=${encodeURIComponent(next)}`
      }
    },
    breaks: async ({ send }) => {
      for (const each of ['one', 'two', 'three']) await send('POST', '/v1/clusters', { body: cluster(each), headers: key(each) })
      await send('GET', '/v1/clusters?limit=2')
    },
  },
  'no-secrets-in-urls': { keeps: read, breaks: ({ send }) => send('GET', `${CLUSTERS}?access_token=${ADMIN}`) },
}

describe('the grade of a client', () => {
  let client: Client
  let hands: Hands

  beforeAll(async () => {
    const [{ open }] = ways
    client = await open({ providers: ['kupe', 'akua'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
    hands = {
      send: (method, path, more) => client.send(method, path, { token: path.startsWith('/v1') ? OWNER : ADMIN, ...more }),
      pass: (milliseconds) => client.mock.clock.advance(milliseconds),
      forget: () => client.send('DELETE', '/__admin/requests'),
      refuse: (requests, retryAfterSeconds) => client.send('POST', '/__admin/limits/force', { body: { requests, retryAfterSeconds } }),
    }
  })
  beforeEach(() => client.mock.reset())
  afterAll(() => client?.mock.close())

  const graded = async (query = ''): Promise<Json | undefined> => (await client.send('GET', `/__admin/grade${query}`)).json
  const ruleOf = async (id: string): Promise<Json | undefined> => at(await graded(), `/rules/${rules.findIndex((rule) => rule.id === id)}`)

  test('has a client that keeps and one that breaks each rule', () => {
    expect(rules.map(({ id }) => id).sort()).toEqual(Object.keys(clients).sort())
  })

  test.each(Object.entries(clients))('%s: good where it is kept, poor with its evidence where it is broken', async (id, { keeps, breaks }) => {
    await keeps(hands)
    expect(await ruleOf(id)).toMatchObject({ id, verdict: 'good' })

    client.mock.reset()
    await breaks(hands)
    const poor = await ruleOf(id)
    expect(poor).toMatchObject({ id, verdict: 'poor' })
    expect(at(poor, '/evidence/0/requests/0')).toBeTypeOf('number')
  })

  test('says of nobody that they behaved well or badly, and gives no score', async () => {
    expect(await graded()).toMatchObject({ score: null, clients: 0, requests: { seen: 0, total: 0 } })
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })

  test('counts what was kept among what there was an occasion for', async () => {
    await clients['honours-retry-after']?.breaks(hands)
    const grade = await graded()

    expect(at(grade, '/score')).toBe(67)
    expect((await client.send('GET', '/__admin/grade?format=text')).text).toMatch(
      /^Grade: 67 % \(2 requests; 1 client\)[^]*POOR +honours-retry-after[^]*waited 1000 ms/,
    )
  })

  test('takes an answer that was lost on its way for one that a client has to ask for again', async () => {
    await client.send('PUT', '/__admin/faults', { body: { faults: [{ id: 'cut', when: { operation: 'clusters.create', nth: 1 }, do: { reset: 'after' } }] } })
    const post = (headers: Record<string, string>): Promise<unknown> =>
      hands.send('POST', '/v1/clusters', { body: cluster('one'), headers }).catch(() => undefined)
    await post(key('a'))
    await post(key('a'))
    expect(await ruleOf('reuses-key-on-retry')).toMatchObject({ verdict: 'good', evidence: [{ requests: [1, 2] }] })

    await post({})
    const { json } = await client.send('GET', '/__admin/explain?number=1')
    expect(json).toMatchObject({
      request: { lost: true, status: 202 },
      faults: ['cut'],
      changes: expect.arrayContaining([expect.objectContaining({ did: 'created' })]),
    })
    expect(textAt(json, '/summary')).toMatch(/the connection was broken, so that nobody has the whole answer\.$/)
  })

  test('judges each client by what it did itself', async () => {
    await create(hands)
    const other = client.mock.contracts.find(({ id }) => id === 'kupe')?.behaviour.seed.principals
    const tokens = Object.values(other ?? {}).map(({ token }) => token)
    for (const token of tokens.slice(0, 2)) await client.send('GET', `${CLUSTERS}/production`, { token })

    expect(at(await graded(), '/clients')).toBeGreaterThan(1)
    expect(await ruleOf('polls-at-a-cadence')).toMatchObject({ verdict: 'not seen' })
  })

  test('lets a client poll as often as is allowed, and names what it cannot take', async () => {
    await watched(5, 300)(hands)

    expect(JSON.stringify(await graded('?pollsPerSecond=4'))).toContain(
      '"polls-at-a-cadence","sentence":"While a resource is not settled, the client reads it no faster than it may, and not for ever.","verdict":"good"',
    )
    for (const wrong of ['?pollsPerSecond=0', '?pollsPerSecond=x', '?format=xml']) expect((await client.send('GET', `/__admin/grade${wrong}`)).status).toBe(400)
  })
})
