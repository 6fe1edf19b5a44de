import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { at, isObject, type Json } from '../../specs/json.ts'
import type { Mock } from '../create.ts'
import { ask, CLUSTERS, faulty, make, jsonOf } from './faults.test-kit.ts'
import type { Lag, Stale, When } from './plan.ts'

const READER = 'kupe_0ead0001_c2FtcGxlLXJlYWRvbmx5LWtleQ'
let mock: Mock
afterEach(() => mock.close())

async function lagging(stale: Stale, when: When = {}): Promise<void> {
  mock = await faulty([{ id: 'late', when, do: { stale } }], { lifecycle: 'immediate' })
}

/** The number that was written last into what a client sees of one cluster; -1 where it sees none. */
async function seen(way: 'get' | 'list', name = 'web', token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answer = await jsonOf(ask(mock, way === 'get' ? `${CLUSTERS}/${name}` : CLUSTERS, { headers }))
  if (way === 'get') return numberIn(answer)
  const items = at(answer, '/items')
  return numberIn(Array.isArray(items) ? (items as readonly Json[]).find((item) => at(item, '/name') === name) : undefined)
}

function numberIn(item: Json | undefined): number {
  const shown = at(item, '/alerts/number')
  if (item === undefined || !isObject(item) || item['name'] === undefined) return -1
  return typeof shown === 'number' ? shown : 0
}

async function write(number: number): Promise<void> {
  const path = `${CLUSTERS}/web`
  const answer = await ask(mock, path, { method: 'PATCH', body: { alerts: { number } } })
  if (!answer.ok) throw new Error(await answer.text())
}

test('lags behind by so many writes', async () => {
  await lagging({ get: { writes: 2 } })
  await make(mock, 'web')
  const shown: number[] = []
  for (let number = 1; number <= 5; number += 1) {
    await write(number)
    shown.push(await seen('get'))
  }

  expect(shown).toEqual([-1, 0, 1, 2, 3])
})

test('lags behind by so many seconds, lists apart from single reads', async () => {
  await lagging({ list: { seconds: 3 } })
  mock.clock.advance(10_000)
  await make(mock, 'web')
  const shown: (readonly number[])[] = []
  for (let second = 0; second < 5; second += 1) {
    shown.push([await seen('get'), await seen('list')])
    mock.clock.advance(1000)
  }

  expect(shown).toEqual([
    [0, -1],
    [0, -1],
    [0, -1],
    [0, 0],
    [0, 0],
  ])
})

test('shows former phases too', async () => {
  mock = await faulty([{ do: { stale: { get: { seconds: 3 } } } }])
  await make(mock, 'warm')
  mock.clock.advance(60_000)
  await make(mock, 'web')
  const phases: string[] = []
  for (let second = 0; second <= 14; second += 1) {
    const answer = await jsonOf(ask(mock, `${CLUSTERS}/web`))
    phases.push(String(at(answer, '/status/phase')))
    mock.clock.advance(1000)
  }

  expect(phases.indexOf('Pending')).toBe(3)
  expect(phases.indexOf('Provisioning')).toBe(5)
  expect(phases.indexOf('Running')).toBe(13)
})

test('marks what was shown late, and nothing that would have been the same', async () => {
  await lagging({ get: { writes: 1 } })
  await make(mock, 'web')
  const fault = async (name: string): Promise<string | null> => (await ask(mock, `${CLUSTERS}/${name}`)).headers.get('x-mock-fault')

  expect([await fault('web'), await fault('nobody')]).toEqual(['late', null])
  expect(mock.world().faults.counts()).toEqual([{ id: 'late', matched: 3, fired: 1 }])
})

test('lets what is deleted be seen for a while', async () => {
  await lagging({ get: { writes: 1 }, list: { writes: 1 } })
  await make(mock, 'web')
  await ask(mock, `${CLUSTERS}/web`, { method: 'DELETE' })

  expect([await seen('get'), await seen('list')]).toEqual([0, 0])
  await make(mock, 'other')
  await make(mock, 'another')
  expect([await seen('get'), await seen('list')]).toEqual([-1, -1])
})

test("shows a client's own writes at once where that is planned", async () => {
  await lagging({ get: { writes: 3 }, ownWrites: true })
  await make(mock, 'web')
  await write(1)

  expect([await seen('get'), await seen('get', 'web', READER)]).toEqual([1, -1])
})

test('refuses a write with a tag that was read late, and counts reads as they are', async () => {
  mock = await faulty([{ do: { stale: { get: { writes: 1 } } } }], { lifecycle: { reads: 2 } })
  await make(mock, 'web')
  await write(1)
  const late = await ask(mock, `${CLUSTERS}/web`)
  const stale = await ask(mock, `${CLUSTERS}/web`, {
    method: 'PATCH',
    headers: { 'if-match': late.headers.get('etag') ?? '' },
    body: { alerts: { number: 9 } },
  })
  await seen('get')
  mock.world().faults.set([])
  const now = await jsonOf(ask(mock, `${CLUSTERS}/web`))

  expect(stale.status).toBe(412)
  expect([at(now, '/alerts/number'), at(now, '/status/phase')]).toEqual([1, 'Running'])
})

const lag: fc.Arbitrary<Lag> = fc.oneof(
  fc.record({ writes: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ seconds: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ writes: fc.integer({ min: 1, max: 4 }), seconds: fc.integer({ min: 1, max: 4 }) }),
)
const step = fc.oneof(
  fc.constant({ kind: 'write' } as const),
  fc.record({ kind: fc.constant('read' as const), way: fc.constantFrom('get' as const, 'list' as const), reader: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 3 }) }),
)

test('never shows a client an older state than it has seen in the same way, nor one that is older than was planned', async () => {
  mock = await faulty([], { lifecycle: 'immediate' })
  const plan = fc.record({ get: lag, list: lag, ownWrites: fc.boolean() })
  const script = fc.array(step, { minLength: 1, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(plan, fc.constantFrom(0.5, 1), script, async (stale, probability, steps) => {
      mock.reset()
      mock.world().faults.set([{ id: 'late', when: { probability }, do: { stale } }])
      await make(mock, 'web')
      const written = [{ number: 0, at: mock.clock.now() }]
      const last = new Map<string, number>()
      for (const each of steps) {
        if (each.kind === 'wait') mock.clock.advance(each.seconds * 1000)
        else if (each.kind === 'write') {
          written.push({ number: written.length, at: mock.clock.now() })
          await write(written.length - 1)
        } else {
          const number = await seen(each.way, 'web', each.reader ? READER : undefined)
          const who = `${each.way} ${each.reader}`
          const { writes = Infinity, seconds = Infinity } = stale[each.way]
          const oldest = Math.max(written.length - 1 - writes, written.findLast((one) => one.at <= mock.clock.now() - seconds * 1000)?.number ?? -1)

          expect(number).toBeGreaterThanOrEqual(Math.max(last.get(who) ?? -1, oldest))
          if (stale.ownWrites && !each.reader) expect(number).toBe(written.length - 1)
          last.set(who, number)
        }
      }
    }),
    { numRuns: 60, seed: 8 },
  )
})

test('is forgotten with the fault', async () => {
  await lagging({ get: { writes: 1 } })
  await make(mock, 'web')
  expect(await seen('get')).toBe(-1)
  mock.world().faults.set([])

  expect(await seen('get')).toBe(0)
})
