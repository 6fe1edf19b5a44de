import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../specs/json.ts'
import { exchange } from './akua.test-kit.ts'
import { ADMIN, AWS, CLUSTERS, clouds, CROWDED, HERE, least, NOBODY, qovery, refused, refusalIn, SAMPLE, YAML } from './qovery.test-kit.ts'

const { client, send, make, deployed, list, shown, phase, edit } = qovery()
const path = `${CLUSTERS}/${SAMPLE}`
const tooMuch = 'x'.repeat(10_000_000)
const bytes = (...all: readonly number[]) => Uint8Array.from(all)

const bad: readonly (readonly [string, JsonObject, RegExp])[] = [
  ['a name that is no text', { name: 7 }, /^name must be string/],
  ['an empty name', { name: '' }, /^name /],
  ['a description that is null', { description: null }, /^description must be string/],
  ['an empty region', { region: '' }, /^region /],
  ['a region that is not there', { region: 'moon' }, /eu-west-3|moon/],
  ['a region of another cloud', { region: 'fr-par' }, /AWS.*fr-par/],
  ['a provider that is not there', { cloud_provider: 'MOON' }, /^cloud_provider must be one of "AWS", "SCW"/],
  ['a provider in lower case', { cloud_provider: 'aws' }, /^cloud_provider must be one of/],
  ['a Kubernetes that is no more', { kubernetes: 'K3S' }, /^kubernetes must be one of "MANAGED"/],
  ['nodes in a text', { min_running_nodes: '2' }, /^min_running_nodes must be integer/],
  ['no nodes', { min_running_nodes: 0 }, /^min_running_nodes must be >= 1/],
  ['fewer nodes at most than at least', { min_running_nodes: 3, max_running_nodes: 2 }, /max_running_nodes 2 .* min_running_nodes 3/],
  ['more nodes at least than the default of most', { min_running_nodes: 3 }, /max_running_nodes 1 /],
  ['half a gigabyte', { disk_size: 1.5 }, /^disk_size must be integer/],
  ['a disk that is too slow', { disk_iops: 2999 }, /^disk_iops must be >= 3000/],
  ['a disk that is too fast', { disk_iops: 16_001 }, /^disk_iops must be <= 16000/],
  ['too little throughput', { disk_throughput: 124 }, /^disk_throughput must be >= 125/],
  ['too much throughput', { disk_throughput: 1001 }, /^disk_throughput must be <= 1000/],
  ['a flag in a text', { production: 'true' }, /^production must be boolean/],
  ['keys that are no texts', { ssh_keys: [1] }, /^ssh_keys.0 must be string/],
  ['features that are no list', { features: 'all' }, /^features must be array/],
  ['a feature that is known by a number', { features: [{ id: 1 }] }, /^features.0.id must be string/],
  ['fewer than no replicas', { infrastructure_charts_parameters: { nginx_parameters: { replica_count: -1 } } }, /nginx_parameters.replica_count must be >= 0/],
  ['keda without its switch', { keda: {} }, /^keda must have the member 'enabled'/],
  ['labels that are known by a word', { labels_groups: [{ id: 'x' }] }, /^labels_groups.0.id must match format "uuid"/],
  [
    'metrics of nobody',
    { metrics_parameters: { enabled: true, configuration: { kind: 'MANAGED_BY_ME' } } },
    /configuration.kind must be one of "MANAGED_BY_QOVERY"/,
  ],
  [
    'secrets from nowhere',
    { secret_manager_accesses: [{ name: 'x', authentication: { mode: 'AUTOMATICALLY_CONFIGURED' } }] },
    /secret_manager_accesses.0 .*'endpoint'/,
  ],
  ['credentials that are known by a word', { cloud_provider_credentials: { credentials: { id: 'x' } } }, /credentials.id must match format "uuid"/],
  [
    'credentials of a provider without any',
    { cloud_provider_credentials: { cloud_provider: 'DO' } },
    /cloud_provider_credentials.cloud_provider must be one of/,
  ],
]

describe('a cluster', () => {
  test.each(bad)('is not made with %s, nor changed to it', async (_, body, detail) => {
    const made = await make()
    const before = await list(CLUSTERS)

    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, name: 'other', ...body } }))).toEqual(refused(400, detail))
    if (!Object.hasOwn(body, 'region')) expect(refusalIn(await edit(made, body))).toEqual(refused(400, detail))
    expect(await list(CLUSTERS)).toEqual(before)
  })

  test.each(['name', 'region', 'cloud_provider'])('is not made without %s', async (member) => {
    const { [member]: _, ...rest }: JsonObject = least

    expect(refusalIn(await send('POST', CLUSTERS, { body: rest }))).toEqual(refused(400, `'${member}'`))
  })

  test.each(Object.values(clouds))('is made in no region but those of its cloud: $cloud_provider', async ({ cloud_provider }) => {
    const others = Object.values(clouds).filter((cloud) => cloud.cloud_provider !== cloud_provider)
    for (const { region } of others)
      expect(refusalIn(await send('POST', CLUSTERS, { body: { name: 'made', cloud_provider, region } }))).toEqual(refused(400, region))
    expect((await send('POST', CLUSTERS, { body: { name: 'made', cloud_provider, region: 'on-premise' } })).status).toBe(201)
  })

  test('takes members that nobody knows, and keeps none of them', async () => {
    const body = '{"name":"made","region":"eu-west-3","cloud_provider":"AWS","__proto__":{"polluted":1},"constructor":{"polluted":1},"color":"red"}'
    const answer = await send('POST', CLUSTERS, { body })

    expect(answer.status).toBe(201)
    expect(answer.text).not.toMatch(/polluted|red/)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

describe('a body', () => {
  const good = JSON.stringify(least)

  test.each<[string, string | Uint8Array, RegExp]>([
    ['that breaks off', good.slice(0, -1), /not JSON/],
    ['that goes on', `${good}{}`, /not JSON/],
    ['that is a list', '[]', /must be object/],
    ['that is null', 'null', /must be object/],
    ['that is nothing', '', /required/],
    ['that is no UTF-8', bytes(0x7b, 0x22, 0xff, 0x22, 0x7d), /not UTF-8/],
    ['that is deep', '['.repeat(100_000) + ']'.repeat(100_000), /deeper than 64/],
  ])('%s is refused, and makes nothing', async (_, body, detail) => {
    expect(refusalIn(await send('POST', CLUSTERS, { body }))).toEqual(refused(400, detail))
    expect((await list(CLUSTERS)).length).toBe(2)
  })

  test('of 10 MB is refused before it is looked at, whatever it is', async () => {
    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, name: tooMuch } }))).toEqual(refused(413, /1048576 bytes/))
    expect(refusalIn(await send('PUT', `${path}/kubeconfig`, { body: `a: ${tooMuch}`, headers: YAML }))).toEqual(refused(413, /1048576 bytes/))
    expect((await send('GET', `${path}/kubeconfig`)).text).not.toContain('xxx')
    expect(await phase(path)).toBe('DEPLOYED')
  })

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/x-yaml', 'application/json; charset=iso-8859-1'])(
    'as %s is none for a cluster',
    async (type) => {
      expect(refusalIn(await send('POST', CLUSTERS, { body: good, headers: { 'content-type': type } }))).toEqual(refused(415, /use application\/json/))
    },
  )

  test('that is long is not told again at length', async () => {
    const long = 'x'.repeat(500_000)
    for (const body of [
      { cloud_provider: long },
      { region: long },
      { cloud_provider_credentials: { credentials: { id: long } } },
      { features: [{ id: 'STATIC_IP', value: long }] },
    ]) {
      const answer = await send('POST', CLUSTERS, { body: { ...least, ...body } })
      expect([answer.status, answer.text.length < 10_000]).toEqual([400, true])
    }
  })
})

describe('a kubeconfig', () => {
  const put = (body: string | Uint8Array, type: string = YAML['content-type']) => send('PUT', `${path}/kubeconfig`, { body, headers: { 'content-type': type } })

  test('that is no UTF-8 is refused, and the old one stays', async () => {
    await put('old: true\n')

    for (const body of [bytes(0x61, 0xc3, 0x28), bytes(0xff, 0xfe, 0x61, 0), bytes(0xed, 0xa0, 0x80)])
      expect(refusalIn(await put(body))).toEqual(refused(400, /not UTF-8/))
    expect((await send('GET', `${path}/kubeconfig`)).text).toBe('old: true\n')
  })

  test.each(['application/json', 'text/plain', 'multipart/form-data', 'application/x-yaml; charset=utf-16'])('is not taken as %s', async (type) => {
    expect(refusalIn(await put('a: b', type))).toEqual(refused(415, /use application\/x-yaml/))
  })

  test('is shown byte by byte, whatever they are', async () => {
    const headers = { authorization: `Token ${ADMIN}`, 'content-type': 'application/x-yaml' }
    const url = `${client().mock.url}${await deployed()}/kubeconfig`

    for (const body of ['\ufeffa: b\n', 'a\u0000b', '\u2028\u2029', '  ', '\r']) {
      expect((await exchange(url, { method: 'PUT', headers, body })).status).toBe(204)
      expect((await exchange(url, { method: 'GET', headers })).text).toBe(body)
    }
  })
})

describe('what else is refused', () => {
  const crowded = `${CLUSTERS}/${CROWDED}`

  test.each<[string, string, string, JsonObject, RegExp]>([
    ['a route without its target', 'PUT', `${crowded}/routingTable`, { routes: [{ destination: 'a', description: 'c' }] }, /routes.0 .*'target'/],
    ['routes that are called results', 'PUT', `${crowded}/routingTable`, { results: [] }, /'routes'/],
    [
      'a setting beyond its words',
      'PUT',
      `${crowded}/advancedSettings`,
      { 'loki.deployment_mode': 'both' },
      /loki.deployment_mode must be one of "single_binary"/,
    ],
    ['a number in words', 'PUT', `${crowded}/advancedSettings`, { 'loki.log_retention_in_week': 'two' }, /loki.log_retention_in_week must be integer/],
    ['a flag in words', 'PUT', `${crowded}/advancedSettings`, { 'qovery.static_ip_mode': 'yes' }, /qovery.static_ip_mode must be boolean/],
    ['fewer than no retries', 'PUT', `${crowded}/advancedSettings`, { 'envoy.gateway_api.retry.num_retries': -1 }, /num_retries must be >= 0/],
    ['a lock without a reason', 'POST', `/cluster/${CROWDED}/lock`, { ttl_in_days: 1 }, /'reason'/],
    ['a provider without credentials of its own', 'POST', `${crowded}/cloudProviderInfo`, { cloud_provider: 'OVH' }, /cloud_provider must be one of/],
    ['an organization without a plan', 'POST', '/organization', { name: 'x' }, /'plan'/],
    ['a plan that nobody sells', 'POST', '/organization', { name: 'x', plan: 'GOLD' }, /plan must be one of/],
    ['a token for a role that is not there', 'POST', `${HERE}/apiToken`, { name: 'x', role_id: NOBODY }, /no role/],
    ['credentials of AWS without any', 'POST', `${HERE}/aws/credentials`, { name: 'x' }, /must have the member/],
    ['half a key of AWS', 'POST', `${HERE}/aws/credentials`, { name: 'x', access_key_id: 'AKIA' }, /must have the member/],
    ['half a key of AWS in an edit', 'PUT', `${HERE}/aws/credentials/${AWS}`, { name: 'x', access_key_id: 'AKIA' }, /must have the member/],
    [
      'credentials of Scaleway without a project',
      'POST',
      `${HERE}/scaleway/credentials`,
      { name: 'x', scaleway_access_key: 'a', scaleway_secret_key: 'b' },
      /'scaleway_/,
    ],
    ['credentials of Azure without a tenant', 'POST', `${HERE}/azure/credentials`, { name: 'x', azure_subscription_id: 's' }, /'azure_tenant_id'/],
    ['credentials without a name', 'POST', `${HERE}/onPremise/credentials`, {}, /'name'/],
  ])('%s, and changes nothing', async (_, method, target, body, detail) => {
    const places = [
      `${crowded}/routingTable`,
      `${crowded}/advancedSettings`,
      `${HERE}/lock`,
      '/organization',
      `${HERE}/aws/credentials`,
      `${crowded}/cloudProviderInfo`,
    ]
    const seen = () => Promise.all(places.map(async (place) => (await send('GET', place)).text))
    const before = await seen()

    expect(refusalIn(await send(method, target, { body }))).toEqual(refused(400, detail))
    expect(await seen()).toEqual(before)
  })

  test.each(['dry_run=perhaps', 'dry_run=', 'dry_run=true&dry_run=false'])('a deployment with %s, and nothing is started', async (query) => {
    expect(refusalIn(await send('POST', `${path}/deploy?${query}`))).toEqual(refused(400, /dry_run/))
    expect(await phase(path)).toBe('DEPLOYED')
  })

  test.each(['deleteMode=', 'deleteMode=delete_qovery_config', 'deleteMode=DEFAULT&deleteMode=DELETE_QOVERY_CONFIG'])(
    'a deletion with %s, and nothing is deleted',
    async (query) => {
      expect(refusalIn(await send('DELETE', `${path}?${query}`))).toEqual(refused(400, /deleteMode/))
      expect(await shown(path)).toMatchObject({ status: 'DEPLOYED' })
    },
  )

  test('the whole hour’s requests, once limits are on, with the time to wait', async () => {
    client()
      .mock.world()
      .set({ limits: { requests: 2, windowSeconds: 3600 } })
    await send('GET', CLUSTERS)
    await send('GET', CLUSTERS)
    const answer = await send('GET', CLUSTERS)

    expect(refusalIn(answer)).toEqual(refused(429))
    expect(answer.headers.get('retry-after')).toBe('3600')
    expect(client().mock.contracts[0]?.behaviour.rateLimit).toMatchObject({ requests: 1000, windowSeconds: 3600 })
  })
})
