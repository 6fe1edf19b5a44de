import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { gcpGateway, karpenter, kinds, limits } from './qovery-features.test-kit.ts'
import { CLUSTERS, clouds, featureOf, items, least, qovery, refused, refusalIn } from './qovery.test-kit.ts'

const { client, send, pass, make, deployed, shown, edit, list } = qovery()

describe.each(kinds)('the feature $id of $cloud', ({ cloud, id, type, value, other, wrong, change, ...kind }) => {
  const features = [{ id, value }]

  test('is shown by its type, with what was left out filled in', async () => {
    const path = await make({ ...clouds[cloud], features })
    const feature = featureOf(await shown(path), id)

    expect(feature).toMatchObject({ id, title: expect.stringMatching(/sample/), value_object: { type, value: kind.shown ?? value } })
    expect(client().mock.contracts[0]?.validate('/components/schemas/ClusterFeatureResponse', feature ?? null)).toEqual([])
  })

  test('is refused with a value of another kind, and nothing is made', async () => {
    const before = (await list(CLUSTERS)).length

    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, ...clouds[cloud], features: [{ id, value: wrong }] } }))).toEqual(refused(400, id))
    expect((await list(CLUSTERS)).length).toBe(before)
  })

  test(`is ${change ?? 'changed'} where an edit of a deployed cluster gives it another value`, async () => {
    const path = await deployed({ ...clouds[cloud], features })
    const answer = await edit(path, { ...clouds[cloud], features: [{ id, value: other }] })
    const after = at(featureOf(await shown(path), id), '/value_object/value')

    if (change === 'refused' || id === 'STATIC_IP') {
      expect(refusalIn(answer)).toEqual(refused(400, id))
      expect(after).toEqual(kind.shown ?? value)
    } else {
      expect(answer.status).toBe(200)
      expect(after).toEqual(change === 'ignored' ? (kind.shown ?? value) : other)
    }
  })
})

describe('features', () => {
  test('of another cloud are refused, and nothing is made', async () => {
    const strangers = kinds.filter(
      ({ cloud, id }) => !kinds.some((kind) => kind.cloud === 'AZURE' && kind.id === id) && cloud !== 'AZURE' && id !== 'STATIC_IP',
    )
    for (const { id, value } of strangers)
      expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, ...clouds.AZURE, features: [{ id, value }] } }))).toEqual(refused(400, id))
    expect((await list(CLUSTERS)).map(({ name }) => name)).not.toContain('made')
  })

  test('that nobody knows are taken, and not shown', async () => {
    const path = await make({
      features: [
        { id: 'TELEPORT', value: { far: true } },
        { id: 'STATIC_IP', value: true },
        { id: 'X', value: null },
      ],
    })

    expect(at(await shown(path), '/features')).toEqual([expect.objectContaining({ id: 'STATIC_IP' })])
  })

  test('keep the order in which they were sent, and none are an empty list', async () => {
    const features = [
      { id: 'STATIC_IP', value: true },
      { id: 'KARPENTER', value: karpenter },
      { id: 'VPC_SUBNET', value: '10.1.0.0/16' },
    ]
    const path = await make({ features })

    expect(items(at(await shown(path), '/features')).map(({ id }) => id)).toEqual(features.map(({ id }) => id))
    expect((await shown(await make({ name: 'bare' })))['features']).toEqual([])
  })

  test('that an edit leaves out stay, and those that it names change while the others stay', async () => {
    const path = await make({
      features: [
        { id: 'STATIC_IP', value: true },
        { id: 'KARPENTER', value: karpenter },
      ],
    })
    await edit(path)
    expect(items(at(await shown(path), '/features'))).toHaveLength(2)
    await edit(path, {
      features: [
        { id: 'STATIC_IP', value: true },
        { id: 'KARPENTER', value: { ...karpenter, disk_size_in_gib: 90 } },
      ],
    })

    expect(at(featureOf(await shown(path), 'KARPENTER'), '/value_object/value/disk_size_in_gib')).toBe(90)
    expect(at(featureOf(await shown(path), 'STATIC_IP'), '/value_object/value')).toBe(true)
  })

  test('STATIC_IP may change until it is deployed', async () => {
    const path = await make({ features: [{ id: 'STATIC_IP', value: true }] })

    expect((await edit(path, { features: [{ id: 'STATIC_IP', value: false }] })).status).toBe(200)
    expect(at(featureOf(await shown(path), 'STATIC_IP'), '/value_object/value')).toBe(false)
  })

  test('need a deployment to come into effect', async () => {
    const path = await deployed({ features: [{ id: 'KARPENTER', value: karpenter }] })
    await edit(path, { features: [{ id: 'KARPENTER', value: { ...karpenter, disk_size_in_gib: 90 } }] })
    expect((await shown(path))['deployment_status']).toBe('OUT_OF_DATE')
    await send('POST', `${path}/deploy`)
    pass(10)

    expect((await shown(path))['deployment_status']).toBe('UP_TO_DATE')
  })

  test.each([
    [
      'a pool without limits of memory',
      'KARPENTER',
      { ...karpenter, qovery_node_pools: { requirements: [], stable_override: { limits: { enabled: true, max_cpu_in_vcpu: 1 } } } },
      'AWS',
    ],
    [
      'a consolidation after no time that can be read',
      'KARPENTER',
      { ...karpenter, qovery_node_pools: { requirements: [], default_override: { consolidate_after: 'soon' } } },
      'AWS',
    ],
    [
      'an operator that is not known',
      'KARPENTER',
      { ...karpenter, qovery_node_pools: { requirements: [{ key: 'Arch', operator: 'NotIn', values: [] }] } },
      'AWS',
    ],
    ['a disk that is too fast', 'KARPENTER', { ...karpenter, disk_iops: 16_001 }, 'AWS'],
    ['no addresses though they are to stay', 'NAT_GATEWAY', { nat_gateway_type: { ...gcpGateway.nat_gateway_type, static_ips_count: 0 } }, 'GCP'],
    ['a gateway that nobody sells', 'NAT_GATEWAY', { nat_gateway_type: { provider: 'scaleway', type: 'VPC-GW-XXL' } }, 'SCW'],
  ] as const)('are refused with %s', async (_, id, value, cloud) => {
    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...least, ...clouds[cloud], features: [{ id, value }] } }))).toEqual(refused(400, id))
  })

  test('Karpenter keeps all that was told of its pools', async () => {
    const consolidation = { enabled: true, days: ['MONDAY', 'SUNDAY'], start_time: 'PT22:30', duration: 'PT2H45M' }
    const pool = { consolidation, limits: { ...limits, max_gpu: 1 }, spot_enabled: null, consolidate_after: '30m' }
    const value = { ...karpenter, qovery_node_pools: { ...karpenter.qovery_node_pools, stable_override: pool, cronjob_override: {} } }
    const path = await make({ features: [{ id: 'KARPENTER', value }] })

    expect(at(featureOf(await shown(path), 'KARPENTER'), '/value_object/value')).toEqual(value)
  })
})

test.each([
  [
    'AWS',
    {
      kind: 'EKS',
      cluster_name: expect.any(String),
      cluster_arn: expect.stringMatching(/^arn:aws:eks:eu-west-3:/),
      cluster_oidc_issuer: expect.any(String),
      vpc_id: expect.any(String),
    },
  ],
  ['AZURE', { kind: 'AKS', cluster_name: expect.any(String), cluster_oidc_issuer: expect.any(String) }],
  ['GCP', { kind: 'GKE', cluster_name: expect.any(String), cluster_self_link: expect.stringMatching(/europe-west9/) }],
  ['SCW', { kind: 'SCW_KAPSULE', cluster_name: expect.any(String) }],
] as const)('outputs of %s are shown once it is deployed, of its kind and always the same', async (cloud, outputs) => {
  const path = await make({ ...clouds[cloud] })
  await send('POST', `${path}/deploy`)
  pass(3)
  expect(await shown(path)).not.toHaveProperty('infrastructure_outputs')
  pass(3)
  const first = (await shown(path))['infrastructure_outputs']
  expect(first).toEqual(outputs)
  await send('POST', `${path}/deploy`)
  pass(6)

  expect((await shown(path))['infrastructure_outputs']).toEqual(first)
  expect(client().mock.contracts[0]?.validate('/components/schemas/InfrastructureOutputs', first ?? null)).toEqual([])
  expect((await shown(await deployed({ name: 'twin', ...clouds[cloud] })))['infrastructure_outputs']).not.toEqual(first)
})

test.each(['SELF_MANAGED', 'PARTIALLY_MANAGED'])('a cluster that is %s has no outputs of a cloud', async (kubernetes) => {
  expect(await shown(await deployed({ kubernetes, region: 'on-premise' }))).not.toHaveProperty('infrastructure_outputs')
})
