import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import {
  ACME,
  clientOf,
  decoded,
  exchange,
  MEMBER,
  OWNER,
  REGION,
  SAMPLE,
  SESSION,
  START,
  STRANGER,
  undeclared,
  WORKER,
  type Exchanged,
  type Given,
} from './akua.test-kit.ts'
import { textOf } from './akua-walk.test-kit.ts'
import { createMock, type Mock } from './create.ts'

/** Every refusal is one that the vendor's client can decode: sections 8 and 12 of the fact sheet. */
let mock: Mock
let client: ReturnType<typeof clientOf>

beforeAll(async () => {
  mock = await createMock({ providers: ['akua'], clock: { scale: 0, at: START } })
  await mock.listen()
  client = clientOf(mock)
})
beforeEach(() => mock.reset())
afterEach(() => expect(undeclared(mock)).toEqual([]))
afterAll(() => mock?.close())

const path = { workspace_id: ACME, cluster_id: SAMPLE, machine_id: WORKER, metric: 'compute/machines', operation_id: 'op_nobody' }
const nobody = { path: { ...path, cluster_id: 'clu_nobody' } }
const ask = (id: string, given: Given = { path }): Promise<Exchanged> => client.ask(id, given)
const as = (token: string, id: string, given: Given = { path }): Promise<Exchanged> => clientOf(mock, token).ask(id, given)
const tagged = async (more: object = {}): Promise<Given> => ({
  path,
  headers: { 'if-match': textOf(await client.call('clusters.get', { path }), '/etag') },
  ...more,
})
const stale: Given = { path, headers: { 'if-match': '1' } }
const raw = (method: string, target: string, more: { headers?: Readonly<Record<string, string>>; body?: string } = {}): Promise<Exchanged> =>
  exchange(mock.url + target, { method, ...more, headers: { authorization: `Bearer ${OWNER}`, ...more.headers } })
const cluster = { name: 'made', region_id: REGION }

/** What is refused, with the status and the code that stand for it, and the place that is named. */
const table: readonly {
  readonly what: string
  readonly status: number
  readonly code: number
  readonly path?: readonly string[]
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly ask: () => Promise<Exchanged>
}[] = [
  { what: 'a member that is missing', status: 400, code: 7001, path: ['body', 'region_id'], ask: () => ask('clusters.create', { body: { name: 'made' } }) },
  { what: 'a text that is too short', status: 400, code: 7001, path: ['body', 'name'], ask: () => ask('clusters.create', { body: { ...cluster, name: '' } }) },
  {
    what: 'a member that nobody knows',
    status: 400,
    code: 7001,
    path: ['body', 'colour'],
    ask: () => ask('clusters.create', { body: { ...cluster, colour: 'red' } }),
  },
  {
    what: 'a body that is no JSON',
    status: 400,
    code: 7001,
    ask: () => raw('POST', '/v1/clusters', { headers: { 'content-type': 'application/json' }, body: '{' }),
  },
  { what: 'a limit of 0', status: 400, code: 7001, path: ['query', 'limit'], ask: () => ask('clusters.list', { query: { limit: '0' } }) },
  { what: 'a cursor of garbage', status: 400, code: 7001, path: ['query', 'cursor'], ask: () => ask('clusters.list', { query: { cursor: 'garbage' } }) },
  {
    what: 'an owner without its type',
    status: 400,
    code: 7001,
    path: ['query', 'owner_type'],
    ask: () => ask('operations.list', { query: { owner_id: SAMPLE } }),
  },
  {
    what: 'a type of owner alone',
    status: 400,
    code: 7001,
    path: ['query', 'owner_id'],
    ask: () => ask('operations.list', { query: { owner_type: 'cluster' } }),
  },
  { what: 'a missing if-match', status: 400, code: 7001, path: ['headers', 'if-match'], ask: () => ask('clusters.delete') },
  {
    what: 'a key that is too long',
    status: 400,
    code: 7001,
    path: ['headers', 'idempotency-key'],
    ask: () => ask('clusters.create', { body: cluster, headers: { 'idempotency-key': 'k'.repeat(65) } }),
  },
  { what: 'a missing key', status: 400, code: 7001, path: ['headers', 'idempotency-key'], ask: () => ask('machines.delete', stale) },
  { what: 'a settings change of nothing', status: 400, code: 7001, ask: () => ask('clusters.updateComputeSettings', { ...stale, body: {} }) },
  { what: 'a person who names no workspace', status: 400, code: 7001, path: ['headers', 'akua-context'], ask: () => as(SESSION, 'clusters.list') },
  { what: 'no token', status: 401, code: 7003, ask: () => exchange(`${mock.url}/v1/clusters`, { method: 'GET', headers: {} }) },
  { what: 'a token that is none', status: 401, code: 7003, ask: () => as('sk_akua_nobody', 'clusters.list') },
  { what: 'a member who deletes', status: 403, code: 7004, ask: async () => as(MEMBER, 'clusters.delete', await tagged()) },
  { what: 'a foreign workspace', status: 403, code: 7004, ask: () => as(STRANGER, 'clusters.list', { headers: { 'akua-context': ACME } }) },
  { what: 'an absent cluster', status: 404, code: 7002, ask: () => ask('clusters.get', nobody) },
  { what: 'an absent operation', status: 404, code: 7002, ask: () => ask('operations.get') },
  { what: 'a path that leads nowhere', status: 404, code: 7002, ask: () => raw('GET', '/v1/nowhere') },
  { what: 'another method', status: 405, code: 7005, ask: () => raw('PUT', '/v1/clusters') },
  {
    what: 'a stale etag',
    status: 409,
    code: 7006,
    metadata: { reason: 'ABORTED', etag: expect.stringMatching(/^\d+$/) },
    ask: () => ask('clusters.delete', stale),
  },
  { what: 'a cluster with a machine', status: 409, code: 7006, metadata: { blocker: WORKER }, ask: async () => ask('clusters.delete', await tagged()) },
  { what: 'a cluster that runs already', status: 409, code: 7006, ask: async () => ask('clusters.resume', await tagged()) },
  { what: 'more than a mebibyte', status: 413, code: 7001, ask: () => ask('clusters.create', { body: { ...cluster, name: 'x'.repeat(1_048_576) } }) },
  { what: 'plain text', status: 415, code: 7001, ask: () => raw('POST', '/v1/clusters', { headers: { 'content-type': 'text/plain' }, body: '{}' }) },
  {
    what: 'an unknown region',
    status: 422,
    code: 7007,
    path: ['body', 'region_id'],
    ask: () => ask('clusters.create', { body: { ...cluster, region_id: 'reg_nobody' } }),
  },
  {
    what: 'a kubeconfig that is none',
    status: 422,
    code: 7007,
    path: ['body', 'kubeconfig'],
    ask: () => ask('clusters.import', { body: { ...cluster, kubeconfig: 'nothing' } }),
  },
  { what: 'another provider', status: 422, code: 7007, ask: async () => ask('clusters.update', await tagged({ body: { provider: 'imported_byoc' } })) },
  { what: 'the end of what is over', status: 422, code: 7007, ask: cancelled },
  { what: 'one call too many', status: 429, code: 7008, ask: throttled },
  { what: 'what is not modelled', status: 501, code: 9001, ask: () => ask('workspaces.delete', stale) },
]

async function cancelled(): Promise<Exchanged> {
  const made = await client.call('clusters.create', { body: cluster })
  mock.clock.advance(60_000)
  return ask('operations.cancel', { path: { operation_id: textOf(made, '/id') } })
}

async function throttled(): Promise<Exchanged> {
  mock.world().set({ limits: { requests: 1, windowSeconds: 60 } })
  await ask('clusters.list')
  const answer = await ask('clusters.list')
  expect(answer.headers['retry-after']).toBe('60')
  return answer
}

describe('a refusal', () => {
  test.each(table)('of $what is $status in an envelope that the client decodes', async ({ status, code, path: where, metadata, ask: provoke }) => {
    const answer = await provoke()
    const error = decoded(answer.text)

    expect([answer.status, error?.code]).toEqual([status, code])
    expect(error?.message).toMatch(/\S/)
    if (where !== undefined) expect(error?.path).toEqual(where)
    expect(error?.metadata).toEqual(metadata)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(JSON.parse(answer.text)).toEqual({ success: false, errors: [expect.anything()], result: {} })
    expect(client.contract.validate('/components/schemas/ApiErrorResponse', JSON.parse(answer.text))).toEqual([])
  })

  test('leaves out what it does not know, instead of a null', async () => {
    for (const { ask: provoke } of table) expect((await provoke()).text).not.toContain('null')
  })

  test('is provoked here with every status that the mock can be made to refuse with', () => {
    expect([...new Set(table.map(({ status }) => status))]).toEqual([400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 501])
  })
})

test.each([
  ['another envelope', '{"error":{"code":"not_found","message":"no"}}'],
  ['no result', '{"success":false,"errors":[{"code":7002,"message":"no"}]}'],
  ['a result that is none', '{"success":false,"errors":[{"code":7002,"message":"no"}],"result":null}'],
  ['a text for a code', '{"success":false,"errors":[{"code":"7002","message":"no"}],"result":{}}'],
  ['a path of null', '{"success":false,"errors":[{"code":7002,"message":"no","path":null}],"result":{}}'],
  ['a number in the metadata', '{"success":false,"errors":[{"code":7002,"message":"no","metadata":{"limit":3}}],"result":{}}'],
  ['no errors', '{"success":false,"errors":[],"result":{}}'],
])('the client decodes nothing of %s', (_, text) => {
  expect(decoded(text)).toBeUndefined()
})

test('the codes that stand in the tests of the client alone are no facts', async () => {
  const { refusals } = (await loadContract(await folderOf('akua'))).behaviour.errors
  const of = (code: string) => Object.values(refusals).filter((refusal) => refusal.code === code)

  expect(new Set(of('7002').map(({ status }) => status))).toEqual(new Set([404]))
  expect(of('9001').map(({ status, basis }) => [status, basis])).toEqual([[501, 'assumed']])
})
