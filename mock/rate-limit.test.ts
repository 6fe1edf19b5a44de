import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Limiter } from './rate-limit.ts'

const policy = { requests: 3, windowSeconds: 10 }

test('lets a window through and refuses what comes after, until the window ends', () => {
  const limiter = new Limiter()

  for (let i = 0; i < 3; i += 1) expect(limiter.take('a', 1000, policy)).toBeUndefined()
  expect(limiter.take('a', 1000, policy)).toBe(10)
  expect(limiter.take('a', 10_500, policy)).toBe(1)
  expect(limiter.take('a', 11_000, policy)).toBeUndefined()
})

test('keeps keys apart', () => {
  const limiter = new Limiter()
  for (let i = 0; i < 4; i += 1) limiter.take('a', 0, policy)

  expect(limiter.take('b', 0, policy)).toBeUndefined()
})

test('is off without a policy', () => {
  const limiter = new Limiter()

  for (let i = 0; i < 1000; i += 1) expect(limiter.take('a', 0, undefined)).toBeUndefined()
})

test('whoever waits as long as it was told to is let in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(20_000)), (requests, windowSeconds, gaps) => {
      const limiter = new Limiter()
      let now = 0
      for (const gap of gaps) {
        now += gap
        const wait = limiter.take('a', now, { requests, windowSeconds })
        if (wait === undefined) continue
        now += wait * 1000
        expect(limiter.take('a', now, { requests, windowSeconds })).toBeUndefined()
      }
    }),
  )
})

test('refuses as many as were forced, with or without a policy, then goes on', () => {
  const limiter = new Limiter()
  limiter.force(2, 7)

  expect([limiter.take('a', 0, undefined), limiter.take('b', 0, policy), limiter.take('a', 0, undefined)]).toEqual([7, 7, undefined])
})

test('begins anew when the clock was set back, and after a reset', () => {
  const limiter = new Limiter()
  for (let i = 0; i < 4; i += 1) limiter.take('a', 50_000, policy)

  expect(limiter.take('a', 40_000, policy)).toBeUndefined()
  for (let i = 0; i < 4; i += 1) limiter.take('a', 40_000, policy)
  limiter.reset()
  expect(limiter.take('a', 40_000, policy)).toBeUndefined()
})

test('forged keys do not fill the memory', () => {
  const limiter = new Limiter()
  for (let i = 0; i < 25_000; i += 1) limiter.take(`key-${i}`, 0, policy)

  expect(limiter.state().windows.length).toBeLessThanOrEqual(10_000)
})
