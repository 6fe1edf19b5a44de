import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import { CLUSTERS, coreweave, network, policy, prefixes, VPCS, ZONE } from './coreweave.test-kit.ts'

// What a mock must get right for a real client: section 12.3 of the fact sheet, row by row.
const { client, send, pass, vpc, order, cluster, shown, change } = coreweave()

describe('what a real client relies on', () => {
  test('row 1: answers to create, update and delete hold the object with its identifier', async () => {
    const made = await send('POST', VPCS, { body: { name: 'first', zone: ZONE } })
    const path = `${VPCS}/${textAt(made.json, '/vpc/id')}`
    pass(10)
    const updated = await change(path, { vpcPrefixes: prefixes })
    pass(10)
    const deleted = await send('DELETE', path)
    const clusterPath = await cluster()
    const patched = await change(clusterPath, { public: true, updateMask: 'public' })
    pass(10)
    const removed = await send('DELETE', clusterPath)

    for (const { status, json } of [made, updated, deleted]) expect([status, at(json, '/vpc/id')]).toEqual([200, path.slice(VPCS.length + 1)])
    for (const { status, json } of [patched, removed]) expect([status, at(json, '/cluster/id')]).toEqual([200, clusterPath.slice(CLUSTERS.length + 1)])
  })

  test('row 2: the status is in the set of the poller from the very first look', async () => {
    const made = await send('POST', CLUSTERS, { body: await order() })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`
    const seen = [textAt(made.json, '/cluster/status'), (await shown(path))['status']]
    pass(30)
    for (const body of [{ public: true }, { version: 'v1.35' }]) {
      seen.push(textAt((await change(path, body)).json, '/cluster/status'), (await shown(path))['status'])
      pass(30)
      seen.push((await shown(path))['status'])
    }
    seen.push(textAt((await send('DELETE', path)).json, '/cluster/status'), (await shown(path))['status'])

    expect(seen.map((status) => String(status).slice('STATUS_'.length))).toEqual(
      'CREATING CREATING UPDATING UPDATING RUNNING UPGRADING UPGRADING RUNNING DELETING DELETING'.split(' '),
    )
  })

  test('row 3: a look during an update shows the new values already', async () => {
    const path = await cluster()
    await change(path, { additionalServerSans: ['api.example.com'] })

    expect(await shown(path)).toMatchObject({ status: 'STATUS_UPDATING', additionalServerSans: ['api.example.com'] })
  })

  test.each(['vpc', 'cluster'] as const)('rows 4 and 5: a %s that is deleted is not found, under that very code', async (type) => {
    const path = type === 'vpc' ? `${VPCS}/${await vpc()}` : await cluster()
    await send('DELETE', path)
    pass(30)
    const { status, json } = await send('GET', path)

    expect([status, at(json, '/code')]).toEqual([404, 5])
    expect(at(json, '/message')).toMatch(/(cluster|VPC) .*not found/i)
    expect(at(json, '/details/0')).toMatchObject({ '@type': 'type.googleapis.com/google.rpc.ResourceInfo', resourceName: path.split('/').at(-1) })
  })

  test('row 6: texts come back byte by byte', async () => {
    const ca = Buffer.from('-----BEGIN CERTIFICATE-----\r\n').toString('base64')
    const texts = { auditPolicy: policy, version: 'v1.35', oidc: { issuerUrl: 'HTTPS://Login.Example.com/a b', clientId: 'k', ca } }
    const path = await cluster(texts)
    const odd = [{ name: ' Odd  Name ', value: '10.0.0.1/8' }]

    expect(await shown(path)).toMatchObject(texts)
    expect(await shown(`${VPCS}/${await vpc({ name: 'odd', vpcPrefixes: odd })}`)).toMatchObject({ vpcPrefixes: odd })
  })

  test('row 7: names of internal load balancers keep their order', async () => {
    const path = await cluster()
    expect(at(await shown(path), '/network/internalLbCidrNames')).toEqual(['lb b', 'lb a'])
    await change(path, { network: { internalLbCidrNames: ['lb b', 'lb a', 'lb c'] }, updateMask: 'network.internalLbCidrNames' })

    expect(at(await shown(path), '/network')).toEqual({ ...network, internalLbCidrNames: ['lb b', 'lb a', 'lb c'] })
  })

  test('row 8: nothing is filled in within oidc and webhooks', async () => {
    const given = { oidc: { issuerUrl: 'https://login.example.com', clientId: 'k' }, authnWebhook: { server: 'https://hooks.example.com' } }
    const { oidc, authnWebhook } = await shown(await cluster(given))

    expect({ oidc, authnWebhook }).toEqual(given)
  })

  test('row 9: settings of the kubelet come back as they were, and not at all where none are set', async () => {
    const kubelet = { maxPods: 200, nested: { list: [1, { deep: null }], off: false } }

    expect((await shown(await cluster({ kubelet })))['kubelet']).toEqual(kubelet)
    expect((await shown(await cluster({ name: 'bare', vpcId: await vpc({ name: 'other' }) })))['kubelet']).toBeUndefined()
  })

  test('row 10: what is not set is not there', async () => {
    const names = Object.keys(await shown(await cluster()))

    expect(names).toContain('auditPolicy')
    for (const name of ['oidc', 'authnWebhook', 'authzWebhook', 'tailscale', 'kubelet']) expect(names).not.toContain(name)
  })

  test('row 11: the cluster whose storage is shared is never shown', async () => {
    const first = await cluster()
    const made = await send('POST', CLUSTERS, {
      body: await order({ name: 'second', vpcId: await vpc({ name: 'b' }), sharedStorageClusterId: first.split('/').at(-1) ?? '' }),
    })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`

    expect(made.status).toBe(200)
    for (const text of [made.text, (await send('GET', path)).text, (await send('GET', CLUSTERS)).text]) expect(text).not.toContain('sharedStorage')
  })

  test('row 12: the endpoint is a bare host, there from the start and never another', async () => {
    const made = await send('POST', CLUSTERS, { body: await order() })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`
    const endpoint = textAt(made.json, '/cluster/apiServerEndpoint')
    pass(30)
    await change(path, { public: true })
    pass(30)
    await change(path, { version: 'v1.35' })
    pass(30)

    expect(endpoint).toMatch(/^abc123-[0-9a-f]{8}\.k8s\.us-east-04a\.coreweave\.com$/)
    expect((await shown(path))['apiServerEndpoint']).toBe(endpoint)
  })

  test.each([{ serviceNodePortRange: { start: 30_000, end: 32_767 } }, {}])('row 13: a mask of ports without ports leaves %j as it is', async (ports) => {
    const path = await cluster({ network: { ...network, ...ports } })
    const updateMask = 'network.internalLbCidrNames,network.serviceNodePortRange.start,network.serviceNodePortRange.end'
    const { status } = await change(path, { network: { internalLbCidrNames: ['lb b', 'lb a', 'lb c'] }, updateMask })

    expect(status).toBe(200)
    expect((await shown(path))['network']).toEqual({ ...network, ...ports, internalLbCidrNames: ['lb b', 'lb a', 'lb c'] })
  })

  test.each([
    ['nothing', {}],
    ['the old way', { hostPrefix: '10.1.0.0/18' }],
  ])('row 14: a VPC that was told %s has a primary host prefix', async (_, body) => {
    const path = `${VPCS}/${await vpc(body)}`
    const first = await shown(path)
    await change(path, { vpcPrefixes: prefixes })
    pass(10)

    expect(first['hostPrefixes']).toEqual([{ name: 'host primary', type: 'PRIMARY', prefixes: [first['hostPrefix']] }])
    expect(first).toMatchObject({ ingress: { disablePublicServices: false }, egress: { disablePublicAccess: false }, ...body })
    expect(await shown(path)).toMatchObject({ hostPrefix: first['hostPrefix'], hostPrefixes: first['hostPrefixes'] })
  })

  test('row 14: host prefixes come back as they were given, with no other', async () => {
    const hostPrefixes = [
      { name: 'main', type: 'PRIMARY', prefixes: ['10.1.0.0/18', '2001:db8::/51'] },
      { name: 'routed', type: 'ROUTED', prefixes: ['10.2.0.0/18'], ipam: { prefixLength: 24, gatewayAddressPolicy: 'FIRST_IP' } },
    ]
    const vpcShown = await shown(`${VPCS}/${await vpc({ hostPrefixes })}`)

    expect(vpcShown['hostPrefixes']).toEqual(hostPrefixes)
    expect(vpcShown['hostPrefix']).toBeUndefined()
  })

  test('row 15: an update of a VPC without a mask changes all four groups, and takes away what it leaves out', async () => {
    const dhcp = { dns: { servers: ['192.0.2.53'] } }
    const path = `${VPCS}/${await vpc({ dhcp })}`
    const groups = {
      vpcPrefixes: [...prefixes, { name: 'more', value: '10.40.0.0/22' }],
      ingress: { disablePublicServices: true },
      egress: { disablePublicAccess: true },
    }
    await change(path, { id: path.split('/').at(-1) ?? '', ...groups, dhcp })
    pass(10)
    expect(await shown(path)).toMatchObject({ ...groups, dhcp })
    await change(path, { id: path.split('/').at(-1) ?? '', ...groups })
    pass(10)

    expect((await shown(path))['dhcp']).toBeUndefined()
    expect(await shown(path)).toMatchObject(groups)
  })

  test('row 16: nothing waits before it is answered', async () => {
    const path = await cluster()
    const before = client().mock.clock.now()
    await change(path, { version: 'v1.35' })

    expect(client().mock.clock.now()).toBe(before)
    expect(client().mock.world().waiting).toBe(0)
  })
})
