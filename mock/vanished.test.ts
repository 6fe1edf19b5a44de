import { expect, test } from 'vitest'
import { createMock } from './create.ts'
import { cluster, CLUSTERS } from './replica/fleet.test-kit.ts'

test('clusters that come and go leave nothing behind for long, and what was deleted a minute ago is there when the clock is set back', async () => {
  const mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  const headers = { authorization: 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', 'content-type': 'application/json' }
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    mock.fetch(new Request(`http://mock.invalid${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }))
  const records = (): number => [...mock.world().facts()].filter(({ at }) => at[0] === 'resource' && at[2] === 'cluster').length

  for (let i = 0; i < 1500; i += 1) {
    await send('POST', CLUSTERS, cluster(`c${i}`))
    mock.clock.advance(20_000)
    await send('DELETE', `${CLUSTERS}/c${i}`)
    mock.clock.advance(20_000)
  }

  expect(records()).toBeLessThan(1000)
  expect((await send('GET', `${CLUSTERS}/c1499`)).status).toBe(404)
  mock.clock.set(mock.clock.now() - 20_000)
  expect((await send('GET', `${CLUSTERS}/c1499`)).status).toBe(200)
})
