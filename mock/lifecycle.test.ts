import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lifecycle } from '../specs/behaviour.ts'
import { hasReached, standing, start, type Pace } from './lifecycle.ts'
import type { Progress, Resource } from './record.ts'

const sourced = { basis: 'assumed', source: 'this test' } as const
const lifecycle: Lifecycle = {
  at: '/phase',
  phases: {},
  triggers: {
    create: {
      through: [
        { phase: 'Sown', seconds: 2 },
        { phase: 'Growing', seconds: 8 },
      ],
      to: 'Ripe',
      ...sourced,
    },
    prune: { from: ['Ripe'], through: [{ phase: 'Pruned', seconds: 3 }], to: 'Ripe', ...sourced },
    delete: { through: [{ phase: 'Wilting', seconds: 4 }], to: 'gone', ...sourced },
  },
  settles: { withinSeconds: 60, ...sourced },
}
const order = ['Sown', 'Growing', 'Ripe']

function plant(progress: Partial<Progress> = {}): Resource {
  const from = { trigger: 'create', at: 0, reads: 0, moved: 0, reached: [], ...progress }
  const record = { type: 'plant', address: ['a'], uid: 'u', revision: 16, born: 16, created: 0, updated: 0, generation: 1 }
  return { ...record, fields: {}, settled: {}, settledGeneration: 0, progress: from }
}

function phase(resource: Resource, now: number, pace: Pace, fresh = false): string {
  return standing(resource, lifecycle, { now, pace, fresh }).phase
}

test.each([
  [0, 'Sown'],
  [1999, 'Sown'],
  [2000, 'Growing'],
  [9999, 'Growing'],
  [10_000, 'Ripe'],
  [1e12, 'Ripe'],
])('with the clock, a resource is at %d ms %s', (now, expected) => {
  expect(phase(plant(), now, 'time')).toBe(expected)
})

test('at once, a resource has settled already, but the answer to the write shows the first phase', () => {
  expect(phase(plant(), 0, 'immediate')).toBe('Ripe')
  expect(phase(plant(), 0, 'immediate', true)).toBe('Sown')
})

test('by hand, neither the clock nor reads move a resource', () => {
  expect(phase(plant({ reads: 99 }), 1e12, 'manual')).toBe('Sown')
  expect(phase(plant({ moved: 1 }), 0, 'manual')).toBe('Growing')
  expect(phase(plant({ moved: 99 }), 0, 'manual')).toBe('Ripe')
})

test('steps by hand count at every pace', () => {
  expect(phase(plant({ moved: 1 }), 0, 'time')).toBe('Growing')
  expect(phase(plant({ moved: 1 }), 0, { reads: 50 })).toBe('Growing')
})

test('by reads, a resource settles exactly at the K-th read and never before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 1000 }), (reads, done) => {
      const stood = standing(plant({ reads: done }), lifecycle, { now: 0, pace: { reads } })

      expect(stood.settled).toBe(done >= reads)
    }),
  )
})

test('the phase never goes back while time, reads and steps grow', () => {
  const pace = fc.oneof(fc.constantFrom<Pace>('immediate', 'time', 'manual'), fc.record({ reads: fc.integer({ min: 1, max: 20 }) }))
  const growth = fc.array(fc.record({ time: fc.nat(5000), reads: fc.nat(3), moved: fc.nat(1) }))
  fc.assert(
    fc.property(pace, growth, (each, steps) => {
      const at = { now: 0, reads: 0, moved: 0 }
      let last = 0
      for (const step of steps) {
        at.now += step.time
        at.reads += step.reads
        at.moved += step.moved
        const index = order.indexOf(phase(plant({ reads: at.reads, moved: at.moved }), at.now, each))

        expect(index).toBeGreaterThanOrEqual(last)
        last = index
      }
    }),
  )
})

test('a phase lasts from its own beginning', () => {
  expect(standing(plant(), lifecycle, { now: 5000, pace: 'time' }).since).toBe(2000)
  expect(standing(plant(), lifecycle, { now: 50_000, pace: 'time' }).since).toBe(10_000)
})

test('a trigger starts only where it may, and remembers what was reached', () => {
  const growing = standing(plant(), lifecycle, { now: 3000, pace: 'time' })
  const ripe = standing(plant(), lifecycle, { now: 30_000, pace: 'time' })

  expect(start('prune', lifecycle, { now: 3000, resource: plant(), standing: growing })).toBeUndefined()
  expect(start('prune', lifecycle, { now: 30_000, resource: plant(), standing: ripe })).toMatchObject({ trigger: 'prune', reached: ['Ripe'] })
  expect(start('unheard-of', lifecycle, { now: 0 })).toBeUndefined()
})

test('what was reached once stays reached through later transitions', () => {
  const early = standing(plant(), lifecycle, { now: 0, pace: 'time' })
  const wilting = plant({ trigger: 'delete', reached: ['Ripe'] })
  const fading = standing(wilting, lifecycle, { now: 0, pace: 'time' })

  expect(hasReached(plant(), lifecycle, { phase: 'Ripe', standing: early })).toBe(false)
  expect(hasReached(wilting, lifecycle, { phase: 'Ripe', standing: fading })).toBe(true)
  expect(phase(wilting, 4000, 'time')).toBe('gone')
})
