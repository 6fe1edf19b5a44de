import { test } from 'vitest'
import { createMock } from './create.ts'
test('bench', { timeout: 120000 }, async () => {
  const mock = await createMock({ providers: ['coreweave', 'kupe'], clock: 'frozen' })
  const prefixes = [{ name: 'a', value: '10.0.0.0/13' }, { name: 'b', value: '10.0.0.0/13' }, { name: 'c', value: '10.0.0.0/13' }]
  const go = async (path: string, token: string, body: object, method = 'POST') => {
    const r = await mock.fetch(new Request(mock.url + path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) }))
    if (r.status > 202) throw new Error(await r.text())
    return r
  }
  const T = 'CW-SECRET-ad0000015a6d706c6561646d696e3031'
  for (let round = 0; round < 5; round++) {
    const s = performance.now()
    for (let i = 0; i < 2000; i++) await go('/v1beta1/networking/vpcs', T, { name: `n${round}-${i}`, zone: 'US-EAST-04A', vpcPrefixes: prefixes })
    console.log('vpc', round, (2000 / (performance.now() - s) * 1000).toFixed(0), '/s')
  }
  for (let round = 0; round < 3; round++) {
    const s = performance.now()
    for (let i = 0; i < 2000; i++) await go('/v1beta1/cks/clusters', T, { name: `n${round}-${i}`, zone: 'US-EAST-04A', version: 'v1.34', vpcId: '0a6c1f52-8d3e-4b7a-8f10-2c94d1e6a7b3', network: { podCidrName: 'pod cidr', serviceCidrName: 'service cidr', internalLbCidrNames: ['internal lb cidr'] } })
    console.log('cluster', round, (2000 / (performance.now() - s) * 1000).toFixed(0), '/s')
  }
  for (let round = 0; round < 3; round++) {
    const s = performance.now()
    for (let i = 0; i < 2000; i++) await go('/api/v1/tenants/acme/clusters', 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', { name: `n${round}-${i}`, displayName: 'x', type: 'shared', version: '1.31' })
    console.log('kupe', round, (2000 / (performance.now() - s) * 1000).toFixed(0), '/s')
  }
})
