import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../../world.ts'
import { memoryBacking } from '../../backing/memory.ts'
import { CLUSTERS, cluster, openCounter, type Counter } from './ui.test-kit.ts'

let counter: Counter
let world: World
const START = Date.UTC(2026, 1, 1, 14)

beforeAll(async () => {
  counter = await openCounter()
})
beforeEach(async () => {
  counter.mock.reset()
  world = counter.mock.world()
  await counter.call('POST', CLUSTERS, cluster)
})
afterAll(() => counter.mock.close())

const production = { provider: 'kupe', type: 'cluster', address: '["acme","production"]' }

async function phase(): Promise<string | undefined> {
  return /class="phase \w+">(\w+)</.exec((await counter.see()).flat)?.[1]
}

describe('a form', () => {
  test('stops the clock, moves it, lets it run and takes it back', async () => {
    await counter.send('advance', { seconds: '3600' })
    expect(world.clock.now()).toBe(START + 3_600_000)
    await counter.send('scale', { factor: '60' })
    expect(world.clock.state().scale).toBe(60)
    await counter.send('scale', { factor: '7' })
    expect((await counter.see()).flat).toContain('<option value="7" selected>7 times as fast</option>')
    await counter.send('freeze')
    expect(world.clock.state().mode).toBe('frozen')
    await counter.send('reset-clock')
    expect(world.clock.now()).toBe(START)
  })

  test('moves a lifecycle on by a phase, or in another direction', async () => {
    expect(await phase()).toBe('Pending')
    await counter.send('step', production)
    expect(await phase()).toBe('Provisioning')
    await counter.send('trigger', { ...production, trigger: 'delete' })
    expect(await phase()).toBe('Deleting')
    await counter.send('pace', { pace: 'immediate' })
    expect(world.settings.pace).toBe('immediate')
    expect((await counter.see()).flat).toContain('Nothing lives here yet.')
  })

  test('plans a fault that a client meets, beside those that are planned already, and takes it away', async () => {
    await counter.send('add-fault', { preset: 'unavailable', operation: 'kupe/listClusters', turn: 'always' })
    await counter.send('add-fault', { preset: 'unavailable', operation: '', turn: 'third' })
    expect(world.faults.plan).toEqual([
      { id: 'unavailable', when: { provider: 'kupe', operation: 'listClusters' }, do: { status: 503 } },
      { id: 'unavailable-2', when: { every: 3 }, do: { status: 503 } },
    ])
    expect((await counter.call('GET')).status).toBe(503)
    expect((await counter.see()).flat).toContain('Came about in 1 of 1 request')
    await counter.send('remove-fault', { id: 'unavailable' })
    expect(world.faults.plan.map(({ id }) => id)).toEqual(['unavailable-2'])
    await counter.send('clear-faults')
    expect((await counter.call('GET')).status).toBe(200)
  })

  test('plans each of the faults that can be chosen', async () => {
    const { flat: text } = await counter.see()
    const options = (name: string): readonly string[] =>
      [...(new RegExp(`<select id="${name}".*?</select>`, 's').exec(text)?.[0] ?? '').matchAll(/value="([^"]*)"/g)].map(([, value = '']) => value)
    for (const preset of options('preset')) {
      for (const turn of options('turn'))
        expect([preset, turn, (await counter.send('add-fault', { preset, turn, operation: '' })).status]).toEqual([preset, turn, 303])
    }
    expect(options('operation')).toContain('kupe/createCluster')
    expect(world.faults.plan).toHaveLength(options('preset').length * options('turn').length)
  })

  test('sets limits, switches them off, and refuses the next requests', async () => {
    await counter.send('limits', { limits: 'true' })
    expect(world.settings.limits).toBe(true)
    await counter.send('own-limits', { requests: '5', windowSeconds: '2' })
    expect(world.settings.limits).toEqual({ requests: 5, windowSeconds: 2 })
    await counter.send('limits', { limits: 'false' })
    await counter.send('force', { requests: '1', retryAfterSeconds: '9' })
    expect((await counter.see()).flat).toContain('The next 1 request will be refused.')
    const refused = await counter.call('GET')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '9'])
    expect((await counter.call('GET')).status).toBe(200)
  })

  test('saves a snapshot, rewinds to it, and forgets it', async () => {
    await counter.send('save', { name: 'before' })
    await counter.send('reset')
    expect((await counter.see()).flat).toContain('Nothing lives here yet.')
    await counter.send('load', { name: 'before' })
    expect(await phase()).toBe('Pending')
    await counter.send('delete-snapshot', { name: 'before' })
    expect((await counter.send('load', { name: 'before' })).status).toBe(404)
  })

  test('resets this world and no other, opens worlds, copies and forgets them', async () => {
    expect((await counter.send('open', { name: 'other' })).headers.get('location')).toBe('/__admin/ui?world=other&done=open#world')
    expect((await counter.send('fork', { to: 'copy' })).headers.get('location')).toBe('/__admin/ui?world=copy&done=fork#world')
    await counter.send('reset', {}, { world: 'copy' })
    expect((await counter.see('?world=copy')).flat).toContain('Nothing lives here yet.')
    expect(await phase()).toBe('Pending')
    expect((await counter.send('delete-world', {}, { world: 'copy' })).headers.get('location')).toBe('/__admin/ui?world=default&done=delete-world#world')
    expect((await counter.see('?world=copy')).status).toBe(404)
  })

  test('forgets the requests', async () => {
    await counter.send('forget-requests')
    expect(world.journal.list()).toEqual([])
  })
})

test('what a form does to a world that is shared is done for all who share it, and every page shows it', async () => {
  const backing = memoryBacking()
  const [one, other] = await Promise.all([openCounter({ store: backing }), openCounter({ store: backing })])
  await one.call('POST', CLUSTERS, cluster)
  await other.send('advance', { seconds: '60' })
  await one.send('open', { name: 'shared' })
  await one.send('freeze', {}, { world: 'shared' })

  expect((await one.see()).flat).toContain('2026-02-01T14:01:00')
  expect((await other.see()).flat).toMatch(/class="phase settled">Running</)
  expect((await other.see('?world=shared')).status).toBe(200)
})
