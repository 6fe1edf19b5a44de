import { describe, expect, test } from 'vitest'
import { axiosClient, failure, openedForClient, told } from './qovery-client.test-kit.ts'
import { AWS, CROWDED, ORG, START } from './qovery.test-kit.ts'

const { url, client, later, poll, listed, made } = openedForClient()

describe('the life of a cluster by the client of the vendor', () => {
  test('it is made, deployed, changed, deployed again, stopped and deleted, and then it is not found', async () => {
    const { organization, credentials, cluster } = await made()
    expect(await listed(organization, cluster)).toMatchObject({
      name: 'production',
      status: 'READY',
      deployment_status: 'NEVER_DEPLOYED',
      organization: { id: organization },
    })
    const attached = await client().clusters.specifyClusterCloudProviderInfo(organization, cluster, {
      cloud_provider: 'AWS',
      region: 'eu-west-3',
      credentials: { id: credentials, name: 'production' },
    })
    expect([attached.status, attached.data.credentials]).toEqual([201, { id: credentials, name: 'production' }])
    expect((await client().clusters.getOrganizationCloudProviderInfo(organization, cluster)).data).toEqual(attached.data)
    expect((await client().clusters.getClusterReadinessStatus(organization, cluster)).data).toEqual({ is_ready: true })

    const first = await client().clusters.deployCluster(organization, cluster)
    expect([first.status, first.data.status, first.data.is_deployed]).toEqual([201, 'DEPLOYMENT_QUEUED', false])
    expect(await poll(organization, cluster, 'DEPLOYED')).toEqual(['DEPLOYMENT_QUEUED', 'DEPLOYING', 'DEPLOYED'])
    expect(await listed(organization, cluster)).toMatchObject({ deployment_status: 'UP_TO_DATE', version: '1.31', infrastructure_outputs: { kind: 'EKS' } })

    const request = {
      name: 'production',
      region: 'eu-west-3',
      cloud_provider: 'AWS',
      max_running_nodes: 5,
      features: [{ id: 'VPC_SUBNET', value: '10.4.0.0/16' }],
    } as const
    const edited = await client().clusters.editCluster(organization, cluster, { ...request, features: [...request.features] })
    expect([edited.status, edited.data.max_running_nodes, edited.data.status, edited.data.deployment_status]).toEqual([200, 5, 'DEPLOYED', 'OUT_OF_DATE'])
    expect((await client().clusters.getOrganizationCloudProviderInfo(organization, cluster)).data.credentials).toEqual({ id: credentials, name: 'production' })
    await client().clusters.deployCluster(organization, cluster)
    await poll(organization, cluster, 'DEPLOYED')
    expect((await listed(organization, cluster))?.deployment_status).toBe('UP_TO_DATE')

    const stopped = await client().clusters.stopCluster(organization, cluster)
    expect([stopped.status, stopped.data.status]).toEqual([202, 'STOP_QUEUED'])
    expect(await poll(organization, cluster, 'STOPPED')).toEqual(['STOP_QUEUED', 'STOPPING', 'STOPPED'])
    const deleted = await client().clusters.deleteCluster(organization, cluster)
    expect([deleted.status, deleted.data]).toEqual([204, ''])
    expect((await client().clusters.getClusterStatus(organization, cluster)).data.status).toBe('DELETE_QUEUED')
    later(10)

    expect(await failure(client().clusters.getClusterStatus(organization, cluster))).toEqual(told(404, 'Not Found', /cluster not found/))
    expect(await listed(organization, cluster)).toBeUndefined()
    expect((await client().credentials.deleteAWSCredentials(credentials, organization)).status).toBe(204)
    expect((await client().organizations.deleteOrganization(organization)).status).toBe(204)
    expect((await failure(client().organizations.getOrganization(organization))).status).toBeOneOf([403, 404])
  })

  test('it is upgraded to the next version, as long as there is one', async () => {
    const { organization, cluster } = await made()
    await client().clusters.deployCluster(organization, cluster)
    await poll(organization, cluster, 'DEPLOYED')

    for (const version of ['1.32', '1.33']) {
      expect((await client().clusters.getClusterStatus(organization, cluster)).data.next_k8s_available_version).toBe(version)
      const upgraded = await client().clusters.upgradeCluster(cluster)
      expect([upgraded.status, upgraded.data.status]).toEqual([201, 'DEPLOYMENT_QUEUED'])
      await poll(organization, cluster, 'DEPLOYED')
      expect((await listed(organization, cluster))?.version).toBe(version)
    }
    expect((await client().clusters.getClusterStatus(organization, cluster)).data.next_k8s_available_version).toBeNull()
    expect(await failure(client().clusters.upgradeCluster(cluster))).toEqual(told(400, 'Bad Request', /./))
  })

  test('a dry run of a deployment leaves it as it was', async () => {
    const { organization, cluster } = await made()
    const { updated_at: _, ...before } = (await listed(organization, cluster)) ?? {}
    const ran = await client().clusters.deployCluster(organization, cluster, true)
    later(10)

    expect([ran.status, ran.data.is_deployed, ran.data.last_execution_id]).toEqual([201, false, null])
    expect(await listed(organization, cluster)).toMatchObject(before)
  })

  test('its configuration alone is deleted at once', async () => {
    const { organization, cluster } = await made()

    expect((await client().clusters.deleteCluster(organization, cluster, 'DELETE_QOVERY_CONFIG')).status).toBe(204)
    expect((await failure(client().clusters.getClusterStatus(organization, cluster))).status).toBe(404)
  })
})

describe('what belongs to a cluster, by the client of the vendor', () => {
  test('a kubeconfig is put and read again to the letter, though JSON was asked for', async () => {
    const { organization, cluster } = await made()
    const kubeconfig = 'apiVersion: v1\r\nkind: Config # ü\n\n\tusers: []  \n'
    expect((await failure(client().clusters.getClusterKubeconfig(organization, cluster))).status).toBe(404)
    expect((await client().clusters.editClusterKubeconfig(organization, cluster, kubeconfig)).status).toBe(204)
    const { data, headers } = await client().clusters.getClusterKubeconfig(organization, cluster, true, true)

    expect([data, headers['content-type']]).toEqual([kubeconfig, 'application/x-yaml'])
    expect((await client().clusters.getInstallationHelmValues(organization, cluster)).data).toContain(cluster)
  })

  test('advanced settings begin with the default ones, and keep what is put', async () => {
    const { organization, cluster } = await made()
    const { data: defaults } = await client().clusters.getDefaultClusterAdvancedSettings()
    const { data: before } = await client().clusters.getClusterAdvancedSettings(organization, cluster)
    const put = await client().clusters.editClusterAdvancedSettings(organization, cluster, { ...before, 'loki.log_retention_in_week': 3 })

    expect(before).toEqual(defaults)
    expect([put.status, put.data]).toEqual([201, { ...defaults, 'loki.log_retention_in_week': 3 }])
    expect((await client().clusters.getClusterAdvancedSettings(organization, cluster)).data).toEqual(put.data)
  })

  test('routes are put as such and shown as results', async () => {
    const { organization, cluster } = await made()
    const routes = [{ destination: '10.80.0.0/16', target: 'pcx-1', description: 'peer' }]
    expect((await client().clusters.getRoutingTable(organization, cluster)).data).toEqual({ results: [] })
    const put = await client().clusters.editRoutingTable(organization, cluster, { routes })

    expect([put.status, put.data]).toEqual([201, { results: routes }])
    expect((await client().clusters.getRoutingTable(organization, cluster)).data).toEqual({ results: routes })
  })

  test('a lock is set, seen wherever locks are shown, and taken off', async () => {
    const { organization, cluster } = await made()
    const locked = await client().clusters.lockCluster(cluster, { reason: 'freeze', ttl_in_days: 2 })
    expect([locked.status, locked.data]).toEqual([
      200,
      { cluster_id: cluster, reason: 'freeze', ttl_in_days: 2, locked_at: START, owner_name: 'Sample administrator' },
    ])
    expect((await client().locks.listClusterLock(organization)).data.results).toEqual([locked.data])
    expect((await client().clusters.getClusterStatus(organization, cluster)).data.cluster_lock).toEqual(locked.data)

    expect((await client().clusters.unlockCluster(cluster)).status).toBe(204)
    expect((await client().locks.listClusterLock(organization)).data.results).toEqual([])
    expect((await client().clusters.getClusterStatus(organization, cluster)).data.cluster_lock).toBeNull()
  })

  test('statuses of all clusters, environments, logs and a token for kubectl are shown', async () => {
    const statuses = (await client().clusters.getOrganizationClusterStatus(ORG)).data.results ?? []
    const { data: environments } = await client().clusters.getEnvironmentsByClusterId(CROWDED)
    const { data: logs } = await client().clusters.listClusterLogs(ORG, CROWDED)
    const { data: token } = await client().kubectl.getClusterTokenByClusterId(CROWDED)

    expect(statuses.map(({ cluster_id }) => cluster_id)).toContain(CROWDED)
    expect(environments.results?.map(({ environment_name }) => environment_name)).toEqual(['sample'])
    expect(logs.results).not.toEqual([])
    expect(token).toMatchObject({ kind: 'ExecCredential', status: { token: expect.stringMatching(/^sample-/) } })
  })
})

describe('what lies around clusters, by the client of the vendor', () => {
  test('organizations are made, shown, listed and changed', async () => {
    await client().organizations.getOrganization(ORG)
    later(1)
    const { data } = await client().organizations.createOrganization({ name: 'Initech', plan: 'TEAM', description: null })
    const edited = await client().organizations.editOrganization(data.id, { name: 'Initrode', description: 'Renamed' })

    expect(data).toMatchObject({ name: 'Initech', plan: 'TEAM' })
    expect([edited.status, edited.data.name, edited.data.plan]).toEqual([200, 'Initrode', 'TEAM'])
    expect((await client().organizations.getOrganization(data.id)).data).toEqual(edited.data)
    expect((await client().organizations.listOrganization()).data.results?.map(({ name }) => name)).toEqual(['Acme', 'Initrode'])
    expect((await client().organizations.listOrganizationAvailableRoles(data.id)).data.results).toBeInstanceOf(Array)
  })

  test('credentials of each cloud are told apart, and no secret comes back', async () => {
    const { credentials } = client()
    const answers = [
      await credentials.createAWSCredentials(ORG, { type: 'AWS_STATIC', name: 'a', access_key_id: 'AKIA', secret_access_key: 'hush' }),
      await credentials.createAWSCredentials(ORG, { type: 'AWS_ROLE', name: 'b', role_arn: 'arn:aws:iam::1:role/x' }),
      await credentials.createScalewayCredentials(ORG, {
        name: 'c',
        scaleway_access_key: 'SCW',
        scaleway_secret_key: 'hush',
        scaleway_project_id: 'p',
        scaleway_organization_id: 'o',
      }),
      await credentials.createGcpCredentials(ORG, { name: 'd', gcp_credentials: 'aHVzaA==' }),
      await credentials.createAzureCredentials(ORG, { name: 'e', azure_subscription_id: 's', azure_tenant_id: 't' }),
      await credentials.createOnPremiseCredentials(ORG, { name: 'f' }),
    ]

    expect(answers.map(({ status, data }) => [status, data.object_type])).toEqual(
      ['AWS', 'AWS_ROLE', 'SCW', 'GCP', 'AZURE', 'OTHER'].map((kind) => [201, kind]),
    )
    expect(JSON.stringify(answers.map(({ data }) => data))).not.toMatch(/hush|aHVzaA/)
    expect((await credentials.listAWSCredentials(ORG)).data.results?.map(({ name }) => name)).toEqual(['a', 'b', 'sample account'])
    expect((await credentials.getAWSCredentials(ORG, AWS)).data).toMatchObject({ id: AWS, object_type: 'AWS' })
  })

  test('a token is shown when it is made, and lets somebody in until it is deleted', async () => {
    const { data } = await client().tokens.createOrganizationApiToken(ORG, { name: 'ci', role_id: null })
    const theirs = axiosClient(url(), { apiKey: `Token ${data.token}` })
    expect((await theirs.clusters.listOrganizationCluster(ORG)).status).toBe(200)
    const listedTokens = (await client().tokens.listOrganizationApiTokens(ORG, 'ci')).data.results
    await client().tokens.deleteOrganizationApiToken(ORG, data.id)

    expect(data.token).toMatch(/^qov_/)
    expect(listedTokens).toEqual([expect.not.objectContaining({ token: expect.anything() })])
    expect((await failure(theirs.clusters.listOrganizationCluster(ORG))).status).toBe(401)
  })

  test('the catalogue has regions, features and types of instances for every cloud that has a path', async () => {
    const { catalogue } = client()
    const answers = await Promise.all([
      catalogue.listCloudProvider(),
      catalogue.listAWSRegions(),
      catalogue.listScalewayRegions(),
      catalogue.listGcpRegions(),
      catalogue.listAzureRegions(),
      catalogue.listAWSFeatures(),
      catalogue.listScalewayFeatures(),
      catalogue.listGcpFeatures(),
      catalogue.listAzureFeatures(),
      catalogue.listAWSInstanceType(),
      catalogue.listScalewayInstanceType(),
      catalogue.listAWSEKSInstanceType('eu-west-3', true, false, 'INCLUDE'),
      catalogue.listAzureAKSInstanceType('westeurope'),
      catalogue.listGcpGkeInstanceType('europe-west1'),
      catalogue.listScalewayKapsuleInstanceType('fr-par-1'),
    ])

    for (const { data } of answers) expect(data.results?.length).toBeGreaterThan(0)
    expect((await client().ips.listQoveryIps()).status).toBe(200)
  })
})
