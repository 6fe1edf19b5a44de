import { describe, expect, test } from 'vitest'
import { at, type JsonObject } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import {
  ADMIN,
  CLUSTERS,
  clouds,
  CROWDED,
  FOREIGN,
  GLOBEX,
  HERE,
  items,
  least,
  NOBODY,
  ORG,
  qovery,
  refused,
  refusalIn,
  SAMPLE,
  STRANGER,
  VIEWER,
} from './qovery.test-kit.ts'

const { client, send, make, list, shown, phase } = qovery()
const byName = (a: JsonObject, b: JsonObject) => (String(a['name']) < String(b['name']) ? -1 : 1)
const namesOf = async (path: string) => (await list(path)).map(({ name }) => name)

describe('an organization', () => {
  test('stays while it has clusters', async () => {
    expect(refusalIn(await send('DELETE', HERE))).toEqual(refused(400))
    expect((await send('GET', HERE)).status).toBe(200)
  })

  test.each(['Acme', 'ACME', 'acme'])('has a name that nobody else can have as %s', async (name) => {
    expect(refusalIn(await send('POST', '/organization', { body: { name, plan: 'FREE' } }))).toEqual(refused(409, name))
    expect(await namesOf('/organization')).toEqual(['Acme'])
  })

  test('is seen by its own people alone', async () => {
    for (const path of [`/organization/${GLOBEX}`, `/organization/${GLOBEX}/cluster`, `/organization/${GLOBEX}/cluster/${FOREIGN}/status`])
      expect(refusalIn(await send('GET', path))).toEqual(refused(403))
    expect(refusalIn(await send('GET', `${CLUSTERS}/${FOREIGN}/status`))).toEqual(refused(404))
    for (const [method, part] of [
      ['GET', 'token'],
      ['POST', 'upgrade'],
      ['DELETE', 'lock'],
      ['GET', 'environments'],
    ] as const)
      expect(refusalIn(await send(method, `/cluster/${FOREIGN}/${part}`))).toEqual(refused(404))
    expect(refusalIn(await send('GET', `${CLUSTERS}/${FOREIGN}/kubeconfig`))).toEqual(refused(404))
    expect(await phase(`${CLUSTERS}/${SAMPLE}`)).toBe('DEPLOYED')
  })

  test('that somebody makes is theirs, with all that is made in it', async () => {
    const id = textAt((await send('POST', '/organization', { body: { name: 'Initech', plan: 'FREE' } })).json, '/id')
    const made = await send('POST', `/organization/${id}/cluster`, { body: least })
    expect([made.status, at(made.json, '/organization')]).toEqual([201, { id }])
    expect((await send('GET', `/cluster/${textAt(made.json, '/id')}/token`)).status).toBe(200)

    expect(refusalIn(await send('GET', `/organization/${id}`, { token: STRANGER }))).toMatchObject({ status: expect.toBeOneOf([403, 404]) })
  })
})

describe('who asks', () => {
  test.each(['Token', 'Bearer', 'token', 'BEARER'])('is known by %s', async (scheme) => {
    expect((await send('GET', CLUSTERS, { headers: { authorization: `${scheme} ${ADMIN}` } })).status).toBe(200)
  })

  test.each(['', ADMIN, `Basic ${ADMIN}`, 'Token', 'Token ', 'Token qov_', `Token ${ADMIN}0`, `Token  ${ADMIN} x`])(
    'is not known by "%s", and is told how to be',
    async (authorization) => {
      const answer = await send('GET', CLUSTERS, { headers: { authorization } })

      expect(refusalIn(answer)).toEqual(refused(401))
      expect(answer.headers.get('www-authenticate')).toMatch(/^Token/)
    },
  )

  test('as a viewer reads, and changes nothing', async () => {
    const path = `${CLUSTERS}/${SAMPLE}`
    for (const place of [CLUSTERS, `${path}/status`, `${CLUSTERS}/status`, HERE]) expect((await send('GET', place, { token: VIEWER })).status).toBe(200)
    const writes = [
      ['POST', CLUSTERS, { ...least }],
      ['PUT', path, { ...least, name: 'sample' }],
      ['DELETE', path],
      ['POST', `${path}/deploy`],
      ['POST', `${path}/stop`],
      ['POST', `/cluster/${SAMPLE}/upgrade`],
      ['POST', `/cluster/${SAMPLE}/lock`, { reason: 'x' }],
      ['PUT', `${path}/routingTable`, { routes: [] }],
      ['DELETE', HERE],
    ] as const
    const before = await list(CLUSTERS)
    for (const [method, target, body] of writes) expect(refusalIn(await send(method, target, { token: VIEWER, ...(body && { body }) }))).toEqual(refused(403))

    expect(await list(CLUSTERS)).toEqual(before)
  })

  test('for addresses of the vendor is asked for nothing', async () => {
    expect(await client().send('GET', '/ips')).toMatchObject({ status: 200, json: { ips: expect.any(Array) } })
  })
})

describe('the catalogue', () => {
  test('has the same regions in every place, and clusters may lie in them', async () => {
    const paths = { AWS: 'aws', AZURE: 'azure', GCP: 'gcp', SCW: 'scaleway' } as const
    for (const { short_name, regions } of await list('/cloudProvider')) {
      const cloud = Object.keys(paths).find((name): name is keyof typeof paths => name === short_name) ?? expect.fail(`No cloud: ${String(short_name)}`)
      expect(await list(`/${paths[cloud]}/region`)).toEqual([...items(regions)].sort(byName))
      for (const { name } of items(regions)) await make({ name: `${cloud} ${String(name)}`, cloud_provider: cloud, region: name ?? '' })
    }
  })

  test.each([
    ['/aws/eks/instanceType/eu-west-3', 'T3A_LARGE'],
    ['/aws/eks/instanceType/eu-west-3?gpu=EXCLUDE&only_meets_resource_reqs=true', 'T3A_LARGE'],
    ['/azure/aks/instanceType/francecentral', 'Standard_B2s_v2'],
    ['/gcp/instanceType/europe-west9', 'E2_STANDARD_2'],
    ['/scaleway/instanceType/fr-par-1', 'DEV1_L'],
    ['/aws/instanceType', 'T3A_LARGE'],
    ['/scaleway/instanceType', 'DEV1_L'],
  ])('%s has %s, which a cluster may have', async (path, type) => {
    const found = (await list(path)).find((one) => one['type'] === type)
    expect(found).toMatchObject({ name: expect.any(String), cpu: expect.any(Number), ram_in_gb: expect.any(Number), bandwidth_guarantee: 'UpTo' })

    expect(await shown(await make({ instance_type: type }))).toMatchObject({ instance_type: type })
  })

  test('has features with the members that a cluster shows of them', async () => {
    for (const [path, { region, cloud_provider }] of [
      ['aws', clouds.AWS],
      ['scaleway', clouds.SCW],
      ['gcp', clouds.GCP],
      ['azure', clouds.AZURE],
    ] as const) {
      const features = await list(`/${path}/clusterFeature`)
      expect([region, cloud_provider, features.length > 0]).toEqual([region, cloud_provider, true])
      for (const feature of features) expect(feature).toMatchObject({ title: expect.stringMatching(/sample/), is_value_updatable: expect.any(Boolean) })
    }
  })

  test('has nothing where there is no such region', async () => {
    for (const path of ['/aws/eks/instanceType', '/azure/aks/instanceType', '/gcp/instanceType'])
      expect(refusalIn(await send('GET', `${path}/moon`))).toEqual(refused(404, /region/))
    expect(await list('/scaleway/instanceType/moon')).toEqual([])
  })
})

describe('what is not there', () => {
  test.each(['status', 'isReady', 'cloudProviderInfo', 'advancedSettings', 'routingTable', 'kubeconfig', 'installationHelmValues', 'logs', 'currentCost'])(
    'has no %s',
    async (part) => {
      expect(refusalIn(await send('GET', `${CLUSTERS}/${NOBODY}/${part}`))).toEqual(refused(404))
      if (part !== 'kubeconfig')
        expect(refusalIn(await send('GET', `/organization/${NOBODY}/cluster/${SAMPLE}/${part}`))).toMatchObject({ status: expect.toBeOneOf([403, 404]) })
    },
  )

  test.each([
    ['POST', '/deploy'],
    ['POST', '/stop'],
    ['DELETE', ''],
  ])('takes no %s %s', async (method, action) => {
    expect(refusalIn(await send(method, `${CLUSTERS}/${NOBODY}${action}`))).toEqual(refused(404))
    expect(refusalIn(await send(method, `${CLUSTERS}/nobody${action}`))).toEqual(refused(400, /clusterId/))
  })

  test('is shown to nobody in a list of one: there is no such operation', async () => {
    const answer = await send('GET', `${CLUSTERS}/${CROWDED}`)

    expect(refusalIn(answer)).toEqual(refused(405))
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'OPTIONS', 'PUT'])
  })

  test('of the document is told to be missing in the mock', async () => {
    const answer = await send('GET', `/organization/${ORG}/credentials`)

    expect(refusalIn(answer)).toEqual(refused(501, /listOrganizationCredentials/))
  })
})

test('clusters are listed in the order in which they were made, also within one second', async () => {
  const before = (await list(CLUSTERS)).length
  const names = ['one', 'two', 'three', 'four', 'five', 'six']
  for (const name of names) await make({ name })

  expect((await list(CLUSTERS)).slice(before).map(({ name }) => name)).toEqual(names)
})
