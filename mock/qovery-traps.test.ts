import { CloudVendorEnum, ClusterDeploymentStatusEnum, ClusterStateEnum, KubernetesEnum } from 'qovery-typescript-axios'
import { describe, expect, test } from 'vitest'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import { karpenter, kinds } from './qovery-features.test-kit.ts'
import { statuses } from './qovery-states.test-kit.ts'
import { AWS, CLUSTERS, clouds, featureOf, HERE, idOf, items, ORG, qovery, UUID } from './qovery.test-kit.ts'

// What real clients need from a mock: section 12.3 of the fact sheet, row by row.
const organization = qovery()
const { client, send, pass, make, deployed, objectAt, list, shown, status } = organization
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
    expect(new Set(closed['status'])).toEqual(new Set(statuses))
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
    expect(types).toEqual(new Set(kinds.map(({ type }) => type)))
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
})
