import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, isObject, withAt, type Json } from '../specs/json.ts'
import { textAt } from './both-ways.test-kit.ts'
import { idOf, openYard, WORKSPACE, type Yard } from './long-running.test-kit.ts'

/** Something that may happen next; `which` picks among what is there. */
const steps = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ does: 'create' } as const) },
  { weight: 5, arbitrary: fc.record({ does: fc.constantFrom(':suspend', ':resume', 'DELETE', '/capabilities:refresh', 'rename'), which: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('cancel', 'read operation'), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('read cluster', 'fail', 'step by hand'), which: fc.nat(5) }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('pass' as const), seconds: fc.constantFrom(0, 1, 2, 3, 5, 9) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('pace' as const), pace: fc.constantFrom('time' as const, 'manual' as const, { reads: 2 }) }) },
)
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** All there is to see at one instant. Lists count as no reads, so that looking moves nothing on. */
interface Sight {
  readonly clusters: ReadonlyMap<string, Json>
  readonly operations: readonly Json[]
}

async function look({ send }: Yard): Promise<Sight> {
  const [clusters, operations] = await Promise.all(['/clusters', '/operations'].map(async (path) => items((await send('GET', `${path}?limit=100`)).json)))
  return { clusters: new Map((clusters ?? []).map((one) => [idOf(one), one])), operations: operations ?? [] }
}

function items(json: Json | undefined): readonly Json[] {
  const data = at(json, '/data')
  return Array.isArray(data) ? (data as readonly Json[]) : []
}

async function take(yard: Yard, step: Step, sight: Sight): Promise<unknown> {
  if (step.does === 'create') return yard.create()
  if (step.does === 'pass') return yard.client.mock.clock.advance('seconds' in step ? step.seconds * 1000 : 0)
  if (step.does === 'pace') return yard.client.mock.world().set({ pace: 'pace' in step ? step.pace : 'time' })
  const which = 'which' in step ? step.which : 0
  const operations = sight.operations.map(idOf)
  const told = operations[which % Math.max(1, operations.length)] ?? 'op_none'
  if (step.does === 'cancel') return yard.cancel(told)
  if (step.does === 'read operation') return yard.send('GET', `/operations/${told}`)
  const clusters = [...sight.clusters.keys()]
  return withCluster(yard, step.does, clusters[which % Math.max(1, clusters.length)] ?? 'clu_none')
}

async function withCluster(yard: Yard, does: string, id: string): Promise<unknown> {
  const address = { type: 'cluster', address: [WORKSPACE, id] }
  switch (does) {
    case 'read cluster':
      return yard.cluster(id)
    case 'fail':
      return yard.admin('/lifecycle/trigger', { ...address, trigger: 'fail' })
    case 'step by hand':
      return yard.admin('/lifecycle/advance', { ...address, steps: 1 })
    case 'rename':
      return yard.send('PATCH', `/clusters/${id}`, { tag: textAt((await yard.cluster(id)).json, '/etag'), body: { name: 'renamed' } })
    default:
      return yard.act(id, does)
  }
}

/** The words of one long-running operation agree with each other. */
function expectSound(told: Json): void {
  const [state, done, completed] = ['/state', '/done', '/completed_at'].map((place) => at(told, place))
  expect(done).toBe(state !== 'RUNNING')
  expect(completed !== null).toBe(done)
  if (typeof completed === 'number') expect(completed).toBeGreaterThanOrEqual(Number(at(told, '/started_at')))
  expect(isObject(at(told, '/response'))).toBe(state === 'SUCCEEDED')
  expect(isObject(at(told, '/error'))).toBe(state === 'FAILED' || state === 'CANCELLED')
}

/** What must be true of a cluster whose last piece of work ended like this. */
const ends: Readonly<Record<string, string>> = { 'cluster.create': 'active', 'cluster.suspend': 'suspended', 'cluster.resume': 'active' }

/** Every cluster is busy exactly while work on it runs, and is where its last work has brought it. */
function expectAgreed({ clusters, operations }: Sight): void {
  const onClusters = operations.filter((told) => textAt(told, '/metadata/type') !== 'cluster.capabilities.refresh')
  const running = onClusters.filter((told) => at(told, '/done') === false).map((told) => textAt(told, '/owner_id'))
  const busy = [...clusters].filter(([, cluster]) => at(cluster, '/reconciling') === true).map(([id]) => id)
  expect(running.toSorted()).toEqual(busy.toSorted())
  const last = new Map(onClusters.toReversed().map((told) => [textAt(told, '/owner_id'), told]))
  for (const [id, told] of last) {
    const type = textAt(told, '/metadata/type')
    if (at(told, '/state') !== 'SUCCEEDED') continue
    expect([type, textAt(clusters.get(id), '/state')]).toEqual([type, ends[type] ?? ''])
  }
}

test('long-running operations and their clusters agree at every instant, whatever happens to them', async () => {
  const yard = await openYard()
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 30 }), async (walk) => {
      yard.client.mock.reset()
      const over = new Map<string, Json>()
      for (const step of walk) {
        await take(yard, step, await look(yard))
        const sight = await look(yard)
        for (const told of sight.operations) {
          expectSound(told)
          const before = over.get(idOf(told))
          if (before !== undefined) expect(told).toEqual(before)
          if (at(told, '/done') !== true) continue
          over.set(idOf(told), told)
          expect(withAt(await yard.operation(idOf(told)), '/steps', undefined)).toEqual(told)
        }
        expectAgreed(sight)
      }
    }),
    { numRuns: 60, seed: 11 },
  )
})
