import { expect, test } from 'vitest'
import { memoryBacking } from '../../backing/memory.ts'
import { Listeners } from './live.ts'
import type { Marks } from './marks.ts'
import { CLUSTERS, cluster, openCounter } from './ui.test-kit.ts'

const still: Marks = { world: '', clock: '', resources: '', requests: '', faults: '', grade: '', limits: '', snapshots: '', worlds: '' }

/** Reads events as they come. */
function reading(response: Response | undefined): () => Promise<string | undefined> {
  const reader = response?.body?.getReader()
  return async () => {
    const read = await reader?.read()
    return read?.value === undefined ? undefined : new TextDecoder().decode(read.value)
  }
}

test('a page is told which of its parts have changed, and of no others', async () => {
  const counter = await openCounter()
  const next = reading(await counter.mock.fetch(new Request('http://mock.invalid/__admin/ui/events?world=default')))
  expect(await next()).toContain('event: hello')
  counter.mock.save('one')
  expect(await next()).toBe('event: changed\ndata: ["snapshots"]\n\n')
  counter.mock.clock.advance(1)
  expect(await next()).toBe('event: changed\ndata: ["clock"]\n\n')
  await counter.call('POST', CLUSTERS, cluster)
  expect(await next()).toMatch(/"resources","requests"/)
  counter.mock.clock.advance(3000)
  expect(await next()).toBe('event: changed\ndata: ["clock","resources"]\n\n')
  await counter.mock.close()
})

test('a page of a world that is deleted is told so', async () => {
  const counter = await openCounter()
  counter.mock.world('brief')
  const next = reading(await counter.mock.fetch(new Request('http://mock.invalid/__admin/ui/events?world=brief')))
  await next()
  counter.mock.forget('brief')
  expect(await next()).toBe('event: gone\ndata: []\n\n')
  expect(await next()).toBeUndefined()
  await counter.mock.close()
})

test('a server that closes lets all listeners go', async () => {
  const counter = await openCounter()
  const next = reading(await counter.mock.fetch(new Request('http://mock.invalid/__admin/ui/events?world=default')))
  await next()
  const ended = next()
  await counter.mock.close()
  expect(await ended).toBeUndefined()
})

test('no more than 32 listen at once, and whoever leaves makes room', async () => {
  const listeners = new Listeners()
  const closing = new AbortController()
  const listen = (): Response | undefined => listeners.listen({ look: async () => still, closing: closing.signal, everyMs: 1 })
  const responses = Array.from({ length: 32 }, listen)
  expect(listen()).toBeUndefined()
  await responses[0]?.body?.cancel()
  await expect.poll(() => listeners.count).toBe(31)
  expect(listen()).toBeDefined()
  closing.abort()
  await expect.poll(() => listeners.count).toBe(0)
})

test('a page that takes no events is let go', async () => {
  const listeners = new Listeners()
  let count = 0
  const look = async (): Promise<Marks> => ({ ...still, clock: String((count += 1)) })
  listeners.listen({ look, closing: new AbortController().signal, everyMs: 0 })
  await expect.poll(() => listeners.count, { timeout: 10_000 }).toBe(0)
  expect(count).toBeLessThan(200)
})

test('a connection on which nothing happens is kept by a comment now and then', async () => {
  const closing = new AbortController()
  const next = reading(new Listeners().listen({ look: async () => still, closing: closing.signal, everyMs: 1 }))
  await next()
  expect(await next()).toBe(': still here\n\n')
  closing.abort()
})

test('a world that cannot be looked at any more ends the events, so that the page asks again', async () => {
  const looks = [still]
  const look = async (): Promise<Marks> => {
    const found = looks.pop()
    if (found === undefined) throw new Error('no store')
    return found
  }
  const next = reading(new Listeners().listen({ look, closing: new AbortController().signal, everyMs: 1 }))
  await next()
  expect(await next()).toBeUndefined()
})

test('a page is told of what another replica did to the world that they share', async () => {
  const store = memoryBacking()
  const [one, other] = await Promise.all([openCounter({ store }), openCounter({ store })])
  const next = reading(await one.mock.fetch(new Request('http://mock.invalid/__admin/ui/events?world=default')))
  await next()
  await other.send('advance', { seconds: '60' })
  expect(await next()).toBe('event: changed\ndata: ["clock"]\n\n')
  await Promise.all([one.mock.close(), other.mock.close()])
})
