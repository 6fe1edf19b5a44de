import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at, isObject, type Json } from '../specs/json.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import { ACME, clientOf, decoded, exchange, OWNER, SAMPLE, START, targetOf, WORKER, type Given, type Told } from './akua.test-kit.ts'
import { textOf, walk } from './akua-walk.test-kit.ts'
import { textAt } from './both-ways.test-kit.ts'
import { createMock, type Mock } from './create.ts'

/** What the vendor's client needs: section 12 of the fact sheet, row by row, over a socket. */
const contract = await loadContract(await folderOf('akua'))
const modelled = [...contract.operations.values()].filter(({ behaviour }) => behaviour !== undefined)
const coloned = modelled.filter(({ template }) => template.includes(':') || template.includes('{metric}'))
let mock: Mock
let client: ReturnType<typeof clientOf>

beforeAll(async () => {
  mock = await createMock({ providers: ['akua'], clock: { scale: 0, at: START } })
  await mock.listen()
  client = clientOf(mock)
})
beforeEach(() => mock.reset())
afterAll(() => mock?.close())

const path = {
  workspace_id: ACME,
  cluster_id: SAMPLE,
  operation_id: 'op_nobody',
  worker_bootstrap_id: 'wbs_nobody',
  metric: 'compute/machines',
  machine_id: WORKER,
}
const tagOf = async (id: string): Promise<string> => textOf(await client.call(id, { path }), '/etag')
const clusters = async (): Promise<string> => (await client.ask('clusters.list')).text

describe('the address', () => {
  test('is the one that is built into the client, and the token comes from the variable that it reads', () => {
    expect(at(contract.document, '/servers/0/url')).toBe('https://api.akua.dev/v1')
    expect(contract.basePath).toBe('/v1')
    expect(contract.behaviour.provider.environment?.map(({ name, value }) => [name, value])).toEqual([['AKUA_API_TOKEN', '{token}']])
  })

  test.each(coloned.flatMap(({ id }) => ['%3A', '%3a', ':'].map((colon) => ({ id, colon }))))('$id is reached with "$colon"', async ({ id, colon }) => {
    const { status } = await client.ask(id, { path }, colon)

    expect(status).not.toBe(405)
    expect(mock.world().journal.list().at(-1)).toMatchObject({ operation: id, status })
  })

  test('of a metric needs its slash encoded', async () => {
    const { template } = contract.operations.get('quotas.get') ?? { template: '' }
    const plain = await exchange(`${mock.url}${template.replace('{metric}', 'compute/machines')}`, {
      method: 'GET',
      headers: { authorization: `Bearer ${OWNER}` },
    })

    expect(textOf(await client.call('quotas.get', { path }), '/metric')).toBe('compute/machines')
    expect([plain.status, decoded(plain.text)?.code]).toEqual([404, 7002])
  })

  test('that the client itself gets wrong is refused in the envelope', async () => {
    const proxied = await exchange(`${mock.url}/v1/clusters/${SAMPLE}/kube_proxy/api%2Fv1%2Fpods%3A*`, {
      method: 'GET',
      headers: { authorization: `Bearer ${OWNER}` },
    })

    expect([proxied.status, decoded(proxied.text)?.code]).toEqual([404, 7002])
  })
})

describe('what is sent', () => {
  test('with a length of nothing and no media type is no body, where none is wanted', async () => {
    const given: Given = { path, headers: { 'if-match': await tagOf('clusters.get'), 'content-length': '0' } }

    expect((await client.call('clusters.refreshCapabilities', given)).kind).toBe('success')
    expect((await client.call('clusters.suspend', given)).kind).toBe('success')
  })

  test('as the text null is no body, where one may be left out', async () => {
    const made = await client.call('clusters.createWorkerBootstrap', { path })

    expect(made.kind).toBe('success')
    expect(textOf(made, '/id')).not.toBe('')
  })

  test.each(['clusters.create', 'clusters.import', 'regions.create', 'apiTokens.create', 'workspaces.create', 'machines.create'])(
    'as the text null is refused by %s, in the envelope, and makes nothing',
    async (id) => {
      const before = await clusters()
      const told = await client.call(id)

      expect(told).toMatchObject({ kind: 'refusal', status: 400, error: { code: 7001, path: ['body'] } })
      expect(await clusters()).toBe(before)
    },
  )

  test('besides what is documented changes nothing in the answer', async () => {
    const bare = { authorization: `Bearer ${OWNER}` }
    for (const id of ['clusters.get', 'clusters.list', 'workspaces.get']) {
      const operation = contract.operations.get(id)
      const plain = operation && (await exchange(mock.url + targetOf(operation, { path }, ':'), { method: 'GET', headers: bare }))
      expect((await client.ask(id, { path })).text).toBe(plain?.text)
    }
  })
})

describe('what is answered', () => {
  let told: ReadonlyMap<string, Told>

  beforeAll(async () => {
    mock.reset()
    told = await walk(mock, client)
  })

  const answer = (id: string): Json | undefined => {
    const found = told.get(id)
    return found?.kind === 'success' ? found.json : undefined
  }

  test('comes from every modelled operation', () => {
    expect([...told.keys()].sort()).toEqual(modelled.map(({ id }) => id).sort())
  })

  test.each(modelled)('$id has the declared status and satisfies the declared schema', ({ id }) => {
    expect(told.get(id)).toMatchObject({ kind: 'success' })
  })

  const owner = ['id', 'workspace_id', 'organization_id', 'owner_type', 'owner_id', 'parent_operation_id']
  const operation = [...owner, 'state', 'done', 'html_url', 'metadata', 'response', 'error', 'last_error', 'started_at', 'completed_at']
  const cluster = ['id', 'html_url', 'name', 'workspace_id', 'state', 'provider', 'reconciling', 'created_at', 'updated_at', 'etag']
  const bootstrap = ['id', 'cluster_id', 'status', 'created_at', 'updated_at', 'etag', 'reconciling', 'active_operation']
  const freshness = ['state', 'max_age_seconds', 'age_seconds', 'last_successful_at', 'last_refresh_status', 'last_refresh_error']
  const page = ['data', 'has_more', 'next_cursor']
  const starts = ['clusters.create', 'clusters.delete', 'clusters.suspend', 'clusters.resume', 'clusters.refreshCapabilities', 'clusters.revokeWorkerBootstrap']
  const works = [...starts, 'machines.create', 'machines.delete', 'operations.get', 'operations.wait', 'operations.cancel']
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ...['clusters.import', 'clusters.get', 'clusters.update'].map((id) => [id, '', cluster] as const),
    ...works.map((id) => [id, '', operation] as const),
    ...modelled.filter(({ id }) => /\.list/.test(id)).map(({ id }) => [id, '', page] as const),
    ['clusters.list', '/data/0', cluster],
    ['operations.list', '/data/0', operation],
    ['operations.get', '', ['steps']],
    ...['clusters.createWorkerBootstrap', 'clusters.getWorkerBootstrap'].map((id) => [id, '', bootstrap] as const),
    ['clusters.createWorkerBootstrap', '', ['token', 'command', 'cloud_init', 'artifacts']],
    ['clusters.getCapabilities', '', ['api_groups', 'storage_classes', 'gateway_classes', 'gateways', 'ingress_classes', 'nodes', 'freshness']],
    ['clusters.getCapabilities', '/freshness', freshness],
    ...['clusters.getComputeSettings', 'clusters.updateComputeSettings'].map(
      (id) => [id, '', ['auto_scaling', 'machines', 'max_machines', 'updated_at', 'etag']] as const,
    ),
    ['clusters.getKubeconfig', '', ['kubeconfig']],
    ['clusters.exec', '', ['output', 'exit_code', 'duration_ms']],
    ['regions.create', '', ['id', 'name', 'icon', 'workspace_id', 'created_at']],
    ...['workspaces.create', 'workspaces.get', 'workspaces.update'].map(
      (id) => [id, '', ['id', 'name', 'slug', 'plan', 'workspace_class', 'created_at', 'updated_at', 'etag']] as const,
    ),
    ['apiTokens.create', '', ['id', 'workspace_id', 'name', 'token']],
    ['apiTokens.list', '/data/0', ['id', 'workspace_id', 'name', 'prefix', 'created_at', 'last_used_at', 'expires_at']],
    ['quotas.get', '', ['metric', 'type', 'display_name', 'unit', 'limit', 'usage', 'remaining']],
    ...['machines.get', 'machines.update'].map((id) => [id, '', ['id', 'state', 'reconciling', 'etag', 'provider_id']] as const),
  ]

  test.each(table)('%s%s has every member that the client requires', (id, where, members) => {
    const found = at(answer(id), where)

    expect(Object.keys(isObject(found) ? found : {})).toEqual(expect.arrayContaining([...members]))
  })

  test.each(works)('%s tells a state in capitals and a type that the client knows', (id) => {
    expect(['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']).toContain(at(answer(id), '/state'))
    expect(textAt(answer(id), '/metadata/type')).toMatch(
      /^(cluster\.(create|delete|suspend|resume|capabilities\.refresh|worker_bootstrap\.revoke)|machine\.(create|delete))$/,
    )
  })

  test.each(['clusters.get', 'clusters.getComputeSettings', 'clusters.getWorkerBootstrap', 'workspaces.get', 'machines.get', 'computeConfigs.get'])(
    '%s has its etag in the body, as a text, and no header of that name',
    (id) => {
      const found = told.get(id)

      expect(textAt(answer(id), '/etag')).toMatch(/\S/)
      expect(found?.kind === 'success' ? found.headers['etag'] : 'none').toBeUndefined()
    },
  )

  test('says where only a new worker bootstrap is', () => {
    const located = [...told].filter(([, found]) => found.kind === 'success' && found.headers['location'] !== undefined).map(([id]) => id)

    expect(located).toEqual(['clusters.createWorkerBootstrap'])
  })
})
