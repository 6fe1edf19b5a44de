import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import { CLUSTERS, coreweave, invalid, network, precondition, prefixes, refusalIn, SAMPLE, SAMPLE_VPC, STRANGER, VIEWER, VPCS } from './coreweave.test-kit.ts'

const { client, send, pass, vpc, order, cluster, shown, change, trigger } = coreweave()
const statusOf = async (path: string) => (await shown(path))['status']

describe('the life of a cluster', () => {
  test('it is made, updated, upgraded and deleted, each in its own phase', async () => {
    const path = await cluster()
    expect(await shown(path)).toMatchObject({ status: 'STATUS_RUNNING', version: 'v1.34', isUpgradeable: true })
    await change(path, { version: 'v1.35', updateMask: 'version' })
    expect(await shown(path)).toMatchObject({ status: 'STATUS_UPGRADING', version: 'v1.35', isUpgradeable: false })
    pass(10)
    await change(path, { version: 'v1.36' })
    pass(10)
    expect(await shown(path)).toMatchObject({ status: 'STATUS_RUNNING', version: 'v1.36', isUpgradeable: false })
    await send('DELETE', path)
    expect(await statusOf(path)).toBe('STATUS_DELETING')
    pass(10)

    expect((await send('GET', path)).status).toBe(404)
    expect((await send('GET', CLUSTERS)).text).not.toContain(path.split('/').at(-1))
  })

  test('the instant of the last change moves with every write and phase, and that of the making stays', async () => {
    const path = await cluster()
    const first = await shown(path)
    await change(path, { public: true })
    const second = await shown(path)
    pass(10)
    const third = await shown(path)

    expect(first['createdAt']).toBe('2026-02-01T14:00:10Z')
    expect([second['createdAt'], third['createdAt']]).toEqual([first['createdAt'], first['createdAt']])
    expect(textAt(second, '/updatedAt') > textAt(first, '/updatedAt')).toBe(true)
    expect(textAt(third, '/updatedAt') > textAt(second, '/updatedAt')).toBe(true)
  })

  test.each(['CREATING', 'UPDATING', 'UPGRADING'])('nothing is changed or deleted while it is %s', async (phase) => {
    const made = await send('POST', CLUSTERS, { body: await order() })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`
    if (phase !== 'CREATING') pass(30)
    if (phase === 'UPDATING') await change(path, { public: true })
    if (phase === 'UPGRADING') await change(path, { version: 'v1.35' })
    const before = await shown(path)

    expect(before['status']).toBe(`STATUS_${phase}`)
    expect(refusalIn(await change(path, { disableOidcInfoPublication: true }))).toEqual(precondition)
    expect(refusalIn(await send('DELETE', path))).toEqual(precondition)
    expect(await shown(path)).toEqual(before)
  })

  test('deleting it again while it goes is accepted and shows it as it goes; changing it then is refused', async () => {
    const path = await cluster()
    await send('DELETE', path)
    const again = await send('DELETE', path)

    expect([again.status, at(again.json, '/cluster/status')]).toEqual([200, 'STATUS_DELETING'])
    expect(refusalIn(await change(path, { public: true }))).toEqual(precondition)
    pass(10)
    expect((await send('DELETE', path)).status).toBe(404)
  })

  test('it fails on demand while it is made; then it keeps its endpoint, cannot be upgraded, and can be deleted', async () => {
    const made = await send('POST', CLUSTERS, { body: await order() })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`
    expect((await trigger('cluster', path, 'fail')).status).toBe(200)
    pass(60)

    expect(await shown(path)).toMatchObject({ status: 'STATUS_FAILED', isUpgradeable: false, apiServerEndpoint: at(made.json, '/cluster/apiServerEndpoint') })
    expect((await send('DELETE', path)).status).toBe(200)
    expect(await statusOf(path)).toBe('STATUS_DELETING')
    pass(10)
    expect((await send('GET', path)).status).toBe(404)
  })

  test('one that failed is changed no more, and an upgrade of it is refused', async () => {
    const made = await send('POST', CLUSTERS, { body: await order() })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`
    await trigger('cluster', path, 'fail')
    const before = await shown(path)

    expect(refusalIn(await change(path, { public: true }))).toEqual(precondition)
    expect(refusalIn(await change(path, { version: 'v1.35' }))).toEqual(precondition)
    expect((await change(path, { public: false })).status).toBe(200)
    expect(await shown(path)).toEqual(before)
  })

  test('it goes at once where nothing takes time, and the answer shows it as it goes', async () => {
    const path = await cluster()
    await change(path, { public: true })
    client().mock.world().set({ pace: 'immediate' })
    const deleted = await send('DELETE', path)

    expect([deleted.status, at(deleted.json, '/cluster/status')]).toEqual([200, 'STATUS_DELETING'])
    expect((await send('GET', path)).status).toBe(404)
  })

  test('its tailnet has a domain once it runs, and none without a client', async () => {
    const made = await send('POST', CLUSTERS, { body: await order({ tailscale: { clientId: 'kXq2' } }) })
    const path = `${CLUSTERS}/${textAt(made.json, '/cluster/id')}`
    expect(at(made.json, '/cluster/tailscale')).toEqual({ clientId: 'kXq2' })
    pass(30)

    expect(at(await shown(path), '/tailscale/tailnetDomain')).toMatch(/^made\..*\.ts\.net$/)
    await change(path, { updateMask: 'tailscale' })
    expect((await shown(path))['tailscale']).toBeUndefined()
  })

  test('a change that changes nothing is accepted and starts nothing', async () => {
    const path = await cluster()
    const before = await shown(path)
    const { status, json } = await change(path, { id: 'another', version: 'v1.34', public: false })

    expect([status, at(json, '/cluster')]).toEqual([200, before])
  })
})

describe('the life of a VPC', () => {
  test('it is made, changed and deleted, each in its own phase, and its prefixes are available', async () => {
    const made = await send('POST', VPCS, { body: { name: 'net', zone: 'US-WEST-01A', vpcPrefixes: prefixes.slice(0, 1) } })
    const path = `${VPCS}/${textAt(made.json, '/vpc/id')}`
    expect(at(made.json, '/vpc')).toMatchObject({
      status: 'STATUS_CREATING',
      vpcPrefixes: [{ ...prefixes[0], status: 'STATUS_AVAILABLE', createdAt: '2026-02-01T14:00:00Z' }],
    })
    pass(10)
    expect(await statusOf(path)).toBe('STATUS_READY')
    await change(path, { vpcPrefixes: prefixes })
    expect(await statusOf(path)).toBe('STATUS_UPDATING')
    pass(10)
    const deleted = await send('DELETE', path)
    expect(at(deleted.json, '/vpc')).toMatchObject({ status: 'STATUS_DELETING', vpcPrefixes: prefixes })
    pass(10)

    expect((await send('GET', path)).status).toBe(404)
  })

  test('it stays while a cluster lies in it, also one that is going, and goes after it', async () => {
    const vpcId = await vpc()
    const path = await cluster({ vpcId })
    expect(refusalIn(await send('DELETE', `${VPCS}/${vpcId}`))).toEqual(precondition)
    await send('DELETE', path)
    expect(refusalIn(await send('DELETE', `${VPCS}/${vpcId}`))).toEqual(precondition)
    pass(10)

    expect((await send('DELETE', `${VPCS}/${vpcId}`)).status).toBe(200)
  })

  test('a prefix stays while a cluster relies on it; another one may go', async () => {
    const vpcId = await vpc()
    await cluster({ vpcId })
    const without = (name: string) => ({ vpcPrefixes: prefixes.filter((prefix) => prefix.name !== name), updateMask: 'vpcPrefixes' })

    for (const name of ['pod cidr', 'service cidr', 'lb a']) expect(refusalIn(await change(`${VPCS}/${vpcId}`, without(name)))).toEqual(precondition)
    expect((await change(`${VPCS}/${vpcId}`, without('lb c'))).status).toBe(200)
    expect(at(await shown(`${VPCS}/${vpcId}`), '/vpcPrefixes')).toHaveLength(4)
  })

  test('a prefix of a cluster that is gone may go', async () => {
    const vpcId = await vpc()
    await send('DELETE', await cluster({ vpcId }))
    pass(10)

    expect((await change(`${VPCS}/${vpcId}`, { vpcPrefixes: [], updateMask: 'vpcPrefixes' })).status).toBe(200)
  })
})

describe('whose it is', () => {
  test('another organization finds nothing, and its lists hold only what is its own', async () => {
    expect((await send('GET', `${CLUSTERS}/${SAMPLE}`, { token: STRANGER })).status).toBe(404)
    expect((await send('DELETE', `${VPCS}/${SAMPLE_VPC}`, { token: STRANGER })).status).toBe(404)
    expect((await send('GET', CLUSTERS, { token: STRANGER })).text).not.toContain(SAMPLE)
    expect(refusalIn(await send('POST', CLUSTERS, { token: STRANGER, body: await order() }))).toEqual(invalid('vpcId'))
  })

  test('a viewer reads and changes nothing, and nobody does anything without a token', async () => {
    expect((await send('GET', `${CLUSTERS}/${SAMPLE}`, { token: VIEWER })).status).toBe(200)
    expect(refusalIn(await send('DELETE', `${CLUSTERS}/${SAMPLE}`, { token: VIEWER }))).toMatchObject({ status: 403, code: 7 })
    expect((await client().send('GET', `/v1beta1${CLUSTERS}`)).status).toBe(401)
  })

  test('a name is free in other zones, and again once its owner is gone', async () => {
    const path = await cluster({ name: 'twin' })
    const west = await vpc({ name: 'west', zone: 'US-WEST-01A' })
    const taken = await send('POST', CLUSTERS, { body: await order({ name: 'twin', vpcId: await vpc({ name: 'more' }) }) })
    expect([taken.status, at(taken.json, '/code')]).toEqual([409, 6])
    expect(at(taken.json, '/details/0')).toMatchObject({ resourceType: 'cluster', resourceName: 'twin' })
    expect((await send('POST', CLUSTERS, { body: { name: 'twin', zone: 'US-WEST-01A', vpcId: west, version: 'v1.35', network } })).status).toBe(200)
    await send('DELETE', path)
    pass(10)

    expect((await send('POST', CLUSTERS, { body: await order({ name: 'twin', vpcId: await vpc({ name: 'again' }) }) })).status).toBe(200)
  })
})
