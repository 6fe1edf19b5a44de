import { afterEach, describe, expect, test } from 'vitest'
import { at, type Json, type JsonObject } from '../../specs/json.ts'
import type { Mock } from '../create.ts'
import { ask, CLUSTERS, faulty, jsonOf } from './faults.test-kit.ts'
import type { Deed } from './plan.ts'

let mock: Mock
afterEach(() => mock.close())

const blocks = ['10.0.0.0/13', '10.16.0.0/22', '10.32.4.0/22', '10.32.8.0/22']
const names = ['pod cidr', 'service cidr', 'lb b', 'lb a']
const vpcPrefixes = names.map((name, index) => ({ name, value: blocks[index] }))
const network = { podCidrName: 'pod cidr', serviceCidrName: 'service cidr', internalLbCidrNames: ['lb b', 'lb a'] }
interface Vendor {
  readonly provider: string
  readonly operation: string
  readonly path: string
  readonly items: string
  readonly body: JsonObject
  /** What the cluster lies in, where that has to be made first. */
  readonly first?: { readonly path: string; readonly body: object; readonly id: string; readonly as: string }
}

const vendors = [
  { provider: 'kupe', operation: 'createCluster', path: CLUSTERS, items: '/items', body: { name: 'made', displayName: 'Made', type: 'shared' } },
  {
    provider: 'coreweave',
    operation: 'createCluster',
    path: '/v1beta1/cks/clusters',
    items: '/items',
    body: { name: 'made', zone: 'US-EAST-04A', version: 'v1.34', network },
    first: { path: '/v1beta1/networking/vpcs', body: { name: 'net', zone: 'US-EAST-04A', vpcPrefixes }, id: '/vpc/id', as: 'vpcId' },
  },
  {
    provider: 'qovery',
    operation: 'createCluster',
    path: '/organization/4d1f7c2e-6a83-4b59-9e07-c8a25d3f1b64/cluster',
    items: '/results',
    body: { name: 'made', region: 'eu-west-3', cloud_provider: 'AWS' },
  },
  { provider: 'akua', operation: 'clusters.create', path: '/v1/clusters', items: '/data', body: { name: 'made', region_id: 'reg_acmeuse1000000a1' } },
] as const satisfies readonly Vendor[]

/** A client that sends a create until it is answered with a success, waiting as it is told to. */
async function persistent(
  { provider, operation, path, body, first }: Vendor,
  deed: Deed,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly number[]> {
  mock = await faulty([{ when: { operation, times: 2 }, do: deed }], { providers: [provider] })
  const inside =
    first === undefined ? {} : { [first.as]: at(await jsonOf(ask(mock, first.path, { method: 'POST', headers: authorization(), body: first.body })), first.id) }
  mock.clock.advance(20_000)
  const statuses: number[] = []
  while (statuses.length < 5) {
    const answer = await ask(mock, path, { method: 'POST', headers: { ...authorization(), ...headers }, body: { ...body, ...inside } }).catch(() => undefined)
    statuses.push(answer?.status ?? 0)
    if (answer?.ok === true) break
    mock.clock.advance(Number(answer?.headers.get('retry-after') ?? 1) * 1000)
  }
  return statuses
}

function authorization(): { readonly authorization: string } {
  const { auth, seed } = mock.contracts[0]?.behaviour ?? {}
  return { authorization: `${auth?.scheme === 'token' ? 'Token' : 'Bearer'} ${seed?.principals['admin']?.token}` }
}

/** How many clusters of the name there are. */
async function made({ path, items }: Vendor): Promise<number> {
  mock.world().faults.set([])
  const all = await jsonOf(ask(mock, path, { headers: authorization() }))
  const found = at(all, items)
  return Array.isArray(found) ? (found as readonly Json[]).filter((item) => at(item, '/name') === 'made').length : Number.NaN
}

describe.each(vendors)('a client of $provider', (vendor) => {
  test('that tries a create again when it was refused makes one', async () => {
    const statuses = await persistent(vendor, { status: 503, retryAfterSeconds: 5 })

    expect(statuses.slice(0, 2)).toEqual([503, 503])
    expect([statuses.length, Math.floor((statuses[2] ?? 0) / 100)]).toEqual([3, 2])
    expect(await made(vendor)).toBe(1)
  })

  test('that tries a create again when the connection broke before it makes one', async () => {
    expect((await persistent(vendor, { reset: 'before' })).slice(0, 2)).toEqual([0, 0])
    expect(await made(vendor)).toBe(1)
  })
})

const lost: readonly Deed[] = [{ reset: 'after' }, { empty: 'after' }, { status: 503, performed: true }, { status: 500, performed: true }]
test.each(lost)('makes one of a create whose answer was lost, where it is sent again with the same key: %j', async (deed) => {
  const [, , , vendor] = vendors
  const statuses = await persistent(vendor, deed, { 'idempotency-key': 'one-key-for-all-tries' })

  expect([statuses.length, await made(vendor)]).toEqual([3, 1])
})

test('makes one of a create whose answer was lost where names are taken once, and says so', async () => {
  const [vendor] = vendors
  const statuses = await persistent(vendor, { reset: 'after' })

  expect([statuses.at(-1), await made(vendor)]).toEqual([409, 1])
})
