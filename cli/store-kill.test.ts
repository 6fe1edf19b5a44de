import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { launch } from './shared-mocks.test-kit.ts'

/** How often it is killed: a few times in `npm test`, more in `.ci/run`. */
const kills = Number(process.env['KILLS'] ?? 4)

const CLUSTERS = '/api/v1/tenants/acme/clusters'
const headers = { authorization: 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', 'content-type': 'application/json' }
const folder = mkdtempSync(join(tmpdir(), 'clusterproof-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(`a mock on a file that is killed ${kills} times in the middle of its writes has lost nothing that it acknowledged`, async () => {
  const store = `file:${join(folder, 'worlds.db')}`
  const acknowledged: string[] = []
  for (let round = 0; round < kills; round += 1) {
    const mock = await launch('kupe', '--store', store)
    for (const name of acknowledged) expect((await fetch(`${mock.url}${CLUSTERS}/${name}`, { headers })).status, name).toBe(200)
    let killed: Promise<void> | undefined
    const writer = async (lane: number): Promise<void> => {
      for (let i = 0; killed === undefined; i += 1) {
        const name = `c-${round}-${lane}-${i}`
        const body = JSON.stringify({ name, displayName: name, type: 'shared', resources: { cpu: '4', memory: '16Gi', storage: '100Gi' } })
        const made = await fetch(`${mock.url}${CLUSTERS}`, { method: 'POST', headers, body }).catch(() => undefined)
        if (made?.status === 201) acknowledged.push(name)
        if (lane === 0 && i === 10 + 3 * round) killed = mock.kill()
      }
    }
    await Promise.all([0, 1, 2, 3].map(writer))
    await killed
  }

  const last = await launch('kupe', '--store', store)
  const found = await Promise.all(acknowledged.map(async (name) => (await fetch(`${last.url}${CLUSTERS}/${name}`, { headers })).status))
  await last.stop()

  expect(acknowledged.length).toBeGreaterThan(kills * 20)
  expect(found.filter((status) => status !== 200)).toEqual([])
}, 300_000)

test('a second mock on the same file is refused, and told why', async () => {
  const store = `file:${join(folder, 'alone.db')}`
  const first = await launch('kupe', '--store', store)
  await fetch(`${first.url}${CLUSTERS}`, { headers })

  await expect(launch('kupe', '--store', store)).rejects.toThrow(/ended with 3: Failed to open the store '.*alone\.db': .*locked.*Another process has it open/)
  await first.stop()

  const next = await launch('kupe', '--store', store)
  expect((await fetch(`${next.url}${CLUSTERS}`, { headers })).status).toBe(200)
  await next.stop()
})
