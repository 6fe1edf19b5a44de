import { afterEach, describe, expect, test } from 'vitest'
import { at, type Json } from '../../specs/json.ts'
import type { Mock, MockOptions } from '../create.ts'
import { ask, CLUSTERS, faulty, make, jsonOf } from './faults.test-kit.ts'
import type { FaultStart } from './plan.ts'

let mock: Mock
afterEach(() => mock.close())

const create = { when: { operation: 'createCluster', nth: 1 } } as const
const recovering: FaultStart = { id: 'fails', ...create, do: { lifecycle: { at: 'Provisioning', recoversAfterSeconds: 30 } } }

async function phase(path = `${CLUSTERS}/web`, where = '/status/phase'): Promise<Json | undefined> {
  return at(await jsonOf(ask(mock, path)), where)
}

/** What is seen of a resource as the time passes, in seconds. */
async function course(times: readonly number[]): Promise<readonly (Json | undefined)[]> {
  const seen: (Json | undefined)[] = []
  for (const [index, second] of times.entries()) {
    mock.clock.advance((second - (times[index - 1] ?? 0)) * 1000)
    seen.push(await phase())
  }
  return seen
}

test('fails the next create on its way, and lets it recover', async () => {
  mock = await faulty([recovering])
  const made = await make(mock, 'web')

  expect([made.status, made.headers.get('x-mock-fault')]).toEqual([201, 'fails'])
  expect(await course([0, 3, 9, 11, 39, 41, 47, 60])).toEqual([
    'Pending',
    'Provisioning',
    'Provisioning',
    'Degraded',
    'Degraded',
    'Provisioning',
    'Provisioning',
    'Running',
  ])
  await make(mock, 'other')
  mock.clock.advance(11_000)
  expect(await phase(`${CLUSTERS}/other`)).toBe('Running')
})

test('stays where it failed unless it recovers', async () => {
  mock = await faulty([{ ...create, do: { lifecycle: {} } }])
  await make(mock, 'web')

  expect(await course([0, 9, 11, 1000])).toEqual(['Pending', 'Provisioning', 'Degraded', 'Degraded'])
  expect((await ask(mock, `${CLUSTERS}/web`, { method: 'DELETE' })).status).toBeLessThan(300)
})

test.each([
  [{ reads: 4 }, ['Pending', 'Provisioning', 'Degraded', 'Provisioning', 'Running']],
  ['manual', ['Pending', 'Provisioning', 'Degraded', 'Provisioning', 'Running']],
  ['immediate', ['Running']],
] satisfies [MockOptions['lifecycle'], string[]][])('passes through the failing phase at the pace %j', async (lifecycle, expected) => {
  mock = await faulty([recovering], { lifecycle })
  await make(mock, 'web')
  const seen: (Json | undefined)[] = [lifecycle === 'immediate' ? 'Running' : 'Pending']
  for (let i = 0; i < 6; i += 1) {
    if (lifecycle === 'manual') await ask(mock, '/__admin/lifecycle/advance', { method: 'POST', body: { type: 'cluster', address: ['acme', 'web'] } })
    seen.push(await phase())
  }

  expect(seen.filter((each, index) => each !== seen[index - 1])).toEqual(expected)
})

test('counts creates that begin something, not those that are refused', async () => {
  mock = await faulty([{ id: 'fails', ...create, do: { lifecycle: {} } }])
  await make(mock, 'Not A Name')
  const made = await make(mock, 'web')

  expect(made.headers.get('x-mock-fault')).toBe('fails')
  expect(mock.world().faults.counts()).toEqual([{ id: 'fails', matched: 1, fired: 1 }])
})

test('has no request fail twice for one fault, and never changes a tag without a change', async () => {
  mock = await faulty([recovering])
  await make(mock, 'web')
  const tags: string[] = []
  for (let second = 0; second < 60; second += 1) {
    mock.clock.advance(1000)
    const answer = await ask(mock, `${CLUSTERS}/web`)
    tags.push(`${answer.headers.get('etag')} ${String(at(await jsonOf(answer), '/status/phase'))}`)
  }

  expect(new Set(tags.map((tag) => tag.split(' ')[0])).size).toBe(new Set(tags).size)
  expect(new Set(tags).size).toBe(5)
})

describe('of other vendors', () => {
  async function started(provider: string, faults: readonly FaultStart[]): Promise<(method: string, path: string, body?: object) => Promise<Json>> {
    mock = await faulty(faults, { providers: [provider] })
    const auth = mock.contracts[0]?.behaviour.auth.scheme === 'token' ? 'Token' : 'Bearer'
    const authorization = `${auth} ${mock.contracts[0]?.behaviour.seed.principals['admin']?.token}`
    return async (method, path, body) => {
      return jsonOf(ask(mock, path, { method, headers: { authorization }, ...(body && { body }) }))
    }
  }

  test('a deployment fails, then comes through', async () => {
    const send = await started('qovery', [
      { when: { operation: 'deployCluster', nth: 1 }, do: { lifecycle: { fails: 'DEPLOYMENT_ERROR', recoversAfterSeconds: 5 } } },
    ])
    const home = '/organization/4d1f7c2e-6a83-4b59-9e07-c8a25d3f1b64/cluster'
    const made = await send('POST', home, { name: 'made', region: 'eu-west-3', cloud_provider: 'AWS' })
    const path = `${home}/${String(at(made, '/id'))}`
    await send('POST', `${path}/deploy`)
    const seen: (Json | undefined)[] = []
    for (let i = 0; i < 20; i += 1) {
      mock.clock.advance(1000)
      seen.push(at(await send('GET', `${path}/status`), '/status'))
    }

    expect(seen.filter((each, index) => each !== seen[index - 1])).toEqual(['DEPLOYMENT_QUEUED', 'DEPLOYING', 'DEPLOYMENT_ERROR', 'DEPLOYING', 'DEPLOYED'])
  })

  test('a long-running operation tells that the work failed', async () => {
    const send = await started('akua', [{ when: { operation: 'clusters.create', nth: 1 }, do: { lifecycle: {} } }])
    const made = await send('POST', '/v1/clusters', { name: 'made', region_id: 'reg_acmeuse1000000a1' })
    const path = `/v1/operations/${String(at(made, '/id'))}`
    const before = await send('GET', path)
    mock.clock.advance(20_000)
    const after = await send('GET', path)
    const again = await send('POST', '/v1/clusters', { name: 'other', region_id: 'reg_acmeuse1000000a1' })
    mock.clock.advance(20_000)
    const other = await send('GET', `/v1/operations/${String(at(again, '/id'))}`)

    expect([before, after, other].map((each) => [at(each, '/done'), at(each, '/state')])).toEqual([
      [false, expect.any(String)],
      [true, 'FAILED'],
      [true, 'SUCCEEDED'],
    ])
  })

  test.each([
    ['akua', { recoversAfterSeconds: 5 }, 'no lifecycle fails and comes back. Allowed: none'],
    ['coreweave', { at: 'STATUS_DELETING' }, 'no lifecycle fails at STATUS_DELETING. Allowed: create at STATUS_CREATING'],
  ])('refuses a failure that the lifecycle of %s has no way to', async (provider, lifecycle, message) => {
    mock = await faulty([])

    await expect(faulty([{ do: { lifecycle } }], { providers: [provider] })).rejects.toThrow(message)
  })
})
