import { textAt } from '../mock/both-ways.test-kit.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backingAt, postgresEngine, redisEngine, type Engine } from '../mock/backing/servers.test-kit.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import { checked, launch, roundRobin, type Ship, type Verdicts } from './shared-mocks.test-kit.ts'

const providers = ['kupe', 'akua', 'coreweave', 'qovery'] as const
const fast = ['--clock', '600x', '--lifecycle', 'immediate'] as const

/** By provider: what a check of one mock says that keeps its worlds in memory. */
const alone = new Map<string, Promise<Verdicts>>()

describe.each([
  { store: 'Redis', start: redisEngine },
  { store: 'Postgres', start: postgresEngine },
])('four replicas on $store behind a proxy that takes turns', ({ start }) => {
  let engine: Engine
  let ships: readonly Ship[]

  beforeAll(async () => {
    engine = await start()
    ships = await Promise.all([1, 2, 3, 4].map(() => launch('--store', engine.url, ...fast)))
  })
  afterAll(async () => {
    await Promise.all(ships?.map((ship) => ship.stop()) ?? [])
    await engine?.remove()
  })

  test.each(providers)('a check of %s says the same as of one mock on memory', { timeout: 300_000 }, async (provider) => {
    const proxy = await roundRobin(ships)

    const shared = await judged(provider, proxy.url)
    await proxy.close()

    const memory = await (alone.get(provider) ?? remembered(provider))
    expect(shared.said).not.toContain('Failed')
    expect(shared.verdicts).toEqual(memory.verdicts)
    expect(Object.values(shared.verdicts).filter((verdict) => verdict === 'failed')).toEqual([])
    expect(proxy.answered.every((count) => count > 20)).toBe(true)
  })

  test('one is killed in the middle of a check: nothing that was acknowledged is lost, so nothing is accused', { timeout: 300_000 }, async () => {
    const victim = await launch('--store', engine.url, ...fast)
    let killed: Promise<void> | undefined
    const proxy = await roundRobin([victim, ...ships.slice(1)], (number) => {
      if (number === 200) killed = victim.kill()
    })

    const { verdicts } = await judged('akua', proxy.url, ['etag', 'idem', 'overlap', 'del'])
    await killed
    await proxy.close()

    expect(proxy.answered[0]).toBeGreaterThan(20)
    expect(Object.entries(verdicts).filter(([, verdict]) => verdict === 'failed')).toEqual([])
    expect(Object.values(verdicts).filter((verdict) => verdict === 'passed').length).toBeGreaterThan(50)
  })

  test('all of them are killed and others started: what had been made is there', async () => {
    const first = await launch('--store', engine.url, ...fast)
    const { token } = (await loadContract(await folderOf('akua'))).behaviour.seed.principals['admin'] ?? {}
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-mock-world': 'kept', 'idempotency-key': 'kept' }
    const made = await fetch(`${first.url}/v1/clusters`, { method: 'POST', headers, body: JSON.stringify({ name: 'kept', region_id: 'reg_acmeuse1000000a1' }) })
    const id = textAt(JSON.parse(await made.text()), '/owner_id')
    await first.kill()

    const second = await launch('--store', engine.url, ...fast)
    const read = await fetch(`${second.url}/v1/clusters/${id}`, { headers })

    expect(made.status).toBe(202)
    expect(await read.json()).toMatchObject({ id, name: 'kept' })
    await second.stop()
    await (await backingAt(engine.url)).close()
  })
})

async function remembered(provider: string): Promise<Verdicts> {
  const one = (async () => {
    const ship = await launch(...fast)
    const verdicts = await judged(provider, ship.url)
    await ship.stop()
    return verdicts
  })()
  alone.set(provider, one)
  return one
}

/** A check in a world of its own, with all that is known of the mock's principals. */
async function judged(provider: string, url: string, only: readonly string[] = []): Promise<Verdicts> {
  const { behaviour } = await loadContract(await folderOf(provider))
  const { admin, readonly, other } = behaviour.seed.principals
  const given = (flag: string, params: Readonly<Record<string, string>> = {}) => Object.entries(params).flatMap(([name, value]) => [flag, `${name}=${value}`])
  const tokens = { ADMIN: admin?.token, READER: readonly?.token, OTHER: other?.token }
  const named = [
    '--token-env',
    'ADMIN',
    ...given('--param', admin?.params),
    ...(readonly === undefined ? [] : ['--readonly-token-env', 'READER']),
    ...(other === undefined ? [] : ['--second-token-env', 'OTHER', ...given('--second-param', other.params)]),
  ]
  const budget = ['--max-minutes', '10', '--max-requests', '50000', '--max-creates', '2000', '--max-live', '100', '--rate', '100000']
  // Where a call may wait, half of its wait is too long for an answer at once: 50 ms of a busy engine, and not 17.
  const factor = Object.values(behaviour.operations).some(({ action }) => action === 'wait') ? 200 : 600
  const body = JSON.stringify({ factor })
  const scaled = await fetch(`${url}/__admin/clock/scale`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(scaled.status).toBe(200)
  return checked(provider, url, { args: ['--target-clock', `${factor}x`, ...named, ...budget, ...only.flatMap((family) => ['--only', family])], env: tokens })
}
