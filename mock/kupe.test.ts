import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { textAt, ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const READER = 'kupe_0ead0001_c2FtcGxlLXJlYWRvbmx5LWtleQ'
const OTHER = 'kupe_07e50001_c2FtcGxlLW90aGVyLWtleQ'
const ACME = '/api/v1/tenants/acme'
const CLUSTERS = `${ACME}/clusters`
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }

describe.each(ways)('the clusters of Kupe Cloud, $way', ({ open }) => {
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

  async function running(): Promise<Answer> {
    await send('POST', CLUSTERS, { body: cluster })
    client.mock.clock.advance(60_000)
    return send('GET', `${CLUSTERS}/production`)
  }

  test('creates a cluster that is Pending, echoes what was sent, and can be read at once', async () => {
    const made = await send('POST', CLUSTERS, { body: cluster })
    const read = await send('GET', `${CLUSTERS}/production`)

    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ ...cluster, createdAt: '2026-02-01T14:00:00Z', status: { phase: 'Pending' } })
    expect(made.tag).toBe(`"${textAt(made.json, '/resourceVersion')}"`)
    expect(read.json).toEqual(made.json)
    expect(read.tag).toBe(made.tag)
  })

  test('provisions with the clock, and every phase has a tag of its own', async () => {
    const seen = [await send('POST', CLUSTERS, { body: cluster })]
    for (const seconds of [0, 2, 8, 1000]) {
      client.mock.clock.advance(seconds * 1000)
      seen.push(await send('GET', `${CLUSTERS}/production`))
    }

    expect(seen.map(({ json }) => at(json, '/status/phase'))).toEqual(['Pending', 'Pending', 'Provisioning', 'Running', 'Running'])
    expect(seen.map(({ json }) => at(json, '/status/observedGeneration'))).toEqual([0, 0, 0, 1, 1])
    expect(new Set(seen.map(({ tag }) => tag)).size).toBe(3)
    expect(seen[4]?.json).toEqual(seen[3]?.json)
    expect(at(seen[4]?.json, '/status/endpoint')).toBe('https://production.acme.kupe.cloud')
    expect(at(seen[4]?.json, '/status/kubernetesVersion')).toBe('v1.31.3')
  })

  test('lists what can be read, in the same form', async () => {
    const read = await running()
    await send('POST', CLUSTERS, { body: { ...cluster, name: 'another' } })
    const list = await send('GET', CLUSTERS)

    expect(at(list.json, '/items/1')).toEqual(read.json)
    expect(at(list.json, '/items/0/name')).toBe('another')
  })

  test('upgrades a version asynchronously: the old one runs until the new one does', async () => {
    const before = await running()
    const patched = await send('PATCH', `${CLUSTERS}/production`, { body: { version: '1.32' }, headers: { 'if-match': before.tag } })
    client.mock.clock.advance(60_000)
    const after = await send('GET', `${CLUSTERS}/production`)

    expect(patched.status).toBe(200)
    expect(patched.json).toMatchObject({ version: '1.32', generation: 2, status: { phase: 'Upgrading', kubernetesVersion: 'v1.31.3', observedGeneration: 1 } })
    expect(after.json).toMatchObject({ status: { phase: 'Running', kubernetesVersion: 'v1.32.3', observedGeneration: 2 } })
    expect(new Set([before.tag, patched.tag, after.tag]).size).toBe(3)
  })

  test('while it is deleted it tells what it had come to before, and nothing older', async () => {
    const before = await running()
    await send('PATCH', `${CLUSTERS}/production`, { body: { version: '1.32' }, headers: { 'if-match': before.tag } })
    client.mock.clock.advance(60_000)
    await send('DELETE', `${CLUSTERS}/production`)

    const { json } = await send('GET', `${CLUSTERS}/production`)

    expect(json).toMatchObject({ status: { phase: 'Deleting', kubernetesVersion: 'v1.32.3', observedGeneration: 2 } })
  })

  test('changes only the quantities that were sent, and stays Running', async () => {
    await running()
    const patched = await send('PATCH', `${CLUSTERS}/production`, { body: { resources: { cpu: '4' } } })

    expect(patched.json).toMatchObject({ resources: { cpu: '4', memory: '2Gi', storage: '10Gi' }, status: { phase: 'Running', observedGeneration: 2 } })
  })

  test('refuses a stale tag with 412 and leaves the cluster as it was', async () => {
    const before = await running()
    const won = await send('PATCH', `${CLUSTERS}/production`, { body: { resources: { cpu: '2' } }, headers: { 'if-match': before.tag } })
    const lost = await send('PATCH', `${CLUSTERS}/production`, { body: { resources: { cpu: '3' } }, headers: { 'if-match': before.tag } })

    expect([won.status, lost.status]).toEqual([200, 412])
    expect(lost.json).toEqual({ error: expect.any(String) })
    expect((await send('GET', `${CLUSTERS}/production`)).json).toEqual(won.json)
  })

  test.each([
    ['exact', (tag: string) => tag, 200],
    ['in a list', (tag: string) => `"0", ${tag}`, 200],
    ['a star', () => '*', 200],
    ['weak', (tag: string) => `W/${tag}`, 200],
    ['unquoted', (tag: string) => tag.slice(1, -1), 200],
    ['unterminated', (tag: string) => tag.slice(0, -1), 412],
    ['empty', () => '', 412],
    ['of another version', () => '"1"', 412],
  ] as const)('takes a tag %s for what it is', async (_, written, status) => {
    const { tag } = await running()
    const answer = await send('PATCH', `${CLUSTERS}/production`, { body: { resources: { cpu: '2' } }, headers: { 'if-match': written(tag) } })

    expect(answer.status).toBe(status)
  })

  test('a missing cluster is 404 whatever the tag says', async () => {
    for (const tag of ['*', '"1"']) {
      expect((await send('PATCH', `${CLUSTERS}/nobody`, { body: { version: '1.32' }, headers: { 'if-match': tag } })).status).toBe(404)
    }
  })

  test('refuses a taken name with 409 and leaves the first cluster alone', async () => {
    const before = await running()
    const again = await send('POST', CLUSTERS, { body: { ...cluster, displayName: 'Usurper' } })

    expect(again.status).toBe(409)
    expect((await send('GET', `${CLUSTERS}/production`)).json).toEqual(before.json)
  })

  test('deletes asynchronously: 204, Deleting, then 404 and gone from the list, and only then is the name free', async () => {
    await running()
    const deleted = await send('DELETE', `${CLUSTERS}/production`)
    const leaving = await send('GET', `${CLUSTERS}/production`)
    const early = await send('POST', CLUSTERS, { body: cluster })
    const twice = await send('DELETE', `${CLUSTERS}/production`)
    client.mock.clock.advance(60_000)

    expect([deleted.status, deleted.text, deleted.headers.get('content-type')]).toEqual([204, '', null])
    expect(at(leaving.json, '/status/phase')).toBe('Deleting')
    expect([early.status, twice.status]).toEqual([409, 204])
    expect((await send('GET', `${CLUSTERS}/production`)).status).toBe(404)
    expect(at((await send('GET', CLUSTERS)).json, '/items')).toEqual([])
    expect((await send('POST', CLUSTERS, { body: cluster })).status).toBe(201)
  })

  test('gives connection details once the cluster has run, and 503 before', async () => {
    await send('POST', CLUSTERS, { body: cluster })
    const early = await send('GET', `${CLUSTERS}/production/kubeconfig`)
    client.mock.clock.advance(60_000)
    const ready = await send('GET', `${CLUSTERS}/production/kubeconfig`, { token: READER })

    expect([early.status, ready.status]).toEqual([503, 200])
    expect(early.json).toEqual({ error: expect.any(String) })
    expect(at(ready.json, '/endpoint')).toBe('https://production.acme.kupe.cloud')
    expect(atob(textAt(ready.json, '/certificateAuthority'))).toMatch(/^-----BEGIN CERTIFICATE/)
    expect(ready.headers.get('etag')).toBeNull()
  })

  test.each([
    ['an unknown field', { ...cluster, colour: 'red' }],
    ['a name of one character', { ...cluster, name: 'a' }],
    ['a name of 64 characters', { ...cluster, name: 'a'.repeat(64) }],
    ['an upper-case name', { ...cluster, name: 'Production' }],
    ['a name with an underscore', { ...cluster, name: 'a_b' }],
    ['a name that ends in a hyphen', { ...cluster, name: 'ab-' }],
    ['an empty display name', { ...cluster, displayName: '' }],
    ['another type', { ...cluster, type: 'borrowed' }],
    ['no type', { name: 'ab', displayName: 'A' }],
    ['a quantity that is none', { ...cluster, resources: { ...cluster.resources, cpu: 'lots' } }],
    ['memory without a unit', { ...cluster, resources: { ...cluster.resources, memory: '16' } }],
    ['an unknown quantity', { ...cluster, resources: { ...cluster.resources, gpu: '1' } }],
    ['a number for a text', { ...cluster, version: 1.32 }],
    ['an array', [cluster]],
  ])('refuses %s with 400 and creates nothing', async (_, body) => {
    const answer = await send('POST', CLUSTERS, { body })

    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({ error: expect.any(String) })
    expect(at((await send('GET', CLUSTERS)).json, '/items')).toEqual([])
  })

  test.each([
    ['nothing', {}],
    ['an immutable field', { displayName: 'Other' }],
    ['an unknown field', { colour: 'red' }],
  ])('refuses to change %s and leaves the cluster as it was', async (_, body) => {
    const before = await running()

    expect((await send('PATCH', `${CLUSTERS}/production`, { body })).status).toBe(400)
    expect((await send('GET', `${CLUSTERS}/production`)).tag).toBe(before.tag)
  })

  test('a change to what is already there leaves the tag and the generation', async () => {
    const before = await running()
    const same = await send('PATCH', `${CLUSTERS}/production`, { body: { version: '1.31', resources: cluster.resources } })

    expect([same.status, same.tag]).toEqual([200, before.tag])
    expect(same.json).toEqual(before.json)
  })

  test('asks who calls, then whether it belongs here, then what it may do', async () => {
    expect((await client.send('GET', CLUSTERS)).status).toBe(401)
    expect((await client.send('GET', CLUSTERS)).headers.get('www-authenticate')).toBe('Bearer')
    for (const token of ['kupe_wrong', '']) expect((await send('GET', CLUSTERS, { token })).status).toBe(401)
    expect((await send('GET', CLUSTERS, { token: OTHER })).status).toBe(403)
    expect((await send('GET', '/api/v1/tenants/nobody/clusters', { token: OTHER })).status).toBe(403)
    expect((await send('POST', CLUSTERS, { token: READER, body: cluster })).status).toBe(403)
    expect((await send('GET', CLUSTERS, { token: READER })).json).toEqual({ items: [] })
    expect((await send('GET', `${ACME}/apikeys`, { token: READER })).status).toBe(403)
  })
})
