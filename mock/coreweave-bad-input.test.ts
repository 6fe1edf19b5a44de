import { describe, expect, test } from 'vitest'
import { at, type JsonObject } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import { CLUSTERS, coreweave, invalid, network, policy, precondition, prefixes, refusalIn, SAMPLE, VPCS, ZONE } from './coreweave.test-kit.ts'

const { send, pass, vpc, order, cluster, shown, change } = coreweave()
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const sans = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `api-${index}.example.com`)
const host = (...types: readonly string[]) => types.map((type, index) => ({ name: `h${index}`, type, prefixes: [`10.${index}.0.0/18`] }))
const v6 = { podCidrNameV6: 'pod cidr', serviceCidrNameV6: 'service cidr', internalLbCidrNamesV6: ['lb a'] }
const countOf = async (path: string): Promise<number> => {
  const items = at((await send('GET', path)).json, '/items')
  return Array.isArray(items) ? items.length : -1
}

describe('a cluster is not made', () => {
  test.each<[string, JsonObject, string]>([
    ['with a name of 31 characters', { name: 'a'.repeat(31) }, 'name'],
    ['with an empty name', { name: '' }, 'name'],
    ['with capitals in its name', { name: 'Made' }, 'name'],
    ['with a hyphen at the end of its name', { name: 'made-' }, 'name'],
    ['with a hyphen at the beginning of its name', { name: '-made' }, 'name'],
    ['with a dot in its name', { name: 'ma.de' }, 'name'],
    ['with 11 SANs', { additionalServerSans: sans(11) }, 'additionalServerSans'],
    ['with a SAN twice', { additionalServerSans: ['a.example.com', 'b.example.com', 'a.example.com'] }, 'additionalServerSans.2'],
    ['with a blank SAN', { additionalServerSans: [' '] }, 'additionalServerSans.0'],
    ['with a policy that is not base64', { auditPolicy: 'kind: Policy' }, 'auditPolicy'],
    ['with a policy in base64 without its padding', { auditPolicy: base64('a: 1').replaceAll('=', '') }, 'auditPolicy'],
    ['with a policy in base64 of a sentence', { auditPolicy: base64('log everything, please') }, 'auditPolicy'],
    ['with a policy in base64 of a list', { auditPolicy: base64('[]') }, 'auditPolicy'],
    ['with a policy in base64 of bytes that are no text', { auditPolicy: Buffer.from([0xc3, 0x28]).toString('base64') }, 'auditPolicy'],
    ['with a certificate that is not base64', { oidc: { issuerUrl: 'https://a.example.com', clientId: 'k', ca: '-----BEGIN' } }, 'oidc.ca'],
    ['with a prefix for pods that is not there', { network: { ...network, podCidrName: 'nowhere' } }, 'network.podCidrName'],
    ['with a prefix for services that is not there', { network: { ...network, serviceCidrName: 'nowhere' } }, 'network.serviceCidrName'],
    ['with a prefix for load balancers that is not there', { network: { ...network, internalLbCidrNames: ['lb a', 'x'] } }, 'network.internalLbCidrNames.1'],
    ['with a prefix for load balancers twice', { network: { ...network, internalLbCidrNames: ['lb a', 'lb a'] } }, 'network.internalLbCidrNames.1'],
    ['with no prefix for load balancers', { network: { ...network, internalLbCidrNames: [] } }, 'network.internalLbCidrNames'],
    ['with one prefix for pods and services', { network: { ...network, serviceCidrName: 'pod cidr' } }, 'network.serviceCidrName'],
    ['with some of the names for IPv6', { network: { ...network, podCidrNameV6: 'pod cidr' } }, 'network.serviceCidrNameV6'],
    ['with a patch in its version', { version: 'v1.34.2' }, 'version'],
    ['with a version without its letter', { version: '1.34' }, 'version'],
    ['with a version that is not on offer', { version: 'v1.32' }, 'version'],
    ['in a zone that is not that of its VPC', { zone: 'US-WEST-01A' }, 'zone'],
    ['in a VPC that is not there', { vpcId: '11111111-2222-4333-8444-555555555555' }, 'vpcId'],
    ['in a VPC whose identifier is none', { vpcId: '../../etc' }, 'vpcId'],
    ['beside the storage of a cluster that is not there', { sharedStorageClusterId: 'sample' }, 'sharedStorageClusterId'],
    ['with a kubelet in a text', { kubelet: '{}' }, 'kubelet'],
    ['with a flag in a text', { public: 'true' }, 'public'],
    ['with a port beyond the last', { network: { ...network, serviceNodePortRange: { start: 1, end: 65_536 } } }, 'network.serviceNodePortRange.end'],
  ])('%s', async (_, body, field) => {
    const good = await order({ vpcId: await vpc() })

    expect(refusalIn(await send('POST', CLUSTERS, { body: { ...good, ...body } }))).toEqual(invalid(field))
    expect(await countOf(CLUSTERS)).toBe(1)
    expect((await send('POST', CLUSTERS, { body: good })).status).toBe(200)
  })

  test.each(['name', 'zone', 'vpcId', 'version', 'network'])('without %s', async (name) => {
    const { [name]: _, ...rest } = await order()

    expect(refusalIn(await send('POST', CLUSTERS, { body: rest }))).toEqual(invalid(name))
    expect(await countOf(CLUSTERS)).toBe(1)
  })

  test('in a VPC that is not ready, or that is going', async () => {
    const { json } = await send('POST', VPCS, { body: { name: 'young', zone: ZONE, vpcPrefixes: prefixes } })
    const vpcId = textAt(json, '/vpc/id')
    const body = await order({ vpcId })
    expect(refusalIn(await send('POST', CLUSTERS, { body }))).toEqual(precondition)
    pass(10)
    await send('DELETE', `${VPCS}/${vpcId}`)

    expect(refusalIn(await send('POST', CLUSTERS, { body }))).toEqual(precondition)
    expect(await countOf(CLUSTERS)).toBe(1)
  })

  test('from what is no JSON, no object, or larger than anything that is read', async () => {
    const good = JSON.stringify(await order())
    const broken = [good.slice(0, -1), '[]', 'null', `${good}{}`, `{"name":"a",${good.slice(1)}`]

    for (const body of broken) expect((await send('POST', CLUSTERS, { body })).status).toBe(400)
    expect((await send('POST', CLUSTERS, { body: JSON.stringify({ ...(await order({ vpcId: 'x' })), auditPolicy: 'A'.repeat(5_000_000) }) })).status).toBe(413)
    expect(await countOf(CLUSTERS)).toBe(1)
  })
})

describe('a policy of two megabytes', () => {
  const line = '  - level: Metadata\n    resources: [{ group: "", resources: ["secrets"] }]\n'
  const long = base64(`kind: Policy\nrules:\n${line.repeat(20_000)}`)

  test('is kept to the last character where it is one', async () => {
    const path = await cluster({ auditPolicy: long })

    expect(long.length).toBeGreaterThan(2_000_000)
    expect((await shown(path))['auditPolicy']).toBe(long)
    expect((await change(path, { public: true, updateMask: 'public' })).status).toBe(200)
  })

  test('is refused where it is none, without being told again', async () => {
    const refused = await send('POST', CLUSTERS, { body: await order({ auditPolicy: base64('x'.repeat(1_600_000)) }) })

    expect(refusalIn(refused)).toEqual(invalid('auditPolicy'))
    expect(refused.text.length).toBeLessThan(1000)
  })
})

describe('a cluster stays as it was', () => {
  test.each<[string, JsonObject, string]>([
    ['when a version would be skipped', { version: 'v1.36' }, 'version'],
    ['when its version would be lowered', { version: 'v1.33' }, 'version'],
    ['when a prefix for load balancers would go', { network: { internalLbCidrNames: ['lb b'] } }, 'network.internalLbCidrNames'],
    ['when the order of the prefixes would be another', { network: { internalLbCidrNames: ['lb a', 'lb b'] } }, 'network.internalLbCidrNames'],
    ['when all prefixes would be cleared', { updateMask: 'network.internalLbCidrNames' }, 'network.internalLbCidrNames'],
    ['when a prefix would come that is not there', { network: { internalLbCidrNames: ['lb b', 'lb a', 'x'] } }, 'network.internalLbCidrNames.2'],
    [
      'when its ports would shrink at the beginning',
      { network: { serviceNodePortRange: { start: 30_001, end: 32_767 } } },
      'network.serviceNodePortRange.start',
    ],
    ['when its ports would shrink at the end', { network: { serviceNodePortRange: { start: 30_000, end: 32_766 } } }, 'network.serviceNodePortRange.end'],
    ['when it would have 11 SANs', { additionalServerSans: sans(11) }, 'additionalServerSans'],
    ['when it would have a SAN twice', { additionalServerSans: ['a', 'a'] }, 'additionalServerSans.1'],
    ['when its policy would be no policy', { auditPolicy: base64('hello') }, 'auditPolicy'],
  ])('%s', async (_, body, field) => {
    const path = await cluster({ network: { ...network, serviceNodePortRange: { start: 30_000, end: 32_767 } } })
    const before = await shown(path)

    expect(refusalIn(await change(path, body))).toEqual(invalid(field))
    expect(await shown(path)).toEqual(before)
  })

  test('whatever an update says of what cannot be changed', async () => {
    const path = await cluster()
    const { status: _, updatedAt: __, isUpgradeable: ___, ...before } = await shown(path)
    const strangers = { name: 'other', zone: 'US-WEST-01A', vpcId: 'x', sharedStorageClusterId: 'y', apiServerEndpoint: 'z', createdAt: 'never', color: 'red' }
    await change(path, {
      ...strangers,
      status: 'STATUS_FAILED',
      network: { podCidrName: 'lb c', color: 'red' },
      oidc: { issuerUrl: 'https://a.example.com', clientId: 'k', color: 'red' },
    })
    pass(10)

    expect(await shown(path)).toMatchObject({ ...before, status: 'STATUS_RUNNING', oidc: { issuerUrl: 'https://a.example.com', clientId: 'k' } })
    expect((await send('GET', path)).text).not.toContain('red')
  })

  test('its ports may grow, and be given when it has none', async () => {
    const path = await cluster()
    expect((await change(path, { network: { serviceNodePortRange: { start: 30_000, end: 32_767 } } })).status).toBe(200)
    pass(10)

    expect((await change(path, { network: { serviceNodePortRange: { start: 29_000, end: 33_000 } }, updateMask: 'network.serviceNodePortRange' })).status).toBe(
      200,
    )
  })
})

describe('a VPC is not made', () => {
  test.each<[string, JsonObject, string]>([
    ['with host prefixes in both ways', { hostPrefix: '10.1.0.0/18', hostPrefixes: host('PRIMARY') }, 'hostPrefixes'],
    ['with no host prefix at all', { hostPrefixes: [] }, 'hostPrefixes'],
    ['with two primary host prefixes', { hostPrefixes: host('PRIMARY', 'PRIMARY') }, 'hostPrefixes.1.type'],
    ['with host prefixes of which none is primary', { hostPrefixes: host('ROUTED', 'ATTACHED') }, 'hostPrefixes.0.type'],
    ['with ipam on a primary host prefix', { hostPrefixes: [{ ...host('PRIMARY')[0], ipam: { prefixLength: 24 } }] }, 'hostPrefixes.0.ipam'],
    ['with two prefixes of one name', { vpcPrefixes: [prefixes[0], prefixes[1], prefixes[0]] }, 'vpcPrefixes.2.name'],
    ['with a prefix that is no range of addresses', { vpcPrefixes: [{ name: 'a', value: 'all of them' }] }, 'vpcPrefixes.0.value'],
    ['in a zone that there is not', { zone: 'MOON-01A' }, 'zone'],
    ['with a name of 31 characters', { name: 'a'.repeat(31) }, 'name'],
  ])('%s', async (_, body, field) => {
    expect(refusalIn(await send('POST', VPCS, { body: { name: 'net', zone: ZONE, ...body } }))).toEqual(invalid(field))
    expect(await countOf(VPCS)).toBe(1)
  })

  test('with a name that another one of its zone has', async () => {
    await vpc()
    const refused = await send('POST', VPCS, { body: { name: 'net', zone: ZONE } })

    expect([refused.status, at(refused.json, '/details/0/resourceName')]).toEqual([409, 'net'])
    expect((await send('POST', VPCS, { body: { name: 'net', zone: 'RNO2A' } })).status).toBe(200)
  })
})

test('a refusal tells what is wrong in few words, however long that is', async () => {
  const path = await cluster()
  const long = 'x'.repeat(1_000_000)

  for (const body of [{ updateMask: long }, { updateMask: `${long},public` }]) {
    const refused = await change(path, body)
    expect(refusalIn(refused)).toEqual(invalid('updateMask'))
    expect(refused.text.length).toBeLessThan(10_000)
  }
  const nowhere = await send('POST', CLUSTERS, { body: await order({ vpcId: long }) })
  expect(refusalIn(nowhere)).toEqual(invalid('vpcId'))
  expect(nowhere.text.length).toBeLessThan(10_000)
})

test('an identifier that leads nowhere is not found, whatever it looks like', async () => {
  for (const id of ['x', '%2e%2e', SAMPLE.toUpperCase(), `${SAMPLE}%00`, '%F0%9F%98%80']) expect((await send('GET', `${CLUSTERS}/${id}`)).status).toBe(404)
})

test('names for IPv6 stand together, and are kept', async () => {
  expect((await shown(await cluster({ network: { ...network, ...v6 } })))['network']).toEqual({ ...network, ...v6 })
})

test('a policy may be empty, and a valid one is kept', async () => {
  const path = await cluster({ auditPolicy: '' })
  expect((await change(path, { auditPolicy: policy })).status).toBe(200)

  expect((await shown(path))['auditPolicy']).toBe(policy)
})
