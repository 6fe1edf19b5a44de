import { afterEach, describe, expect, test } from 'vitest'
import { createMock, type Mock, type MockOptions } from './create.ts'

const CLUSTERS = '/api/v1/tenants/acme/clusters'
const cluster = { name: 'production', displayName: 'Production', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }
const START = { scale: 0, at: '2026-02-01T14:00:00Z' }

const open: Mock[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((mock) => mock.close()))
})

async function mockOf(options: MockOptions = {}): Promise<Mock> {
  const mock = await createMock({ providers: ['kupe'], clock: START, ...options })
  open.push(mock)
  return mock
}

/** Status and body of an answer; its headers too, but for the id of the request, which a mock counts from its start. */
async function send(
  mock: Mock,
  method: string,
  path: string,
  { world = 'default', body, ...more }: { world?: string; body?: object } & Record<string, unknown> = {},
) {
  const headers = { authorization: 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', 'x-mock-world': world, 'content-type': 'application/json', ...more }
  const answer = await mock.fetch(new Request(`http://mock${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }))
  return { status: answer.status, headers: Object.fromEntries([...answer.headers].filter(([name]) => name !== 'x-request-id')), text: await answer.text() }
}

async function lived(): Promise<Mock> {
  const mock = await mockOf()
  mock.world('default')
  mock.world('other', { seed: 7 })
  for (const world of ['default', 'other']) await send(mock, 'POST', CLUSTERS, { world, body: cluster, 'idempotency-key': 'a-key-of-32-characters-or-so-1234' })
  mock.save('early', 'other')
  mock.world('other').clock.advance(5000)
  mock.world('other').set({ limits: { requests: 50, windowSeconds: 60 }, defects: ['etag.delete-ignores-if-match'] })
  await send(mock, 'GET', CLUSTERS, { world: 'other' })
  mock.world('other').limiter.force(2, 5)
  return mock
}

describe('what was saved', () => {
  let good: string | undefined

  test('is all that decides later answers: another mock goes on with the same bytes', async () => {
    const first = await lived()
    const second = await mockOf({ state: first.state(), clock: 'real' })
    const script = async (mock: Mock): Promise<readonly unknown[]> => {
      const seen: unknown[] = []
      for (const world of ['default', 'other']) {
        for (let turn = 0; turn < 3; turn += 1) seen.push(await send(mock, 'GET', `${CLUSTERS}/production`, { world }))
        seen.push(await send(mock, 'POST', CLUSTERS, { world, body: { ...cluster, name: 'second' } }))
        mock.world(world).clock.advance(60_000)
        seen.push(await send(mock, 'GET', CLUSTERS, { world }), mock.world(world).clock.state(), mock.world(world).settings)
      }
      mock.load('early', 'other')
      seen.push(await send(mock, 'GET', `${CLUSTERS}/production`, { world: 'other' }))
      return seen
    }

    expect(second.state()).toBe(first.state())
    expect(await script(second)).toEqual(await script(first))
    expect(withoutWall(second.state())).toBe(withoutWall(first.state()))
    expect(second.changed).toEqual([])
  })

  test('is told over HTTP too, of one world where it is named', async () => {
    const mock = await lived()
    const all = await mock.fetch(new Request('http://mock/__admin/state'))
    const one = await mock.fetch(new Request('http://mock/__admin/state?world=other'))

    expect(await all.text()).toBe(mock.state())
    expect(await one.text()).toBe(mock.state('other'))
    expect(mock.state('other')).not.toContain('"name":"default"')
  })

  test('says whose contracts have changed since', async () => {
    const state = (await lived()).state()

    expect((await mockOf({ state: state.replace(/"kupe":"[0-9a-f]+"/, '"kupe":"00"') })).changed).toEqual(['kupe'])
  })

  test.for<[string, (state: string) => string, string | RegExp]>([
    ['no JSON', () => '{', /it is not JSON \(/],
    ['a list', () => '[]', 'it is not a JSON object.'],
    ['another document', () => '{}', 'its "format" is missing. This program reads "clusterproof-state/1".'],
    ['one of a later program', (state) => state.replace('state/1', 'state/2'), 'its "format" is "clusterproof-state/2". This program reads'],
    ['no worlds', (state) => state.replace('"worlds":[', '"world":['), '"contracts" has to name hashes, and "worlds" to be a list.'],
    ['a world without a seed', (state) => state.replace('"seed":7', '"sed":7'), 'worlds[1] has to have a "name", a "seed" and "facts".'],
    ['a name that is not one', (state) => state.replace('"name":"other"', '"name":"o t"'), 'Failed to open a world: "o t" is not a name.'],
    ['a fact of no kind', (state) => state.replace('["clock"]', '["clok"]'), 'worlds[0].facts[0] is of the unknown kind "clok". Known are clock, settings,'],
    ['a clock that is none', (state) => state.replace('"scale":0', '"scale":"x"'), 'worlds[0].facts[0] is no "clock" that this program writes.'],
    ['another provider', (state) => state.replaceAll('"kupe"', '"akua"'), 'is about the provider "akua", which is not served. Serve it too; served are kupe.'],
    [
      'a type that is not one',
      (state) => state.replaceAll('["resource","kupe","cluster"', '["resource","kupe","klaster"'),
      'is of the type "klaster", which kupe does not have. It has ',
    ],
    [
      'a resource elsewhere',
      (state) => state.replace('"acme","production"]', '"acme","staging"]'),
      'stands at ["cluster","acme","staging"], and says that it is at ["cluster","acme","production"].',
    ],
    ['half a resource', (state) => state.replace('"generation":1', '"generations":1'), 'is no resource.'],
    [
      'an unknown defect',
      (state) => state.replace('"etag.delete-ignores-if-match"', '"etag.none"'),
      'world "other" has the defect "etag.none" on, which is not one.',
    ],
    [
      'a snapshot without an instant',
      (state) => state.replace(/"snapshots":\[\{"at":\d+,/, '"snapshots":[{'),
      'worlds[1].snapshots[0] has no "at", in milliseconds since 1970.',
    ],
  ])('is refused where it is %s', async ([, spoilt, message]) => {
    good ??= (await lived()).state()
    const bad = spoilt(good)

    expect(bad).not.toBe(good)
    await expect(mockOf({ state: bad })).rejects.toThrow(message)
  })
})

/** The instants of the real time at which clocks were moved. */
function withoutWall(state: string): string {
  return state.replaceAll(/"wall":\d+/g, '')
}
