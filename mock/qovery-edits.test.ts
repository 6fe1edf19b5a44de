import { describe, expect, test } from 'vitest'
import { at, type JsonObject } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import { AWS, CLUSTERS, GLOBEX, HERE, idOf, items, least, NOBODY, ON_PREMISE, qovery, refused, refusalIn, SCALEWAY, STRANGER, YAML } from './qovery.test-kit.ts'

const { send, pass, make, deployed, objectAt, list, shown, edit } = qovery()
const credentialsOf = (cloud_provider: string, id: string): JsonObject => ({ cloud_provider, region: 'eu-west-3', credentials: { id, name: 'x' } })
const namesOf = async (path: string) => (await list(path)).map(({ name }) => name)

describe('the name of a cluster', () => {
  test.each(['made', 'MADE', 'mAdE'])('is taken by another one as %s, and nothing is made', async (name) => {
    await make()
    const before = await list(CLUSTERS)

    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, name } }))).toEqual(refused(400, /taken/))
    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, name } }))['detail']).not.toMatch(/exist/)
    expect(await list(CLUSTERS)).toEqual(before)
  })

  test('is refused in an edit where another one has it, and is free to be spelled anew', async () => {
    const path = await make()
    expect(refusalIn(await edit(path, { name: 'SAMPLE' }))).toEqual(refused(400, /taken/))
    expect((await shown(path))['name']).toBe('made')

    expect(at((await edit(path, { name: 'Made' })).json, '/name')).toBe('Made')
    expect((await shown(path))['name']).toBe('Made')
  })

  test('is free in other organizations, and again once its owner is gone', async () => {
    const theirs = await send('POST', `/organization/${GLOBEX}/cluster`, { token: STRANGER, body: { ...least, name: 'made' } })
    const path = await make()
    await send('DELETE', path)
    expect(refusalIn(await send('POST', CLUSTERS, { body: least }))).toEqual(refused(400, /taken/))
    pass(10)

    expect(theirs.status).toBe(201)
    expect((await send('POST', CLUSTERS, { body: least })).status).toBe(201)
  })
})

describe('an edit', () => {
  const full = {
    description: 'All of it',
    min_running_nodes: 2,
    max_running_nodes: 6,
    disk_size: 100,
    disk_iops: 4000,
    disk_throughput: 300,
    instance_type: 'T3A_XLARGE',
    production: true,
    ssh_keys: ['ssh-ed25519 AAAA sample'],
    metrics_parameters: { enabled: true },
    infrastructure_charts_parameters: { cert_manager_parameters: { kubernetes_namespace: 'certs' } },
    keda: { enabled: true },
    labels_groups: [{ id: NOBODY }],
  }

  test('takes everything that a creation takes', async () => {
    const path = await make()
    const { json } = await edit(path, full)

    expect(json).toMatchObject(full)
    expect(await shown(path)).toEqual(json)
  })

  test('puts what it leaves out back to its default, or takes it away', async () => {
    const path = await make({ ...full, features: [{ id: 'STATIC_IP', value: true }] })
    const { json } = await edit(path)

    expect(json).toMatchObject({ ...least, min_running_nodes: 1, max_running_nodes: 1, disk_size: 40, production: false, ssh_keys: [] })
    for (const gone of [
      'description',
      'disk_iops',
      'disk_throughput',
      'instance_type',
      'metrics_parameters',
      'infrastructure_charts_parameters',
      'keda',
      'labels_groups',
    ])
      expect(json).not.toHaveProperty(gone)
    expect(items(at(json, '/features'))).toHaveLength(1)
    expect(await shown(path)).toEqual(json)
  })

  test('says the same when it is sent twice', async () => {
    const path = await make()
    const first = await edit(path, full)

    expect((await edit(path, full)).json).toEqual(first.json)
  })

  test.each(['name', 'region', 'cloud_provider'])('without %s is refused, and changes nothing', async (member) => {
    const path = await make(full)
    const before = await shown(path)
    const { [member]: _, ...rest }: JsonObject = { ...least, disk_size: 77 }

    expect(refusalIn(await send('PUT', path, { body: rest }))).toEqual(refused(400, member))
    expect(await shown(path)).toEqual(before)
  })

  test.each([{ cloud_provider: 'SCW', region: 'fr-par' }, { region: 'us-east-2' }, { kubernetes: 'SELF_MANAGED' }])(
    'to %j is refused, and changes nothing',
    async (body) => {
      const path = await make()

      expect(refusalIn(await edit(path, body))).toEqual(refused(400, /cannot be changed/))
      expect(await shown(path)).toMatchObject(least)
    },
  )

  test('of what the server keeps changes nothing of it', async () => {
    const path = await deployed()
    const before = await shown(path)
    await edit(path, {
      id: NOBODY,
      status: 'STOPPED',
      version: '9.9',
      deployment_status: 'NEVER_DEPLOYED',
      created_at: '2000-01-01T00:00:00Z',
      cpu: 1,
      organization: { id: GLOBEX },
    })

    expect({ ...(await shown(path)), updated_at: '' }).toEqual({ ...before, updated_at: '' })
  })

  test('leaves settings, routes, lock and kubeconfig as they were', async () => {
    const path = await make()
    await send('PUT', `${path}/advancedSettings`, { body: { 'loki.log_retention_in_week': 3 } })
    await send('PUT', `${path}/routingTable`, { body: { routes: [{ destination: 'a', target: 'b', description: 'c' }] } })
    await send('PUT', `${path}/kubeconfig`, { body: 'a: b\n', headers: YAML })
    await send('POST', `/cluster/${idOf(path)}/lock`, { body: { reason: 'x' } })
    const parts = () =>
      Promise.all(['advancedSettings', 'routingTable', 'kubeconfig', 'status'].map(async (part) => (await send('GET', `${path}/${part}`)).text))
    const before = await parts()
    await edit(path, full)

    expect(await parts()).toEqual(before)
  })
})

describe('credentials', () => {
  test('are replaced where an edit brings others, and where they are told anew', async () => {
    const path = await make({ cloud_provider_credentials: credentialsOf('AWS', AWS) })
    await edit(path, { cloud_provider_credentials: credentialsOf('SCW', SCALEWAY) })
    expect(await objectAt(`${path}/cloudProviderInfo`)).toEqual(credentialsOf('SCW', SCALEWAY))
    const again = [credentialsOf('AWS', AWS), credentialsOf('AWS', AWS)]

    for (const body of again) expect(await send('POST', `${path}/cloudProviderInfo`, { body })).toMatchObject({ status: 201, json: body })
  })

  test('are not shown with a cluster', async () => {
    expect(await shown(await make({ cloud_provider_credentials: credentialsOf('AWS', AWS) }))).not.toHaveProperty('cloud_provider_credentials')
  })

  test.each([
    ['that are not there', 'AWS', NOBODY],
    ['of another cloud', 'AWS', SCALEWAY],
    ['of another cloud', 'SCW', AWS],
    ['of no cloud', 'GCP', ON_PREMISE],
  ])('%s (%s %s) are refused wherever they are told', async (_, cloud, id) => {
    const path = await make()
    const body = credentialsOf(cloud, id)

    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, name: 'other', cloud_provider_credentials: body } }))).toEqual(refused(400, id))
    expect(refusalIn(await edit(path, { cloud_provider_credentials: body }))).toEqual(refused(400, id))
    expect(refusalIn(await send('POST', `${path}/cloudProviderInfo`, { body }))).toEqual(refused(400, id))
    expect(await objectAt(`${path}/cloudProviderInfo`)).toMatchObject({ credentials: {} })
    expect(await namesOf(CLUSTERS)).not.toContain('other')
  })

  test('stay while a cluster uses them, and may go after it', async () => {
    const id = textAt((await send('POST', `${HERE}/aws/credentials`, { body: { name: 'x', role_arn: 'arn' } })).json, '/id')
    const target = `${HERE}/aws/credentials/${id}`
    const path = await make({ cloud_provider_credentials: credentialsOf('AWS', id) })
    expect(refusalIn(await send('DELETE', target))).toEqual(refused(400))
    expect((await send('GET', target)).status).toBe(200)
    await send('DELETE', path)
    pass(10)

    expect((await send('DELETE', target)).status).toBe(204)
    expect((await send('GET', target)).status).toBe(404)
  })

  test('may go once a cluster uses others', async () => {
    const id = textAt((await send('POST', `${HERE}/aws/credentials`, { body: { name: 'x', role_arn: 'arn' } })).json, '/id')
    const path = await make({ cloud_provider_credentials: credentialsOf('AWS', id) })
    await send('POST', `${path}/cloudProviderInfo`, { body: credentialsOf('AWS', AWS) })

    expect((await send('DELETE', `${HERE}/aws/credentials/${id}`)).status).toBe(204)
  })

  test('of one cloud are not found under another', async () => {
    for (const method of ['GET', 'DELETE']) expect(refusalIn(await send(method, `${HERE}/scaleway/credentials/${AWS}`))).toEqual(refused(404))
    expect((await send('GET', `${HERE}/aws/credentials/${AWS}`)).status).toBe(200)
  })

  test('become of another kind where an edit says so', async () => {
    const { json } = await send('PUT', `${HERE}/aws/credentials/${AWS}`, { body: { type: 'AWS_ROLE', name: 'role', role_arn: 'arn' } })

    expect(json).toEqual({ id: AWS, name: 'role', object_type: 'AWS_ROLE', role_arn: 'arn' })
  })
})
