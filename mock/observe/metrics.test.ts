import { afterEach, expect, test } from 'vitest'
import { createMock, type Mock, type MockOptions } from '../create.ts'
import { Host } from '../host.ts'
import { defaults } from '../settings.ts'
import { metricsOf } from './metrics.ts'
import { population } from './population.ts'

const authorization = 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const START = '2026-02-01T14:00:00Z'
let mock: Mock | undefined

afterEach(() => mock?.close())

async function opened(options: MockOptions = {}): Promise<Mock> {
  mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: START }, ...options })
  return mock
}

async function send(method: string, path: string, body?: object): Promise<Response | undefined> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { authorization, 'content-type': 'application/json' }
  return mock?.fetch(new Request(`http://mock.invalid${path}`, { method, headers, ...content }))
}

/** Lines about the mock itself, without the prefix, but for the buckets of the histogram. */
async function figures(): Promise<readonly string[]> {
  const text = (await (await send('GET', '/__admin/metrics'))?.text()) ?? ''
  return text.split('\n').flatMap((line) => /^clusterproof_mock_(?!.*_(?:bucket|sum))(.*)$/.exec(line)?.[1] ?? [])
}

test('counts requests from the start where that is asked for, by what the contract names and never by what a client sent', async () => {
  await opened({ metrics: true })
  for (const name of ['one', 'two', 'three']) await send('GET', `${CLUSTERS}/${name}`)
  await send('BREW', `${CLUSTERS}/x`)
  await send('GET', '/nobody/serves/this')
  await send('GET', '/api/v1/nothing')

  expect((await figures()).filter((line) => line.startsWith('requests_total') || line.includes('seconds_count'))).toEqual([
    'requests_total{provider="kupe",operation="getCluster",status="404"} 3',
    'requests_total{provider="kupe",operation="none",status="405"} 1',
    'requests_total{provider="none",operation="none",status="404"} 1',
    'requests_total{provider="kupe",operation="none",status="404"} 1',
    'request_duration_seconds_count{provider="kupe",operation="getCluster"} 3',
    'request_duration_seconds_count{provider="kupe",operation="none"} 2',
    'request_duration_seconds_count{provider="none",operation="none"} 1',
  ])
})

test('counts from the first look on otherwise, and the looks themselves never', async () => {
  await opened()
  await send('GET', CLUSTERS)
  await figures()
  await send('GET', CLUSTERS)

  expect((await figures()).filter((line) => line.startsWith('requests_total'))).toEqual([
    'requests_total{provider="kupe",operation="listClusters",status="200"} 1',
  ])
})

test('tells what there is when somebody looks: worlds, phases, journals', async () => {
  await opened()
  const body = { name: 'one', displayName: 'One', type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }
  await send('POST', CLUSTERS, body)
  await send('POST', `/__world/other${CLUSTERS}`, body)
  const before = await figures()
  mock?.clock.advance(60_000)
  const after = await figures()
  await send('DELETE', '/__admin/worlds/other')
  const last = await figures()
  const of = (lines: readonly string[]) => lines.filter((line) => /^(?:worlds|journal_entries|long_polls|resources\{.*type="cluster")/.test(line))

  expect(of(before)).toEqual(['worlds 2', 'journal_entries 2', 'long_polls 0', 'resources{provider="kupe",type="cluster",phase="Pending"} 2'])
  expect(of(after)).toEqual([
    'worlds 2',
    'journal_entries 2',
    'long_polls 0',
    'resources{provider="kupe",type="cluster",phase="Running"} 1',
    'resources{provider="kupe",type="cluster",phase="Pending"} 1',
  ])
  expect(of(last)).toEqual(['worlds 1', 'journal_entries 1', 'long_polls 0', 'resources{provider="kupe",type="cluster",phase="Running"} 1'])
})

test('looking makes no state in worlds that nobody has asked for anything', async () => {
  await opened()
  mock?.world('empty')

  expect((await figures()).filter((line) => line.startsWith('resources'))).toEqual([])
})

test('counts without their phases what is beyond the bound, so that a look stays short', async () => {
  await opened()
  const contracts = mock?.contracts ?? []
  const host = new Host({ contracts, seed: 1, clock: {}, settings: defaults, journalSize: 1, maxWorlds: 1, defects: [] })
  for (const contract of contracts) host.world().store(contract)
  const sum = (most: number): number => population(host, most).reduce((all, { count }) => all + count, 0)

  expect(population(host, 0).map(({ phase }) => phase)).toEqual(expect.arrayContaining(['unknown']))
  expect([sum(0), sum(3)]).toEqual([sum(10_000), sum(10_000)])
})

test('has the figures of the process too, the delay of its event loop among them', async () => {
  await opened()
  const text = await (await send('GET', '/__admin/metrics'))?.text()

  expect(text).toContain('\nnodejs_eventloop_lag_seconds ')
  expect(text).toContain('\nprocess_resident_memory_bytes ')
})

test('says which package is missing and how to get it, and looks for it again the next time', async () => {
  const host = new Host({ contracts: [], seed: 1, clock: {}, settings: defaults, journalSize: 1, maxWorlds: 1, defects: [] })
  const missing = async (): Promise<never> => {
    throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  }

  await expect(metricsOf(host, missing)).rejects.toThrow(
    'Failed to measure: it needs the package "prom-client", which is not installed. Run: npm install prom-client',
  )
  expect((await metricsOf(host)).contentType).toContain('text/plain')
})
