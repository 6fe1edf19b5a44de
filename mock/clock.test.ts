import { afterEach, expect, test, vi } from 'vitest'
import { Clock, httpDate, seconds } from './clock.ts'

const AT = Date.UTC(2026, 0, 31, 12)

afterEach(() => vi.useRealTimers())

test('a clock that was started frozen stands still until it is advanced', () => {
  const clock = new Clock({ scale: 0, at: '2026-01-31T12:00:00Z' })

  expect(clock.now()).toBe(AT)
  clock.advance(1500)
  expect(clock.now()).toBe(AT + 1500)
  expect(clock.state()).toEqual({ mode: 'frozen', now: '2026-01-31T12:00:01.500Z', scale: 0 })
})

test('freezing keeps the instant or takes another one, and scaling runs on from there', () => {
  const clock = new Clock({ at: AT })

  clock.freeze('2026-02-01T00:00:00Z')
  expect(clock.state().now).toBe('2026-02-01T00:00:00.000Z')
  clock.scale(60)
  expect(clock.state().mode).toBe('scaled')
  expect(clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 1, 1))
})

test('setting goes back as well as forward, and reset returns to the start', () => {
  const clock = new Clock({ scale: 0, at: AT })

  clock.set('2020-01-01T00:00:00Z')
  expect(clock.now()).toBe(Date.UTC(2020, 0, 1))
  clock.scale(1)
  clock.reset()
  expect(clock.state()).toEqual({ mode: 'frozen', now: '2026-01-31T12:00:00.000Z', scale: 0 })
})

test.each([
  ['advance', (clock: Clock) => clock.advance(-1), /0 or more/],
  ['advance', (clock: Clock) => clock.advance(Number.NaN), /0 or more/],
  ['advance', (clock: Clock) => clock.advance(1e18), /1970 to 9999/],
  ['set', (clock: Clock) => clock.set('soon'), /"soon" is not one/],
  ['set', (clock: Clock) => clock.set(1e17), /1970 to 9999/],
  ['set', (clock: Clock) => clock.set(-1), /1970 to 9999/],
  ['scale', (clock: Clock) => clock.scale(-2), /is not a factor/],
  ['scale', (clock: Clock) => clock.scale(Number.POSITIVE_INFINITY), /is not a factor/],
] as const)('%s refuses what no clock can show, and stays where it was', (_, move, message) => {
  const clock = new Clock({ scale: 0, at: AT })

  expect(() => move(clock)).toThrow(message)
  expect(clock.now()).toBe(AT)
})

test('a clock that runs far too fast stops at the last instant that RFC 3339 can write', () => {
  const clock = new Clock({ at: '9999-12-31T23:59:59Z', scale: 1e12 })

  expect(clock.state().now).toBe('9999-12-31T23:59:59.000Z')
})

test('whoever waits for an instant wakes nobody else when it comes', async () => {
  const clock = new Clock({ at: AT })
  let later = 'waits'
  const forget = clock.hear(AT + 60_000, () => (later = 'woke'))

  await new Promise<void>((resolve) => clock.hear(AT + 5, resolve))

  expect(later).toBe('waits')
  forget()
  clock.advance(120_000)
  expect(later).toBe('waits')
})

test('fake timers of a test do not stop the clock', () => {
  const clock = new Clock()
  const before = clock.now()

  vi.useFakeTimers({ now: 0 })

  expect(clock.now()).toBeGreaterThanOrEqual(before)
})

test('writes instants as RFC 3339 seconds and as HTTP dates', () => {
  expect(seconds(AT + 999)).toBe('2026-01-31T12:00:00Z')
  expect(httpDate(AT + 999)).toBe('Sat, 31 Jan 2026 12:00:00 GMT')
  expect(httpDate(AT + 1000)).toBe('Sat, 31 Jan 2026 12:00:01 GMT')
})
