import { describe, expect, test } from 'vitest'
import { axiosClient, failure, openedForClient, told } from './qovery-client.test-kit.ts'
import { ADMIN, FOREIGN, GLOBEX, NOBODY, ORG, VIEWER } from './qovery.test-kit.ts'

const { url, client, made } = openedForClient()

describe('a refusal, as the client of the vendor hands it on', () => {
  const body = { name: 'other', region: 'eu-west-3', cloud_provider: 'AWS' } as const

  test('of a body that will not do is a 400 with its reason', async () => {
    const { clusters } = client()

    expect(await failure(clusters.createCluster(ORG, { ...body, name: '' }))).toEqual(told(400, 'Bad Request', /name/))
    expect(await failure(clusters.createCluster(ORG))).toEqual(told(400, 'Bad Request', /name/))
    expect(await failure(clusters.createCluster(ORG, { ...body, disk_iops: 1 }))).toEqual(told(400, 'Bad Request', /disk_iops/))
    expect(await failure(clusters.createCluster(ORG, { ...body, name: 'SAMPLE' }))).toEqual(told(400, 'Bad Request', /taken/))
    expect(await failure(clusters.getClusterStatus(ORG, 'no-uuid'))).toEqual(told(400, 'Bad Request', /clusterId/))
  })

  test('of a token that is none is a 401 that says how to come in', async () => {
    for (const who of [{}, { apiKey: 'Token qov_nobody' }, { accessToken: 'qov_nobody' }, { apiKey: ADMIN }, { apiKey: `Basic ${ADMIN}` }])
      expect(await failure(axiosClient(url(), who).clusters.listOrganizationCluster(ORG))).toEqual(told(401, 'Unauthorized', /./))
  })

  test('of what somebody may not do is a 403', async () => {
    const viewer = axiosClient(url(), { apiKey: `Token ${VIEWER}` })

    expect((await viewer.clusters.listOrganizationCluster(ORG)).status).toBe(200)
    expect(await failure(viewer.clusters.createCluster(ORG, body))).toEqual(told(403, 'Forbidden', /./))
    expect(await failure(client().clusters.listOrganizationCluster(GLOBEX))).toEqual(told(403, 'Forbidden', /./))
  })

  test('of what is not there is a 404, also where it is somebody else’s', async () => {
    expect(await failure(client().clusters.getClusterStatus(ORG, NOBODY))).toEqual(told(404, 'Not Found', /cluster/))
    expect(await failure(client().clusters.getClusterStatus(ORG, FOREIGN))).toEqual(told(404, 'Not Found', /cluster/))
    expect(await failure(client().credentials.getAWSCredentials(ORG, NOBODY))).toEqual(told(404, 'Not Found', /AWS credentials/))
  })

  test('of a name that is taken, or of a stop of what does not run, is a 409', async () => {
    const { organization, cluster } = await made()

    expect(await failure(client().organizations.createOrganization({ name: 'ACME', plan: 'FREE' }))).toEqual(told(409, 'Conflict', /ACME/))
    expect(await failure(client().clusters.stopCluster(organization, cluster))).toEqual(told(409, 'Conflict', /READY/))
    await client().clusters.deployCluster(organization, cluster)
    expect(await failure(client().clusters.stopCluster(organization, cluster))).toEqual(told(409, 'Conflict', /DEPLOYMENT_QUEUED/))
  })
})

test('a token is known as Bearer too, which wins where the client was given both', async () => {
  for (const who of [{ accessToken: ADMIN }, { apiKey: `Token ${ADMIN}` }, { accessToken: ADMIN, apiKey: 'Token qov_nobody' }, { apiKey: `token ${ADMIN}` }])
    expect((await axiosClient(url(), who).clusters.listOrganizationCluster(ORG)).status).toBe(200)
})
