import { afterEach, describe, expect, test, vi } from 'vitest'
import { at } from '../../specs/json.ts'
import { textAt, type Answer } from '../both-ways.test-kit.ts'
import { idOf, openYard, START, WORKSPACE, type Yard } from '../long-running.test-kit.ts'

const opened: Yard[] = []

afterEach(() => Promise.all(opened.splice(0).map(({ client }) => client.mock.close())))

async function open(...of: Parameters<typeof openYard>): Promise<Yard> {
  const yard = await openYard(of[0], of[1] ?? 'over a socket')
  opened.push(yard)
  return yard
}

/** Resolves once so many calls wait: nothing here may run ahead of a request that is still on its way. */
function waiting({ client }: Yard, many: number): Promise<void> {
  return vi.waitFor(() => expect(client.mock.world().waiting).toBe(many), { interval: 1, timeout: 10_000 })
}

/** What a wait tells, in short. */
function told({ status, json, headers }: Answer): readonly unknown[] {
  const since = (Date.parse(headers.get('date') ?? '') - START) / 1000
  return [status, textAt(json, '/state'), at(json, '/done'), since]
}

describe('on a clock that stands still', () => {
  test('a wait is answered once the clock has passed the end, and not before', async () => {
    const yard = await open()
    const { clock } = yard.client.mock
    const answer = yard.wait(idOf(await yard.create()), 60)

    await waiting(yard, 1)
    clock.advance(9999)
    await waiting(yard, 1)
    clock.advance(1)

    expect(told(await answer)).toEqual([200, 'SUCCEEDED', true, 10])
    expect(at((await answer).json, '/completed_at')).toBe(START / 1000 + 10)
  })

  test('a wait whose time is over first shows the work under way', async () => {
    const yard = await open()
    const answer = yard.wait(idOf(await yard.create()), 3)

    await waiting(yard, 1)
    yard.client.mock.clock.advance(3000)

    expect(told(await answer)).toEqual([200, 'RUNNING', false, 3])
    expect(at((await answer).json, '/completed_at')).toBeNull()
  })

  test('a wait that tells no time lasts 30 seconds', async () => {
    const yard = await open({ lifecycle: 'manual' })
    const { clock } = yard.client.mock
    const answer = yard.send('POST', `/operations/${idOf(await yard.create())}:wait`)

    await waiting(yard, 1)
    clock.advance(29_999)
    await waiting(yard, 1)
    clock.advance(1)

    expect(told(await answer)).toEqual([200, 'RUNNING', false, 30])
  })

  test.each([
    { by: 'set', move: ({ client }: Yard) => client.mock.clock.set(START + 60_000), since: 60 },
    { by: 'frozen', move: ({ client }: Yard) => client.mock.clock.freeze(START + 15_000), since: 15 },
  ])('a wait is answered when the clock is $by to an instant behind the end', async ({ move, since }) => {
    const yard = await open()
    const answer = yard.wait(idOf(await yard.create()), 60)

    await waiting(yard, 1)
    move(yard)

    expect(told(await answer)).toEqual([200, 'SUCCEEDED', true, since])
  })

  test('a wait for what is over is answered at once, with the same as a read', async () => {
    const yard = await open()
    const id = idOf(await yard.create())
    yard.client.mock.clock.advance(10_000)

    const answer = await yard.wait(id, 60)

    expect(told(answer)).toEqual([200, 'SUCCEEDED', true, 10])
    expect(answer.json).toEqual(await yard.operation(id))
  })

  test.each(['0', '61', 'abc', '-1', '1.5', ''])('a wait of "%s" seconds is refused at once, in the envelope', async (seconds) => {
    const yard = await open()

    const answer = await yard.wait(idOf(await yard.create()), seconds)

    expect(answer.status).toBe(400)
    expect(at(answer.json, '/errors/0/path')).toEqual(['query', 'timeout'])
  })

  test('a wait for what nobody started is refused as absent', async () => {
    const yard = await open()

    expect((await yard.wait('op_nobody', 60)).status).toBe(404)
  })
})

describe('a wait is answered whatever brings the work to its end', () => {
  test('steps taken by hand', async () => {
    const yard = await open({ lifecycle: 'manual' })
    const created = await yard.create()
    const answer = yard.wait(idOf(created), 60)
    const step = () => yard.admin('/lifecycle/advance', { type: 'cluster', address: [WORKSPACE, textAt(created, '/owner_id')], steps: 1 })

    await waiting(yard, 1)
    await step()
    await waiting(yard, 1)
    await step()

    expect(told(await answer)).toEqual([200, 'SUCCEEDED', true, 0])
  })

  test('somebody who cancels it', async () => {
    const yard = await open()
    const id = idOf(await yard.create())
    const answer = yard.wait(id, 60)

    await waiting(yard, 1)
    await yard.cancel(id)

    expect(told(await answer)).toEqual([200, 'CANCELLED', true, 0])
  })

  test('a failure on demand', async () => {
    const yard = await open()
    const cluster = await yard.make()
    const answer = yard.wait(idOf((await yard.act(cluster, ':suspend')).json), 60)

    await waiting(yard, 1)
    await yard.admin('/lifecycle/trigger', { type: 'cluster', address: [WORKSPACE, cluster], trigger: 'fail' })

    expect(told(await answer)).toEqual([200, 'FAILED', true, 20])
  })

  test('another pace', async () => {
    const yard = await open({ lifecycle: 'manual' })
    const answer = yard.wait(idOf(await yard.create()), 60)

    await waiting(yard, 1)
    yard.client.mock.world().set({ pace: 'immediate' })

    expect(told(await answer)).toEqual([200, 'SUCCEEDED', true, 0])
  })

  test('reads, of which a wait is as many as it takes', async () => {
    const yard = await open({ lifecycle: { reads: 7 } })

    expect(told(await yard.wait(idOf(await yard.create()), 1))).toEqual([200, 'SUCCEEDED', true, 0])
  })

  test('a clock that runs fast', async () => {
    const yard = await open({ clock: { at: START, scale: 600 } })

    const [status, state, done, since] = told(await yard.wait(idOf(await yard.create()), 60))

    expect([status, state, done]).toEqual([200, 'SUCCEEDED', true])
    expect(since).toBeGreaterThanOrEqual(10)
  })

  test('a clock that is made to run while somebody waits', async () => {
    const yard = await open()
    const answer = yard.wait(idOf(await yard.create()), 60)

    await waiting(yard, 1)
    yard.client.mock.clock.scale(1000)

    expect(told(await answer).slice(0, 3)).toEqual([200, 'SUCCEEDED', true])
  })
})

describe('nobody waits for ever', () => {
  test('a clock that is set back to before the wait began ends it', async () => {
    const yard = await open()
    const answer = yard.wait(idOf(await yard.create()), 60)
    await waiting(yard, 1)

    yard.client.mock.clock.set(START - 3_600_000)

    expect(told(await answer)).toEqual([200, 'RUNNING', false, -3600])
  })

  test('who hangs up is waited for no longer', async () => {
    const yard = await open()
    const { client } = yard
    const token = client.mock.contracts[0]?.behaviour.seed.principals['admin']?.token ?? ''
    const hangUp = new AbortController()
    const path = `/v1/operations/${idOf(await yard.create())}:wait?timeout=60`
    const asked = fetch(client.mock.url + path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, signal: hangUp.signal })
    await waiting(yard, 1)

    hangUp.abort()

    await expect(asked).rejects.toThrow('aborted')
    await waiting(yard, 0)
  })

  test('a thousand who wait for the same are all answered', { timeout: 30_000 }, async () => {
    const yard = await open()
    const id = idOf(await yard.create())
    const answers = Array.from({ length: 1000 }, () => yard.wait(id, 60))
    await waiting(yard, 1000)

    yard.client.mock.clock.advance(10_000)

    const states = (await Promise.all(answers)).map(({ json }) => textAt(json, '/state'))
    expect(new Set(states)).toEqual(new Set(['SUCCEEDED']))
    expect(yard.client.mock.world().waiting).toBe(0)
  })

  test('a world that begins anew tells them that there is nothing to wait for', async () => {
    const yard = await open()
    const answer = yard.wait(idOf(await yard.create()), 60)
    await waiting(yard, 1)

    yard.client.mock.reset()

    expect((await answer).status).toBe(404)
  })

  test('a world that is deleted tells them the same', async () => {
    const { client } = await open()
    const token = client.mock.contracts[0]?.behaviour.seed.principals['admin']?.token ?? ''
    const elsewhere = (path: string, body?: object) => client.send('POST', `/__world/elsewhere/v1${path}`, { token, ...(body && { body }) })
    const started = await elsewhere('/clusters', { name: 'sample', region_id: 'reg_acmeuse1000000a1' })
    const world = client.mock.world('elsewhere')
    const answer = elsewhere(`/operations/${idOf(started.json)}:wait`)
    await vi.waitFor(() => expect(world.waiting).toBe(1), { interval: 1, timeout: 10_000 })

    expect((await client.send('DELETE', '/__admin/worlds/elsewhere')).status).toBe(204)

    expect((await answer).status).toBe(404)
  })

  test('a server that closes hangs up on them', async () => {
    const yard = await open()
    const answer = yard.wait(idOf(await yard.create()), 60)
    const refused = expect(answer).rejects.toThrow('fetch failed')
    await waiting(yard, 1)

    await yard.client.mock.close()

    await refused
    await waiting(yard, 0)
  })
})
