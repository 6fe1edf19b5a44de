import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at, isObject, type Json } from '../specs/json.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import type { Operation } from '../specs/contract.ts'
import { ACME, CONFIG, decoded, GLOBEX, MEMBER, NOW, OWNER, REGION, SAMPLE, SESSION, START, STRANGER, WORKER } from './akua.test-kit.ts'
import { textAt, ways, type Answer, type Client } from './both-ways.test-kit.ts'

const contract = await loadContract(await folderOf('akua'))
const { auth, resources } = contract.behaviour
const scope = auth.credentials.scope ?? ''
const header = auth.context?.header ?? ''

/** Operations about something that lies in a scope; those whose path names the scope itself are apart. */
const scoped = [...contract.operations.values()].filter(
  ({ behaviour, template }) => resources[behaviour?.resource ?? '']?.address.includes(scope) === true && !template.startsWith('/v1/workspaces'),
)
const inPath = [...contract.operations.values()].filter(({ behaviour, template }) => behaviour !== undefined && template.includes(`{${scope}}`))
/** What is counted has the same name everywhere. */
const byId = scoped.filter(({ template }) => template.includes('{') && !template.includes('{metric}'))
const forbidden = new Set(auth.roles['member']?.forbids?.flatMap(({ operations }) => operations))
const withId = (operations: readonly Operation[]) => operations.map((operation) => ({ id: operation.id, operation }))

describe('what belongs to a workspace that no path names', () => {
  let client: Client
  /** Identifiers of what the first workspace has, by path parameter. */
  let ids: Readonly<Record<string, string>>

  beforeAll(async () => {
    const inProcess = ways.find(({ way }) => way === 'in process')
    if (inProcess === undefined) throw new Error('Failed to open a mock in process: there is no such way.')
    client = await inProcess.open({ providers: ['akua'], clock: { scale: 0, at: START } })
  })
  beforeEach(begin)
  afterAll(() => client?.mock.close())

  /** The first state, and some work that is over. It is the same each time, identifiers included. */
  async function begin(): Promise<void> {
    client.mock.reset()
    const bootstrap = await client.send('POST', `/v1/clusters/${SAMPLE}/worker_bootstraps`, { token: OWNER, body: {} })
    const made = await client.send('POST', '/v1/clusters', { token: OWNER, body: { name: 'made', region_id: REGION } })
    ids = {
      [scope]: ACME,
      cluster_id: SAMPLE,
      worker_bootstrap_id: textAt(bootstrap.json, '/id'),
      operation_id: textAt(made.json, '/id'),
      token_id: 'tok_acmemember0000a1',
      machine_id: WORKER,
      compute_config_id: CONFIG,
      metric: 'compute/machines',
    }
    client.mock.clock.advance(20_000)
  }

  /** A request that is valid as far as the path goes; writes go without a body, so that none of them can be done by mistake. */
  const ask = async ({ method, template }: Operation, token?: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const path = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? name))
    return client.send(method, template.endsWith(':wait') ? `${path}?timeout=1` : path, { ...(token !== undefined && { token }), headers })
  }
  const lists = async (path: string, token: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
    const { json } = await client.send('GET', `/v1${path}`, { token, headers })
    const data = at(json, '/data')
    return Array.isArray(data) ? data.map((item: Json) => textAt(item, '/id')) : []
  }
  const state = async () =>
    Promise.all(['/clusters', '/machines', '/api_tokens', '/operations'].map(async (path) => client.send('GET', `/v1${path}`, { token: OWNER })))
  const texts = async () => (await state()).map(({ text }) => text)

  test('is found by the token alone, in a path that says nothing of it', async () => {
    expect(await lists('/clusters', OWNER)).toContain(SAMPLE)
    expect(await lists('/clusters', STRANGER)).toEqual(['clu_glbxsample0000b2'])
    expect(textAt((await client.send('GET', `/v1/clusters/${SAMPLE}`, { token: OWNER })).json, '/workspace_id')).toBe(ACME)
  })

  test.each(withId(byId))('is not there for the token of another one: $id', async ({ operation }) => {
    const before = await texts()
    const own = await ask(operation, OWNER, { 'if-match': '0' })
    const foreign = await ask(operation, STRANGER, { 'if-match': '0' })

    expect([403, 404]).not.toContain(own.status)
    expectRefusal(foreign, 404)
    if (own.status >= 300) expect(await texts()).toEqual(before)
  })

  test.each(withId(inPath))("is nobody else's where the path names it after all: $id", async ({ operation }) => {
    expectRefusal(await ask(operation, STRANGER, { 'if-match': '0' }), 403)
  })

  test.each(withId(scoped))('is not reached by naming it, or nothing that there is, in the header: $id', async ({ operation }) => {
    const before = await texts()

    for (const named of [ACME, 'ws_nobody']) expectRefusal(await ask(operation, STRANGER, { [header]: named }), 403)
    expectRefusal(await ask(operation, OWNER, { [header]: GLOBEX }), 403)
    expect(await texts()).toEqual(before)
  })

  test.each(withId(scoped))('is that of the header where a login is good for several, which has to name one: $id', async ({ operation }) => {
    const before = await texts()
    const unnamed = await ask(operation, SESSION)
    const foreign = await ask(operation, SESSION, { [header]: 'ws_nobody' })
    const other = await ask(operation, SESSION, { [header]: GLOBEX })

    expectRefusal(unnamed, 400)
    expect(at(unnamed.json, '/errors/0/path')).toEqual(['headers', header])
    expectRefusal(foreign, 403)
    if (byId.includes(operation)) expectRefusal(other, 404)
    expect(await texts()).toEqual(before)
    const login = await ask(operation, SESSION, { [header]: ACME })
    await begin()
    expect(login.status).toBe((await ask(operation, OWNER)).status)
  })

  test('is shown alike to the token that implies it, the same token that names it, and a login that names it', async () => {
    const [implied, named, login, other] = await Promise.all([
      lists('/clusters', OWNER),
      lists('/clusters', OWNER, { [header]: ACME }),
      lists('/clusters', SESSION, { [header]: ACME }),
      lists('/clusters', SESSION, { [header]: GLOBEX }),
    ])

    expect(implied.length).toBe(2)
    expect([named, login]).toEqual([implied, implied])
    expect(other).toEqual(await lists('/clusters', STRANGER))
  })

  test('is made where the login says, and nowhere else', async () => {
    const body = { name: 'of a login', region_id: 'reg_glbxuse1000000b2' }
    const made = await client.send('POST', '/v1/clusters', { token: SESSION, headers: { [header]: GLOBEX }, body })
    const wrong = await client.send('POST', '/v1/clusters', { token: SESSION, headers: { [header]: ACME }, body })

    expect(textAt(made.json, '/workspace_id')).toBe(GLOBEX)
    expect(await lists('/clusters', STRANGER)).toContain(textAt(made.json, '/owner_id'))
    expect(await lists('/clusters', OWNER)).toHaveLength(2)
    expectRefusal(wrong, 422)
  })

  test.each(withId(scoped.filter(({ id }) => forbidden.has(id))))('is kept from members, who see it all the same: $id', async ({ operation }) => {
    const before = await texts()
    const { json } = await client.send('GET', `/v1/clusters/${SAMPLE}`, { token: MEMBER })

    expect(textAt(json, '/id')).toBe(SAMPLE)
    expectRefusal(await ask(operation, MEMBER, { 'if-match': textAt(json, '/etag') }), 403)
    expect(await texts()).toEqual(before)
  })

  test.each(withId([...scoped, ...inPath]))('is closed to tokens that are missing, unknown, revoked or over: $id', async ({ operation }) => {
    const mint = async (more: object) => (await client.send('POST', '/v1/api_tokens', { token: OWNER, body: { name: 'made', ...more } })).json
    const [revoked, over] = [await mint({}), await mint({ expires_at: NOW + 60 })]
    const works = await Promise.all([revoked, over].map(async (one) => client.send('GET', '/v1/clusters', { token: textAt(one, '/token') })))
    await client.send('DELETE', `/v1/api_tokens/${textAt(revoked, '/id')}`, { token: OWNER })
    const early = await client.send('GET', '/v1/clusters', { token: textAt(over, '/token') })
    client.mock.clock.advance(40_000)
    const before = await texts()

    expect([...works, early].map(({ status }) => status)).toEqual([200, 200, 200])
    for (const token of [undefined, 'sk_akua_nobody', textAt(revoked, '/token'), textAt(over, '/token')]) expectRefusal(await ask(operation, token), 401)
    expect(await texts()).toEqual(before)
  })
})

/** A refusal in the envelope, as the vendor's client decodes it: what is not known is left out and never null. */
function expectRefusal({ status, text, json }: Answer, expected: number): void {
  expect([status, text]).toEqual([expected, text])
  expect(contract.validate('/components/schemas/ApiErrorResponse', json)).toEqual([])
  expect(decoded(text)).toBeDefined()
  expect(isObject(json) ? { success: json['success'], result: json['result'] } : json).toEqual({ success: false, result: {} })
  expect(text).not.toContain('null')
}
