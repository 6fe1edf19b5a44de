import { describe, expect, test } from 'vitest'
import { coreweave, invalid, network, policy, prefixes, refusalIn, VPCS } from './coreweave.test-kit.ts'

const { pass, vpc, cluster, shown, change } = coreweave()
const oidc = { issuerUrl: 'https://login.example.com', clientId: 'kubernetes', usernameClaim: 'email' }
const settings = {
  oidc,
  authnWebhook: { server: 'https://hooks.example.com/authn' },
  auditPolicy: policy,
  kubelet: { maxPods: 200 },
  additionalServerSans: ['api.example.com'],
  tailscale: { clientId: 'kXq2' },
}
/** What a cluster shows that a change could have changed. */
const open = async (path: string) => {
  const { status: _status, updatedAt: _updated, isUpgradeable: _upgradeable, ...others } = await shown(path)
  return others
}

describe('the mask of a cluster', () => {
  test('changes what it names, and leaves what the body holds besides', async () => {
    const path = await cluster(settings)
    const before = await open(path)
    await change(path, { public: true, kubelet: { maxPods: 1 }, auditPolicy: '', updateMask: 'public' })

    expect(await open(path)).toEqual({ ...before, public: true })
  })

  test.each([
    ['oidc', { oidc: undefined }],
    ['authnWebhook', { authnWebhook: undefined }],
    ['authnWebhook.server', { authnWebhook: undefined }],
    ['auditPolicy', { auditPolicy: '' }],
    ['kubelet', { kubelet: undefined }],
    ['additionalServerSans', { additionalServerSans: [] }],
    ['tailscale.clientId', { tailscale: undefined }],
    ['oidc.usernameClaim', { oidc: { issuerUrl: oidc.issuerUrl, clientId: oidc.clientId } }],
    ['oidc.issuerUrl,oidc.clientId,oidc.usernameClaim', { oidc: undefined }],
    ['version', {}],
    ['network.serviceNodePortRange.start,network.serviceNodePortRange.end', {}],
  ])('clears %s, which it names and the body does not hold', async (updateMask, after) => {
    const path = await cluster(settings)
    const before = await open(path)
    const { status } = await change(path, { updateMask })

    expect(status).toBe(200)
    expect(await open(path)).toEqual({ ...before, ...after })
  })

  test('sets one member of an object beside the others', async () => {
    const path = await cluster(settings)
    await change(path, { oidc: { groupsClaim: 'groups', clientId: 'other' }, updateMask: 'oidc.groupsClaim' })

    expect((await shown(path))['oidc']).toEqual({ ...oidc, groupsClaim: 'groups' })
  })

  test('replaces an object that it names whole', async () => {
    const path = await cluster(settings)
    await change(path, { oidc: { issuerUrl: 'https://other.example.com', clientId: 'k' }, updateMask: 'oidc' })

    expect((await shown(path))['oidc']).toEqual({ issuerUrl: 'https://other.example.com', clientId: 'k' })
  })

  test.each(['name', 'zone', 'network', 'nothing.like.it', 'public,name', 'additional_server_sans', 'public, oidc', 'public,', '*'])(
    'is refused with the path %j, and nothing changes',
    async (updateMask) => {
      const path = await cluster(settings)
      const before = await shown(path)

      expect(refusalIn(await change(path, { public: true, updateMask }))).toEqual(invalid('updateMask'))
      expect(await shown(path)).toEqual(before)
    },
  )

  test.each([{}, { updateMask: '' }, { updateMask: ' ' }])('without one (%j), what the body holds changes and the rest stays', async (mask) => {
    const path = await cluster({ ...settings, network: { ...network, serviceNodePortRange: { start: 30_000, end: 32_767 } } })
    const before = await open(path)
    const internalLbCidrNames = ['lb b', 'lb a', 'lb c']
    await change(path, { public: true, network: { internalLbCidrNames }, ...mask })

    expect(await open(path)).toEqual({
      ...before,
      public: true,
      network: { ...network, internalLbCidrNames, serviceNodePortRange: { start: 30_000, end: 32_767 } },
    })
  })

  test('is never stored, nor is the identifier in the body', async () => {
    const path = await cluster()
    await change(path, { id: 'another', public: true, updateMask: 'public' })
    const after = await shown(path)

    expect(after['id']).toBe(path.split('/').at(-1))
    expect(after).not.toHaveProperty('updateMask')
  })

  test.each([{ version: 'v1.35', updateMask: 'version' }, { version: 'v1.35' }, { version: 'v1.35', updateMask: 'version,network.internalLbCidrNames' }])(
    'does not help an upgrade that names the network (%j)',
    async (body) => {
      const path = await cluster()
      const before = await shown(path)

      expect(refusalIn(await change(path, { ...body, network: { internalLbCidrNames: [...network.internalLbCidrNames] } }))).toEqual(invalid('network'))
      expect(await shown(path)).toEqual(before)
    },
  )

  test('lets the present version stand beside a change of the network', async () => {
    const path = await cluster()
    const internalLbCidrNames = ['lb b', 'lb a', 'lb c']

    expect((await change(path, { version: 'v1.34', network: { internalLbCidrNames } })).status).toBe(200)
    pass(10)
    expect((await shown(path))['network']).toEqual({ ...network, internalLbCidrNames })
  })
})

describe('the mask of a VPC', () => {
  test.each(['ingress', 'dhcp', 'egress', 'name', 'hostPrefixes', 'vpcPrefixes,ingress', 'vpc_prefixes'])(
    'with the path %s makes a success that changes nothing',
    async (updateMask) => {
      const path = `${VPCS}/${await vpc()}`
      const before = await shown(path)
      const { status, json } = await change(path, { vpcPrefixes: [], ingress: { disablePublicServices: true }, updateMask })

      expect([status, json]).toEqual([200, { vpc: before }])
      expect(await shown(path)).toEqual(before)
    },
  )

  test('with a path that it knows changes that alone', async () => {
    const path = `${VPCS}/${await vpc({ dhcp: { dns: { servers: ['192.0.2.53'] } } })}`
    await change(path, { vpcPrefixes: [], ingress: { disablePublicServices: true }, updateMask: 'ingress.disablePublicServices' })
    pass(10)

    expect(await shown(path)).toMatchObject({ ingress: { disablePublicServices: true }, vpcPrefixes: prefixes, dhcp: { dns: { servers: ['192.0.2.53'] } } })
  })

  test('clears what it names and the body does not hold', async () => {
    const path = `${VPCS}/${await vpc({ dhcp: { dns: { servers: ['192.0.2.53'] } }, ingress: { disablePublicServices: true } })}`
    await change(path, { updateMask: 'dhcp.dns.servers,ingress.disablePublicServices' })
    pass(10)
    const after = await shown(path)

    expect(after['dhcp']).toBeUndefined()
    expect(after['ingress']).toEqual({ disablePublicServices: false })
  })
})
