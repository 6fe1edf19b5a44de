import { Agent, request as open } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { invalid, valid } from '../fixtures/kubeconfigs/index.ts'
import { at, isObject } from '../specs/json.ts'
import { textAt, ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

const OWNER = 'sk_akua_ad0000015a6d706c6561646d696e3031'
const MEMBER = 'sk_akua_0ead00015a6d706c6572656164303031'
const STRANGER = 'sk_akua_07e500015a6d706c656f746865723031'
const region_id = 'reg_acmeuse1000000a1'
const plain = valid.find(({ name }) => name === 'token.yaml')?.text ?? ''
/** What is refused before a kubeconfig is looked at, and how. */
const early: Readonly<Record<string, number>> = { 'empty.yaml': 400, 'ten megabytes': 413 }

/** Everything that was printed since the test began. */
const printed: string[] = []

beforeEach(() => {
  printed.length = 0
  const note = (text: unknown) => printed.push(String(text)) > 0
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(note)
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, level).mockImplementation(note)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(ways)('an import, $way', ({ open: begin }) => {
  let client: Client
  let send: (method: string, path: string, sending?: Sending) => Promise<Answer>

  beforeAll(async () => {
    client = await begin({ providers: ['akua'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  })
  beforeEach(() => {
    client.mock.reset()
    send = (method, path, sending = {}) => client.send(method, `/v1${path}`, { token: OWNER, ...sending })
  })
  afterAll(() => client?.mock.close())

  const bring = (kubeconfig: string, more: object = {}, sending: Sending = {}) =>
    send('POST', '/clusters:import', { body: { name: 'brought', region_id, kubeconfig, ...more }, ...sending })
  const listed = async () => textsAt((await send('GET', '/clusters')).json, '/data', 'id')

  test.each(valid)('takes $name, shows the cluster at once, and gives the text back as it was', async ({ text }) => {
    const made = await bring(text)
    const id = textAt(made.json, '/id')

    expect(made.status).toBe(200)
    expect(made.json).toMatchObject({ name: 'brought', state: 'active', provider: 'imported_byoc', reconciling: false, workspace_id: 'ws_acme0000000000a1' })
    expect((await send('GET', `/clusters/${id}`)).json).toEqual(made.json)
    expect((await send('GET', `/clusters/${id}/kubeconfig`)).json).toEqual({ kubeconfig: text })
    expect(await listed()).toContain(id)
  })

  test.each(invalid)('refuses $name in the envelope and stores nothing', async ({ name, text }) => {
    const before = await listed()
    const answer = await bring(text)
    const status = early[name] ?? 422

    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ success: false, result: {}, errors: [{ code: expect.any(Number), message: expect.stringMatching(/\S/) }] })
    if (status !== 413) expect(at(answer.json, '/errors/0/path')).toEqual(['body', 'kubeconfig'])
    expect(answer.text).not.toContain('fixture-secret')
    expect(await listed()).toEqual(before)
  })

  test('changes the kubeconfig of an imported cluster by the same rules, and moves its tag', async () => {
    const made = await bring(plain)
    const path = `/clusters/${textAt(made.json, '/id')}`
    const patch = (kubeconfig: string) => send('PATCH', path, { body: { kubeconfig }, headers: { 'if-match': textAt(made.json, '/etag') } })

    const refused = await patch('kind: Pod\n')
    expect([refused.status, at(refused.json, '/errors/0/path')]).toEqual([422, ['body', 'kubeconfig']])
    expect((await send('GET', path)).json).toEqual(made.json)

    const rotated = plain.replace('fixture-secret', 'fixture-secret-2')
    const taken = await patch(rotated)
    expect(taken.status).toBe(200)
    expect(taken.text).not.toContain('fixture-secret')
    expect(textAt(taken.json, '/etag')).not.toBe(textAt(made.json, '/etag'))
    expect((await send('GET', `${path}/kubeconfig`)).json).toEqual({ kubeconfig: rotated })
  })

  test.each([
    ['of another workspace', 'reg_glbxuse1000000b2'],
    ['that is nowhere', 'reg_nowhere'],
    ['named as people name it', 'us-east-1'],
  ])('refuses a region %s and stores nothing', async (_, region) => {
    const before = await listed()
    const answer = await bring(plain, { region_id: region })

    expect([answer.status, at(answer.json, '/errors/0/path')]).toEqual([422, ['body', 'region_id']])
    expect(await listed()).toEqual(before)
  })

  test.each([
    ['with LF', plain],
    ['with CRLF', plain.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${plain}`],
    ['with a byte order mark and CRLF', `\ufeff${plain.replaceAll('\n', '\r\n')}`],
    ['without a last line end', plain.trimEnd()],
    ['with blanks at the end of lines', plain.replaceAll('\n', '  \n')],
  ])('keeps a kubeconfig %s to the last byte', async (_, text) => {
    const made = await bring(text)

    expect((await send('GET', `/clusters/${textAt(made.json, '/id')}/kubeconfig`)).json).toEqual({ kubeconfig: text })
  })

  test('takes the colon of the path literally and encoded', async () => {
    const body = { name: 'a', region_id, kubeconfig: plain }

    expect((await send('POST', '/clusters%3Aimport', { body })).status).toBe(200)
    expect((await send('POST', '/clusters%3aimport', { body })).status).toBe(200)
    expect((await send('POST', '/clusters%253Aimport', { body })).status).toBe(404)
  })

  test('sent again with its key makes no second cluster; without a key it does', async () => {
    const headers = { 'idempotency-key': 'bring-once' }
    const first = await bring(plain, {}, { headers })
    const again = await bring(plain, {}, { headers })
    const more = [await bring(plain), await bring(plain)]

    expect([again.status, textAt(again.json, '/id')]).toEqual([200, textAt(first.json, '/id')])
    expect(new Set([first, again, ...more].map(({ json }) => textAt(json, '/id'))).size).toBe(3)
  })

  test('a refused import uses up no key', async () => {
    const headers = { 'idempotency-key': 'bring-after-all' }

    expect((await bring('nothing', {}, { headers })).status).toBe(422)
    expect((await bring(plain, {}, { headers })).status).toBe(200)
  })

  test('counts against no quota of managed clusters and starts no operation', async () => {
    const quota = async () => at((await send('GET', '/quotas/kaas%2Fclusters')).json, '/usage')
    const before = await quota()
    await bring(plain)

    expect(await quota()).toBe(before)
    expect(at((await send('GET', '/operations')).json, '/data')).toEqual([])
  })

  test('the kubeconfig stands in no list, read, refusal, operation, journal, resource table or printed line', async () => {
    const secret = /fixture-secret[\w-]*/.exec(plain)?.[0] ?? ''
    const broken = plain.replace('current-context:', 'current-contexts:').replace('kind: Config', 'kind: Pod')
    const made = await bring(plain, {}, { headers: { 'idempotency-key': 'hush' } })
    const id = textAt(made.json, '/id')
    const etag = textAt(made.json, '/etag')
    const told = [
      made,
      await bring(plain, {}, { headers: { 'idempotency-key': 'hush' } }),
      await bring(broken),
      await bring(plain, { region_id: 'reg_nowhere' }),
      await bring(plain, { stranger: plain }),
      await bring(plain, { name: plain.repeat(2) }),
      await bring(plain, {}, { body: `{"kubeconfig":${JSON.stringify(plain)},` }),
      await bring(plain, {}, { token: 'sk_akua_unknown' }),
      await send('GET', '/clusters'),
      await send('GET', `/clusters/${id}`),
      await send('GET', '/operations'),
      await send('GET', `/clusters/${id}/kubeconfig`, { token: STRANGER }),
      await send('GET', `/clusters/${id}/kubeconfig`, { token: MEMBER }),
      await send('PATCH', `/clusters/${id}`, { body: { kubeconfig: plain }, headers: { 'if-match': 'stale' } }),
      await send('PATCH', `/clusters/${id}`, { body: { kubeconfig: plain, name: 'renamed' }, headers: { 'if-match': etag } }),
      await client.send('GET', '/__admin/requests'),
      await client.send('GET', '/__admin/resources'),
      await client.send('POST', '/__admin/lifecycle/trigger', { body: { type: 'cluster', address: ['ws_acme0000000000a1', id], trigger: 'fail' } }),
      await send('DELETE', `/clusters/${id}`, { headers: { 'if-match': textAt((await send('GET', `/clusters/${id}`)).json, '/etag') } }),
      await send('GET', '/operations'),
    ]

    expect(secret).not.toBe('')
    expect(told.map(({ status }) => status)).not.toContain(500)
    expect(told.filter(({ text, headers }) => (text + JSON.stringify([...headers])).includes(secret)).map(({ text }) => text)).toEqual([])
    expect(printed.filter((line) => line.includes(secret))).toEqual([])
  })

  test('deleting an imported cluster ends, and changes nothing else', async () => {
    const [one, other] = [await bring(plain), await bring(plain)].map(({ json }) => json)
    const path = `/clusters/${textAt(one, '/id')}`
    const ended = await send('DELETE', path, { headers: { 'if-match': textAt(one, '/etag') } })
    client.mock.clock.advance(60_000)

    expect(ended.status).toBe(202)
    expect((await send('GET', path)).status).toBe(404)
    expect((await send('GET', `${path}/kubeconfig`)).status).toBe(404)
    expect((await send('GET', `/operations/${textAt(ended.json, '/id')}`)).json).toMatchObject({ state: 'SUCCEEDED', response: { type: 'cluster.delete' } })
    expect((await send('GET', `/clusters/${textAt(other, '/id')}`)).json).toEqual(other)
  })
})

describe('over one connection', () => {
  let client: Client
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  beforeAll(async () => {
    client = await ways[0].open({ providers: ['akua'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  })
  afterAll(async () => {
    agent.destroy()
    await client?.mock.close()
  })

  /** Status, the milliseconds until it came, and our own port: the same one as long as the connection lives. */
  function post(kubeconfig: string): Promise<{ status: number; text: string; took: number; port: number }> {
    const body = JSON.stringify({ name: 'brought', region_id, kubeconfig })
    const began = performance.now()
    return new Promise((resolve, reject) => {
      const sent = open(`${client.mock.url}/v1/clusters:import`, {
        method: 'POST',
        agent,
        headers: { authorization: `Bearer ${OWNER}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      })
      sent.on('error', reject)
      sent.on('response', (response) => {
        const port = response.socket.localPort ?? 0
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString(), took: performance.now() - began, port }))
      })
      sent.end(body)
    })
  }

  test.each(invalid.filter(({ name }) => /megabytes|bomb|deep|large|alias/.test(name)))(
    '$name is refused within two seconds, and the connection goes on',
    async ({ name, text }) => {
      const before = await post(plain)
      const refused = await post(text)
      const after = await post(plain)

      expect(refused.status).toBe(early[name] ?? 422)
      expect(refused.text).not.toContain('fixture-secret')
      expect(refused.took).toBeLessThan(2000)
      expect([before.status, after.status]).toEqual([200, 200])
      expect([refused.port, after.port]).toEqual([before.port, before.port])
    },
  )
})

/** The texts under one name in a list of objects. */
function textsAt(json: Answer['json'], list: string, name: string): readonly string[] {
  const items = at(json, list)
  return Array.isArray(items) ? items.filter(isObject).map((item) => textAt(item, `/${name}`)) : []
}
