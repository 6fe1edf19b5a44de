import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import { folderOf } from '../../specs/providers.ts'
import { driftOf } from './drift.ts'
import { side, type Said } from './runs.test-kit.ts'
import type { JsonObject } from '../../specs/json.ts'

const contract = await loadContract(await folderOf('kupe'))

const cluster: JsonObject = {
  name: 'cp-1',
  displayName: 'One',
  type: 'shared',
  version: '1.32',
  resourceVersion: '7',
  createdAt: '2026-01-01T00:00:00Z',
  status: { phase: 'Running', endpoint: 'https://cp-1.example.com', conditions: [{ type: 'Ready' }] },
}
const read = (body: JsonObject = cluster, more: Said = {}): Said => ({ status: 200, body, headers: { etag: '"7"' }, ...more })
const without = (name: string) => Object.fromEntries(Object.entries(cluster).filter(([one]) => one !== name))
const inPhase = (phase: string) => ({ ...cluster, status: { phase } })
const write = (status: number, error?: string): Said => ({
  label: 'write',
  operation: 'updateCluster',
  method: 'PATCH',
  sends: { version: '1.33' },
  status,
  body: error === undefined ? cluster : { error },
})
const added = (status: number): Said => ({
  operation: 'addMember',
  method: 'POST',
  target: '/api/v1/tenants/acme/members',
  status,
  body: { email: 'a@example.com', role: 'admin' },
})
const created = (status: number): Said => ({
  operation: 'createCluster',
  method: 'POST',
  target: '/api/v1/tenants/acme/clusters',
  status,
  body: cluster,
  headers: { etag: '"7"' },
})

/** The differences in a few words; each pair is a scenario of its own. */
function told(pairs: readonly (readonly [mock: Said, endpoint: Said])[]): readonly string[] {
  const found = driftOf(contract, side(pairs.map(([mock]) => [mock])), side(pairs.map(([, endpoint]) => [endpoint])))
  return found.differences.map(
    ({ side: whose, operation, fact, times, of, leaning }) =>
      `${whose}: ${operation} ${[fact.aspect, fact.place].join(' ').trim()} ${fact.mock} > ${fact.endpoint} ${times}/${of}${leaning ? ` ${leaning.pointer}` : ''}`,
  )
}

describe('who seems to be wrong', () => {
  test.each<[string, readonly (readonly [Said, Said])[], string]>([
    [
      'a refusal that is our guess has another status',
      [[write(400, 'Immutable field: name'), write(422, 'no')]],
      'mock: updateCluster status 400 > 422 1/1 /errors/refusals/immutable-field',
    ],
    [
      'a documented refusal has another status',
      [[write(412, 'etag mismatch: 7'), write(409, 'no')]],
      'endpoint: updateCluster status 412 > 409 1/1 /errors/refusals/stale-tag',
    ],
    ['a documented refusal is none', [[write(412, 'etag mismatch: 7'), write(200)]], 'endpoint: updateCluster status 412 > 200 1/1 /errors/refusals/stale-tag'],
    ['it fails', [[write(200), write(500, 'oh')]], 'endpoint: updateCluster status 200 > 500 1/1 /operations/updateCluster'],
    ['it does not answer', [[read(), { label: 'look' }]], 'endpoint: getCluster status 200 > no answer 1/1 /operations/getCluster'],
    ['a success has a status that is tolerated', [[added(201), added(200)]], 'mock: addMember status 201 > 200 1/1 /operations/addMember/success'],
    [
      'a success has a status that is not declared, each time',
      [
        [created(201), created(200)],
        [created(201), created(200)],
      ],
      'document: createCluster status 201 > 200 2/2 /operations/createCluster',
    ],
    [
      'a success has a status that is not declared, now and then',
      [
        [created(201), created(200)],
        [created(201), created(201)],
      ],
      'endpoint: createCluster status 201 > 200 1/2 /operations/createCluster',
    ],
    [
      'a member that has to be there is not, each time',
      [
        [read(), read(without('type'))],
        [read(), read(without('type'))],
      ],
      'document: getCluster member /type present > absent 2/2',
    ],
    [
      'a member that has to be there is not, now and then',
      [
        [read(), read(without('type'))],
        [read(), read()],
      ],
      'endpoint: getCluster member /type present > absent 1/2',
    ],
    ['a member that may be there is not', [[read(), read(without('version'))]], 'mock: getCluster member /version present > absent 1/1'],
    [
      'a member is there that nobody declares',
      [
        [read(), read({ ...cluster, zone: 'b' })],
        [read(), read()],
      ],
      'document: getCluster member /zone absent > present 1/2',
    ],
    [
      'a type is not the declared one',
      [
        [read(), read({ ...cluster, version: 132 })],
        [read(), read()],
      ],
      'endpoint: getCluster type /version string > number 1/2',
    ],
    [
      'a word is not on the list',
      [
        [read(), read({ ...cluster, type: 'huge' })],
        [read(), read()],
      ],
      'endpoint: getCluster word /type declared > "huge" 1/2',
    ],
    [
      'what is gone is called so',
      [
        [
          { ...read({ error: 'Cluster cp-1 not found' }), status: 404 },
          { ...read({ error: 'no' }), status: 410 },
        ],
      ],
      'mock: getCluster status 404 > 410 1/1 /errors/refusals/absent',
    ],
    [
      'a condition on a read is understood',
      [[read(cluster, { asks: ['if-none-match', '"7"'] }), { status: 304, asks: ['if-none-match', '"7"'] }]],
      'mock: getCluster status 200 > 304 1/1 /operations/getCluster',
    ],
    ['a read is not answered in full', [[read(), { status: 304 }]], 'endpoint: getCluster status 200 > 304 1/1 /operations/getCluster'],
    ['a tag is weak', [[read(), read(cluster, { headers: { etag: 'W/"7"' } })]], 'mock: getCluster header etag strong > weak 1/1 /resources/cluster/tag'],
    ['a tag is missing', [[read(), read(cluster, { headers: {} })]], 'endpoint: getCluster header etag strong > absent 1/1 /resources/cluster/tag'],
    [
      'a phase has another word that is known',
      [[read(inPhase('Deleting')), read(inPhase('Terminating'))]],
      'mock: getCluster phase /status/phase Deleting > Terminating 1/1 /lifecycles/cluster/aliases/Deleting',
    ],
    [
      'a phase of a client has a word that nobody knows',
      [[read(inPhase('Degraded')), read(inPhase('Sick'))]],
      'mock: getCluster phase /status/phase Degraded > Sick 1/1 /lifecycles/cluster/phases/Degraded',
    ],
    [
      'another media type',
      [
        [read(), read(cluster, { headers: { etag: '"7"', 'content-type': 'text/json' } })],
        [read(), read()],
      ],
      'endpoint: getCluster media type application/json > text/json 1/2 /content/mediaTypes',
    ],
  ])('%s', (_, pairs, expected) => {
    expect(told(pairs)).toEqual([expected])
  })
})

describe('what is free', () => {
  test.each<[string, Said, Said]>([
    ['values and the order of members', read(), read({ ...Object.fromEntries(Object.entries(cluster).toReversed()), name: 'cp-9', resourceVersion: 'abc' })],
    ['the tag itself', read(), read(cluster, { headers: { etag: '"another"' } })],
    ['the text of a refusal', write(412, 'etag mismatch: 7'), write(412, 'no')],
    ['how far it has come, and what shows then', read(), read({ ...cluster, status: { phase: 'Pending' } })],
    ['names that are data', read({ ...cluster, alerts: { cpu: 1 } }), read({ ...cluster, alerts: { disk: 'high' } })],
    [
      'which of several items there are',
      { operation: 'listClusters', target: '/api/v1/tenants/acme/clusters', status: 200, body: { items: [cluster] } },
      { operation: 'listClusters', target: '/api/v1/tenants/acme/clusters', status: 200, body: { items: [without('version'), cluster] } },
    ],
  ])('%s', (_, mock, endpoint) => {
    expect(told([[mock, endpoint]])).toEqual([])
  })
})

describe('what is put side by side', () => {
  test('the last of reads that were sent unequally often', () => {
    const polled = (...phases: readonly string[]) => side([phases.map((phase) => read(inPhase(phase)))])

    expect(driftOf(contract, polled('Pending', 'Running'), polled('Pending', 'Pending', 'Provisioning', 'Running'))).toMatchObject({
      differences: [],
      compared: 1,
    })
  })

  test('nothing that was under way at the same time as a write', () => {
    const racing = (a: number, b: number) =>
      side([
        [
          { ...write(a), label: 'one', at: [0, 9] },
          { ...write(b), label: 'other', at: [1, 8] },
        ],
      ])

    expect(driftOf(contract, racing(200, 412), racing(412, 200))).toMatchObject({ differences: [], compared: 0, aside: 2 })
  })

  test('nothing that follows from a difference', () => {
    const life = (status: number, after: number) =>
      side([[write(status, status === 200 ? undefined : 'etag mismatch: 7'), { ...read(), label: 'after', status: after }]])

    expect(driftOf(contract, life(412, 200), life(200, 404)).differences).toHaveLength(1)
  })

  test('no request that is another because of an earlier answer', () => {
    const sent = (sends: JsonObject, status: number) => side([[{ ...write(status, 'no'), sends }]])

    expect(driftOf(contract, sent({ version: '1.33' }, 412), sent({ alerts: {} }, 400)).compared).toBe(0)
  })

  test('no scenario that one of the two alone was put to', () => {
    expect(driftOf(contract, side([[read()], [read()]]), side([[read()]]))).toMatchObject({ scenarios: 1, unmatched: 1 })
  })
})

test('a tag that stays while the phase changes is told once, with what our guess would have to be', () => {
  const life = (...tags: readonly string[]) =>
    side([['Pending', 'Running'].map((phase, index) => read(inPhase(phase), { headers: { etag: `"${tags[index]}"` } }))])

  const { differences, phases } = driftOf(contract, life('1', '2'), life('1', '1'))

  expect(differences).toMatchObject([
    {
      side: 'mock',
      fact: { aspect: 'tag', mock: 'moves', endpoint: 'stays' },
      leaning: { amends: [{ at: '/resources/cluster/tag/movesWithPhase', to: false }] },
    },
  ])
  expect(phases).toEqual([{ operation: 'getCluster', mock: ['Pending', 'Running'], endpoint: ['Pending', 'Running'] }])
})

test.each([
  ['failed', 'endpoint', undefined],
  ['observed', 'mock', '/errors/refusals/immutable-field'],
] as const)('a check that %s for what no answer shows is a difference of its own', (verdict, whose, pointer) => {
  const [difference] = driftOf(contract, side([[read()]]), side([[read()]], { verdict })).differences

  expect(difference).toMatchObject({ side: whose, fact: { aspect: 'verdict', mock: 'a', endpoint: 'b' } })
  expect(difference?.leaning?.pointer).toBe(pointer)
})

test('a choice that is left open explains no broken promise', () => {
  const found = driftOf(contract, side([[read()]]), side([[read(without('version'))]], { verdict: 'failed' }))

  expect(found.differences.map(({ side: whose, fact }) => [whose, fact.aspect])).toEqual([
    ['endpoint', 'verdict'],
    ['mock', 'member'],
  ])
})

test.each([
  ['passed', 'mock'],
  ['failed', 'endpoint'],
] as const)('another code of a refusal, where the checks that see it have %s, is put down to the %s', async (verdict, whose) => {
  const harbour = await loadContract(fileURLToPath(new URL('../../fixtures/pretend', import.meta.url)))
  const refused = (kind: string): Said => ({ operation: 'getBerth', status: 404, body: { problem: { kind, text: 'Only open water: cp-1', http: 404 } } })

  const { differences } = driftOf(harbour, side([[refused('open-water')]]), side([[refused('lost')]], { verdict }))

  expect(differences).toMatchObject([
    { side: whose, fact: { aspect: 'code', place: '/problem/kind' }, leaning: { amends: [{ at: '/errors/refusals/absent/code', to: 'lost' }] } },
  ])
})
