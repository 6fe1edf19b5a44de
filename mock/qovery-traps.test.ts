import { CloudVendorEnum, ClusterDeploymentStatusEnum, ClusterStateEnum, KubernetesEnum } from 'qovery-typescript-axios'
import { describe, expect, test } from 'vitest'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { exchange } from './akua.test-kit.ts'
import { textAt } from './both-ways.test-kit.ts'
import { karpenter, kinds } from './qovery-features.test-kit.ts'
import { arriving, resting, statuses } from './qovery-states.test-kit.ts'
import { ADMIN, AWS, CLUSTERS, clouds, featureOf, HERE, idOf, items, ORG, qovery, refused, refusalIn, UUID, YAML } from './qovery.test-kit.ts'

// What real clients need from a mock: section 12.3 of the fact sheet, row by row.
const organization = qovery()
const { client, send, pass, make, deployed, objectAt, list, shown, status, phase, edit } = organization
const arrive = arriving(organization)
const valid = (schema: string, value: Json | undefined) => client().mock.contracts[0]?.validate(`/components/schemas/${schema}`, value ?? null)
const vendors = Object.values(CloudVendorEnum)
const placeOf = (cloud_provider: string): JsonObject =>
  Object.values(clouds).find((cloud) => cloud.cloud_provider === cloud_provider) ?? { cloud_provider, region: 'on-premise' }
/** One cluster of every vendor, of every kind of Kubernetes, and with every feature, some of them deployed. */
async function crowd(): Promise<readonly string[]> {
  const made: string[] = []
  for (const vendor of vendors) made.push(await make({ name: vendor, ...placeOf(vendor) }))
  for (const kubernetes of Object.values(KubernetesEnum)) made.push(await deployed({ name: kubernetes, kubernetes, region: 'on-premise' }))
  for (const { cloud, id, value } of kinds) made.push(await deployed({ name: `${cloud} ${id}`, ...clouds[cloud], features: [{ id, value }] }))
  return made
}

describe('what real clients rely on', () => {
  test('row 1: credentials of a cluster are an object whatever was told of them, or a client falls over its own feet', async () => {
    for (const vendor of vendors) {
      const path = await make({ name: vendor, ...placeOf(vendor) })
      expect(await objectAt(`${path}/cloudProviderInfo`)).toMatchObject({ credentials: {}, region: placeOf(vendor)['region'] })
    }
    const path = await make()
    for (const body of [{}, { region: 'eu-west-3' }, { credentials: {} }, { cloud_provider: 'AWS', credentials: { id: AWS, name: 'made' } }]) {
      expect((await send('POST', `${path}/cloudProviderInfo`, { body })).json).toMatchObject({ credentials: {} })
      expect(await objectAt(`${path}/cloudProviderInfo`)).toMatchObject({ credentials: {}, cloud_provider: 'AWS' })
    }
  })

  test('row 2: every success that has something to tell has it in JSON, or a client takes it for nothing', async () => {
    const path = await deployed()
    const id = idOf(path)
    const info = { cloud_provider: 'AWS', region: 'eu-west-3', credentials: { id: AWS, name: 'made' } }
    const calls: readonly (readonly [string, string, JsonObject?])[] = [
      ['GET', CLUSTERS],
      ['GET', `${CLUSTERS}/status`],
      ...['status', 'isReady', 'cloudProviderInfo', 'advancedSettings', 'routingTable', 'logs', 'currentCost'].map(
        (part) => ['GET', `${path}/${part}`] as const,
      ),
      ...['token', 'environments'].map((part) => ['GET', `/cluster/${id}/${part}`] as const),
      ['GET', '/defaultClusterAdvancedSettings'],
      ['GET', `${HERE}/lock`],
      ['PUT', path, { ...clouds.AWS, name: 'made' }],
      ['POST', `${path}/cloudProviderInfo`, info],
      ['PUT', `${path}/advancedSettings`, {}],
      ['PUT', `${path}/routingTable`, { routes: [] }],
      ['POST', `/cluster/${id}/lock`, { reason: 'x' }],
      ['POST', `${path}/deploy?dry_run=true`],
    ]
    for (const [method, target, body] of calls) {
      const answer = await send(method, target, body === undefined ? {} : { body })
      expect([target, answer.status < 300, answer.headers.get('content-type'), isObject(answer.json)]).toEqual([target, true, 'application/json', true])
    }
    pass(10)
    for (const action of [`/cluster/${id}/upgrade`, `${path}/deploy`, `${path}/stop`]) {
      expect((await send('POST', action)).json).toMatchObject({ cluster_id: id })
      pass(10)
    }
  })

  test('row 3: every item of a list can be read, or the whole list is lost', async () => {
    const made = await crowd()
    const clusters = await list(CLUSTERS)

    expect(clusters.length).toBe(made.length + 2)
    for (const cluster of clusters) {
      expect(cluster).toMatchObject({
        id: expect.stringMatching(UUID),
        organization: { id: ORG },
        name: expect.stringMatching(/./),
        region: expect.stringMatching(/./),
      })
      expect(valid('Cluster', cluster)).toEqual([])
    }
  })

  test('row 4: a status has its four members wherever it is shown', async () => {
    const path = await make()
    const { json: answered } = await send('POST', `${path}/deploy`)
    const all = [answered, await status(path), ...(await list(`${CLUSTERS}/status`))]

    for (const told of all)
      expect(told).toMatchObject({
        cluster_id: expect.stringMatching(UUID),
        status: expect.any(String),
        is_deployed: expect.any(Boolean),
        reason: 'UNSPECIFIED',
      })
  })

  test('row 5: no word is shown that a client with closed lists of words does not know', async () => {
    await crowd()
    const closed: Readonly<Record<string, readonly string[]>> = {
      status: Object.values(ClusterStateEnum),
      cloud_provider: vendors,
      kubernetes: Object.values(KubernetesEnum),
      deployment_status: Object.values(ClusterDeploymentStatusEnum),
    }
    for (const cluster of await list(CLUSTERS)) for (const [member, words] of Object.entries(closed)) expect(cluster[member]).toBeOneOf([...words])
  })

  test('row 6: every item of the list has a status and the instant of its last change, or the command line panics', async () => {
    await crowd()

    for (const cluster of await list(CLUSTERS)) expect(cluster).toMatchObject({ status: expect.any(String), updated_at: expect.stringMatching(/Z$/) })
  })

  test('row 7: the value of a feature has one of six types and all that its type needs, also where only a part was sent', async () => {
    const limits = { enabled: true, max_cpu_in_vcpu: 8, max_memory_in_gibibytes: 32 }
    const pools = { requirements: [], stable_override: { limits }, default_override: { limits }, gpu_override: { limits }, cronjob_override: { limits } }
    const path = await make({ features: [{ id: 'KARPENTER', value: { ...karpenter, qovery_node_pools: pools } }] })
    const feature = featureOf(await shown(path), 'KARPENTER')

    expect(valid('ClusterFeatureResponse', feature)).toEqual([])
    for (const pool of ['stable', 'default', 'gpu', 'cronjob'])
      expect(at(feature, `/value_object/value/qovery_node_pools/${pool}_override/limits`)).toEqual({ ...limits, max_gpu: 0 })
    const types = new Set(
      (await Promise.all((await crowd()).map(shown))).flatMap((cluster) => items(cluster['features']).map((one) => at(one, '/value_object/type'))),
    )
    expect([...types].sort()).toEqual([...new Set(kinds.map(({ type }) => type))].sort())
  })

  test.each<[string, string, JsonObject, JsonObject]>([
    ['aws', 'AWS', { access_key_id: 'AKIA', secret_access_key: 'hush' }, { access_key_id: 'AKIA' }],
    ['aws', 'AWS_ROLE', { role_arn: 'arn' }, { role_arn: 'arn' }],
    ['aws', 'EKS_ANYWHERE_VSPHERE', { vsphere_user: 'u', vsphere_password: 'hush', role_arn: 'arn' }, { vsphere_user: 'u', role_arn: 'arn' }],
    [
      'aws',
      'EKS_ANYWHERE_VSPHERE',
      { vsphere_user: 'u', vsphere_password: 'hush', access_key_id: 'AKIA', secret_access_key: 'hush' },
      { vsphere_user: 'u', access_key_id: 'AKIA' },
    ],
    [
      'scaleway',
      'SCW',
      { scaleway_access_key: 'a', scaleway_secret_key: 'hush', scaleway_project_id: 'p', scaleway_organization_id: 'o' },
      { scaleway_access_key: 'a', scaleway_project_id: 'p', scaleway_organization_id: 'o' },
    ],
    ['gcp', 'GCP', { gcp_credentials: 'hush' }, {}],
    [
      'gcp',
      'GCP_WORKLOAD_IDENTITY_FEDERATION',
      { service_account_email: 'a@example.com', workload_identity_provider_resource: 'w' },
      { project_id: expect.any(String), service_account_email: 'a@example.com', workload_identity_provider_resource: 'w', token_lifetime_seconds: 14_400 },
    ],
    [
      'azure',
      'AZURE',
      { azure_subscription_id: 's', azure_tenant_id: 't' },
      { azure_subscription_id: 's', azure_tenant_id: 't', azure_application_id: expect.any(String), azure_application_object_id: expect.any(String) },
    ],
    ['onPremise', 'OTHER', {}, {}],
  ])('row 8: credentials of %s that are %s have all that their kind needs, and no secret', async (cloud, object_type, body, told) => {
    const path = `${HERE}/${cloud}/credentials`
    const made = await send('POST', path, { body: { name: 'mine', ...body } })
    const read = await send('GET', `${path}/${textAt(made.json, '/id')}`)

    expect(made.status).toBe(201)
    expect(made.json).toEqual({ id: expect.stringMatching(UUID), name: 'mine', object_type, ...told })
    expect(read.json).toEqual(made.json)
    expect(await list(path)).toContainEqual(made.json)
    expect(valid('ClusterCredentials', made.json)).toEqual([])
    expect(made.text + read.text).not.toContain('hush')
  })

  test.each([{ type: '' }, {}])('row 9: the kind of credentials follows from their members, where %j is told of it', async (type) => {
    const kindOf = async (body: JsonObject) =>
      textAt((await send('POST', `${HERE}/aws/credentials`, { body: { name: 'x', ...type, ...body } })).json, '/object_type')

    expect(await kindOf({ access_key_id: 'AKIA', secret_access_key: 'hush' })).toBe('AWS')
    expect(await kindOf({ role_arn: 'arn' })).toBe('AWS_ROLE')
  })

  test('row 9: credentials of Google are taken as JSON that nobody has encoded', async () => {
    const { status: code } = await send('POST', `${HERE}/gcp/credentials`, { body: { name: 'x', gcp_credentials: '{"type":"service_account"}' } })

    expect(code).toBe(201)
  })

  test('row 10: features are known by words, and words are taken', async () => {
    for (const cloud of ['aws', 'scaleway', 'gcp', 'azure']) for (const { id } of await list(`/${cloud}/clusterFeature`)) expect(id).toMatch(/^[A-Z_]+$/)
    expect(featureOf(await shown(await make({ features: [{ id: 'STATIC_IP', value: true }] })), 'STATIC_IP')).toBeDefined()
  })

  test.each(['deploy', 'stop', 'upgrade'])('row 11: %s is taken with the media type of a form and a length of nothing', async (action) => {
    const path = await (action === 'deploy' ? make() : deployed())
    const target = action === 'upgrade' ? `/cluster/${idOf(path)}/upgrade` : `${path}/${action}`
    const headers = { authorization: `Token ${ADMIN}`, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json, text/plain, */*' }
    const { status: code } = await exchange(client().mock.url + target, { method: 'POST', headers })

    expect(code).toBe(action === 'stop' ? 202 : 201)
  })

  test('row 12: a cluster has a status as soon as it is made, as nobody asks twice for one that is not found', async () => {
    const path = await make()

    expect([(await send('GET', `${path}/status`)).status, await phase(path)]).toEqual([200, 'READY'])
  })

  test.each(resting.filter((word) => word.endsWith('_ERROR')))(
    'row 13: %s is gone before a deployment or deletion is answered, or the first look takes it for the end',
    async (word) => {
      const path = await arrive(word)
      const { json } = await send('POST', `${path}/deploy`)
      expect([textAt(json, '/status'), await phase(path)]).toEqual(['DEPLOYMENT_QUEUED', 'DEPLOYMENT_QUEUED'])
      const other = await arrive(word, { name: 'other' })
      await send('DELETE', other)

      expect(await phase(other)).toBe('DELETE_QUEUED')
    },
  )

  test('row 14: nothing waits in a status that some client takes for final and another one does not', async () => {
    const path = await make()
    const seen: string[] = []
    for (const [method, action] of [
      ['POST', '/deploy?dry_run=true'],
      ['POST', '/deploy'],
      ['POST', '/stop'],
      ['DELETE', ''],
    ] as const) {
      const answer = await send(method, path + action)
      seen.push(textAt(answer.json, '/status'))
      pass(10)
      seen.push(await phase(path))
    }

    expect(seen).toEqual(['DRY_RUN', 'READY', 'DEPLOYMENT_QUEUED', 'DEPLOYED', 'STOP_QUEUED', 'STOPPED', '', '404'])
  })

  test('row 15: all advanced settings are taken back at once, strangers too, and are then shown as they are, in types of their own', async () => {
    const path = await make()
    const before = await objectAt(`${path}/advancedSettings`)
    const body = { ...before, 'loki.log_retention_in_week': '2', 'qovery.static_ip_mode': 'true', 'some.thing.new': [1] }
    const put = await send('PUT', `${path}/advancedSettings`, { body })

    expect([put.status, put.json]).toEqual([201, { ...before, 'loki.log_retention_in_week': 2, 'qovery.static_ip_mode': true }])
    expect(await objectAt(`${path}/advancedSettings`)).toEqual(put.json)
    expect((await send('PUT', `${path}/advancedSettings`, { body: isObject(put.json) ? put.json : {} })).json).toEqual(put.json)
  })

  test('row 16: the default settings are there for every look, with the keys of those of a cluster', async () => {
    const defaults = await objectAt('/defaultClusterAdvancedSettings')

    expect(Object.keys(defaults).length).toBeGreaterThan(55)
    expect(await objectAt(`${await make()}/advancedSettings`)).toEqual(defaults)
  })

  test('row 17: an edit without credentials keeps those that there are', async () => {
    const credentials = { cloud_provider: 'AWS', region: 'eu-west-3', credentials: { id: AWS, name: 'made' } }
    const path = await make({ cloud_provider_credentials: credentials })
    await edit(path, { description: 'Edited' })

    expect(await objectAt(`${path}/cloudProviderInfo`)).toEqual(credentials)
  })

  test.each(['00000000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', 'x'])(
    'row 18: a kubeconfig is shown under the organization %s, which is none',
    async (nobody) => {
      const path = await deployed()
      const { status: code, text } = await send('GET', path.replace(ORG, nobody) + '/kubeconfig?with_token_from_cli=true')

      expect([code, text]).toEqual([200, (await send('GET', `${path}/kubeconfig`)).text])
    },
  )

  test('row 19: a deployment is answered with 201, or with the 200 that the command line insists on where that is set', async () => {
    const path = await make()
    expect((await send('POST', `${path}/deploy`)).status).toBe(201)
    pass(10)
    const set = await client().send('PATCH', '/__admin/settings', { body: { successes: { deployCluster: 200 } } })
    const again = await send('POST', `${path}/deploy`)

    expect([set.status, again.status, textAt(again.json, '/status')]).toEqual([200, 200, 'DEPLOYMENT_QUEUED'])
    expect((await client().send('PATCH', '/__admin/settings', { body: { successes: { deployCluster: 204 } } })).status).toBe(400)
    await client().send('DELETE', '/__admin/requests')
  })

  test('row 20: a deployed cluster names the next version, or nobody offers an upgrade', async () => {
    expect((await status(await deployed()))['next_k8s_available_version']).toBe('1.32')
  })

  test('row 21: routes are sent as routes and shown as results', async () => {
    const path = await make()
    const routes = [{ destination: '10.80.0.0/16', target: 'pcx-1', description: '' }]
    const put = await send('PUT', `${path}/routingTable`, { body: { routes } })

    expect([put.status, put.json]).toEqual([201, { results: routes }])
    expect(await objectAt(`${path}/routingTable`)).toEqual({ results: routes })
    expect((await send('PUT', `${path}/routingTable`, { body: { routes: [] } })).json).toEqual({ results: [] })
  })

  test('row 22: nothing redirects, which would make a GET of a POST', async () => {
    const headers = { authorization: `Token ${ADMIN}`, 'content-type': 'application/json' }
    for (const target of [`${CLUSTERS}/`, `/${CLUSTERS}`, CLUSTERS.toUpperCase(), `${CLUSTERS}?`, `${CLUSTERS}/../cluster`])
      for (const method of ['GET', 'POST']) {
        const { status: code, headers: answered } = await exchange(client().mock.url + target, { method, headers, ...(method === 'POST' && { body: '{}' }) })
        expect([target, Math.floor(code / 100) === 3, answered.location]).toEqual([target, false, undefined])
      }
  })

  test('row 23: what the demonstration of the vendor sends is taken', async () => {
    const credentials = textAt((await send('POST', `${HERE}/onPremise/credentials`, { body: { name: 'on-premise' } })).json, '/id')
    const demo = {
      name: 'local-machine',
      description: '',
      region: 'on-premise',
      cloud_provider: 'ON_PREMISE',
      kubernetes: 'SELF_MANAGED',
      production: false,
      is_demo: true,
      ssh_keys: [],
      features: [],
      cloud_provider_credentials: { cloud_provider: 'ON_PREMISE', credentials: { id: credentials, name: 'on-premise' }, region: 'unknown' },
    }
    const made = await send('POST', CLUSTERS, { body: demo, headers: { authorization: `Bearer ${ADMIN}` } })
    expect(made.status).toBe(201)
    const path = `${CLUSTERS}/${textAt(made.json, '/id')}`

    expect(await objectAt(`${path}/cloudProviderInfo`)).toMatchObject({ region: 'unknown', credentials: { id: credentials } })
    expect((await send('GET', `${path}/installationHelmValues`, { headers: YAML })).text).toContain(idOf(path))
  })

  test('row 24: instants have a zone, and whole numbers fit into 32 bits', async () => {
    const path = await deployed({ min_running_nodes: 1, max_running_nodes: 2_147_483_647 })
    await send('POST', `/cluster/${idOf(path)}/lock`, { body: { reason: 'x', ttl_in_days: 5 } })
    const answers = [
      CLUSTERS,
      `${CLUSTERS}/status`,
      `${path}/status`,
      `${HERE}/lock`,
      `/cluster/${idOf(path)}/token`,
      `${path}/advancedSettings`,
      '/organization',
      `${HERE}/apiToken`,
    ]
    const all = (await Promise.all(answers.map((answer) => send('GET', answer)))).flatMap(({ json }) => leaves(json ?? null))
    const instants = all.filter(([name]) => /(_at|_date|Timestamp)$/.test(name) && name !== '').flatMap(([, value]) => (value === null ? [] : [value]))

    expect(instants.length).toBeGreaterThan(8)
    for (const instant of instants) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
    for (const [name, value] of all) if (typeof value === 'number') expect([name, Number.isInteger(value) && value === (value | 0)]).toEqual([name, true])
  })

  test('row 25: the type of instances is KARPENTER where Karpenter chooses them, and otherwise as it was sent', async () => {
    const path = await make({ instance_type: 'T3A_XLARGE', features: [{ id: 'KARPENTER', value: karpenter }] })
    const plain = await make({ name: 'plain', instance_type: 't3a.xlarge' })

    expect([(await shown(path))['instance_type'], (await shown(plain))['instance_type']]).toEqual(['KARPENTER', 't3a.xlarge'])
    expect(refusalIn(await send('GET', path))).toEqual(refused(405))
  })
})

/** Every value that holds no others, with its name. */
function leaves(value: Json, name = ''): readonly (readonly [string, Json])[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leaves(item, name))
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, key)) : [[name, value]]
}
