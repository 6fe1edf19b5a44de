import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { subjectAt } from '../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../specs/load.ts'
import { advertisedIn } from './advertised.ts'
import { Pace, paceAt } from './pace.ts'
import type { Answer } from '../history.ts'

const answer = (headers: Readonly<Record<string, string>>, status = 200): Answer => ({
  status,
  headers: Object.entries(headers),
  body: '',
  bytes: 0,
  utf8: true,
  json: undefined,
})

/** A clock that moves when somebody sleeps. */
function clockAt(now = 0) {
  const time = {
    now,
    elapsed: () => time.now,
    sleep: (milliseconds: number) => {
      time.now += milliseconds
      return Promise.resolve()
    },
  }
  return time
}

/** Milliseconds at which so many requests are sent, each after the one before is over. */
async function sentAt(pace: Pace, time: ReturnType<typeof clockAt>, count: number): Promise<number[]> {
  const sent: number[] = []
  for (let index = 0; index < count; index += 1) {
    const leave = await pace.enter()
    sent.push(time.now)
    leave()
  }
  return sent
}

test.each<[string, Readonly<Record<string, string>>, ReturnType<typeof advertisedIn>]>([
  ['nothing', {}, {}],
  [
    'the newer RateLimit fields',
    { 'ratelimit-policy': '"a";q=100;w=60, "b";q=1000;w=3600', ratelimit: '"a";r=50;t=30' },
    { perSecond: 1000 / 3600, left: { requests: 50, seconds: 30 } },
  ],
  ['the older RateLimit field', { ratelimit: 'limit=100, remaining=50, reset=5' }, { left: { requests: 50, seconds: 5 } }],
  [
    'three RateLimit fields',
    { 'ratelimit-limit': '10, 10;w=1', 'ratelimit-remaining': '9', 'ratelimit-reset': '1' },
    { perSecond: 10, left: { requests: 9, seconds: 1 } },
  ],
  [
    'three X-RateLimit fields with an instant',
    { date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '1767225630' },
    { left: { requests: 3, seconds: 30 } },
  ],
  ['nonsense', { ratelimit: 'yes', 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': 'soon' }, {}],
])('reads %s', (_, headers, advertised) => {
  expect(advertisedIn(answer(headers))).toEqual(advertised)
})

test('sends a few at once after a rest, and then no faster than it may', async () => {
  const time = clockAt()
  const pace = new Pace({ perSecond: 2, time })

  expect(await sentAt(pace, time, 8)).toEqual([0, 0, 0, 0, 500, 1000, 1500, 2000])
})

test('takes half of what the subject allows', async () => {
  const time = clockAt()
  const pace = new Pace({ perSecond: 100, time })
  await sentAt(pace, time, 4)
  pace.heed(answer({ 'ratelimit-policy': '"a";q=4;w=1' }))

  expect(await sentAt(pace, time, 3)).toEqual([500, 1000, 1500])
})

test('rests until the window ends where hardly anything is left, and never for more than five minutes', async () => {
  const time = clockAt()
  const pace = new Pace({ perSecond: 100, time })
  pace.heed(answer({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '30' }))
  expect(await sentAt(pace, time, 1)).toEqual([30_000])
  pace.heed(answer({ 'retry-after': '7200' }, 429))
  expect(await sentAt(pace, time, 1)).toEqual([330_000])
})

test('rests as long as it is told to, in seconds or until an instant', async () => {
  const time = clockAt()
  const pace = new Pace({ perSecond: 100, time })
  pace.heed(answer({ 'retry-after': '7' }, 429))
  expect(await sentAt(pace, time, 1)).toEqual([7000])
  pace.heed(answer({ date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 503))
  expect(await sentAt(pace, time, 1)).toEqual([12_000])
})

test('has no more than four requests under way', async () => {
  const time = clockAt()
  const pace = new Pace({ perSecond: 1000, time })
  const leave = await Promise.all([1, 2, 3, 4].map(() => pace.enter()))
  let isFifth = false
  const fifth = pace.enter().then((left) => {
    isFifth = true
    return left
  })
  await Promise.resolve()
  expect(isFifth).toBe(false)
  leave[0]?.()
  await fifth
  expect(isFifth).toBe(true)
})

test('lets those wait that come after requests which had to meet', async () => {
  const time = clockAt()
  const pace = new Pace({ perSecond: 2, time })
  for (let count = 0; count < 8; count += 1) pace.owe()

  expect(await sentAt(pace, time, 1)).toEqual([2500])
})

test('hurries on this machine and where limits may be exhausted, and asks others twice a second at most', async () => {
  const contract = await loadContract(fileURLToPath(new URL('../../fixtures/boatyard', import.meta.url)))
  const far = subjectAt('https://boatyard.example.com', { burst: { baseUrl: 'https://boatyard.example.com', secondsPerSecond: 1 } })
  const near = subjectAt('http://127.0.0.1:1')

  expect(paceAt(contract, near, near)).toBeUndefined()
  expect(paceAt(contract, { ...near, requestsPerSecond: 5 }, near)).toBeDefined()
  expect(paceAt(contract, far, far)).toBeDefined()
  expect(paceAt(contract, far, far.burst ?? far)).toBeUndefined()
})
