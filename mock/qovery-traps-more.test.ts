import { describe, expect, test } from 'vitest'
import { isObject, type Json } from '../specs/json.ts'
import { exchange } from './akua.test-kit.ts'
import { textAt } from './both-ways.test-kit.ts'
import { karpenter } from './qovery-features.test-kit.ts'
import { arriving, resting } from './qovery-states.test-kit.ts'
import { ADMIN, AWS, CLUSTERS, HERE, idOf, ORG, qovery, refused, refusalIn, YAML } from './qovery.test-kit.ts'

// What real clients need from a mock: section 12.3 of the fact sheet, row by row.
const organization = qovery()
const { client, send, pass, make, deployed, objectAt, shown, status, phase, edit } = organization
const arrive = arriving(organization)

describe('what real clients rely on, further down', () => {
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
