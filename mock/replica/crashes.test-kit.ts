import { BackingError, type Backing } from '../backing/backing.ts'
import { createApp } from '../app.ts'
import { Host } from '../host.ts'
import { defaults } from '../settings.ts'
import { loadContract } from '../../specs/load.ts'
import { buildRoutes } from '../../specs/paths.ts'
import { folderOf } from '../../specs/providers.ts'
import { Replicas } from './replicas.ts'
import { at, type Json } from '../../specs/json.ts'
import { START } from './fleet.test-kit.ts'

/** What came of a run in which mocks and their connections broke down again and again. */
export interface Aftermath {
  /** Creates that were answered with success, and updates, deletions and kills that there were. */
  readonly acknowledged: number
  readonly broken: number
  /** What is wrong, in words; empty where nothing is. */
  readonly wrong: readonly string[]
}

interface Client {
  readonly name: string
  readonly key: string
  id: string | undefined
  /** The last name that was acknowledged, and those that may have come since. */
  told: string
  readonly maybe: Set<string>
  life: 'asked' | 'there' | 'maybe gone' | 'gone'
}

type Answering = (request: Request) => Promise<Response>

const contracts = [await loadContract(await folderOf('akua'))]
const routes = buildRoutes(contracts)
const settings = { ...defaults, pace: 'immediate' } as const

/** A mock as `createMock` makes it, of a contract that has been read. */
function launched(backing: Backing): Answering {
  const clock = { scale: 0, at: START }
  const host = new Host({ contracts, seed: 1, clock, settings, journalSize: 10, maxWorlds: 1, defects: [], replicas: new Replicas(backing) })
  const app = createApp(host, routes, {})
  return async (request) => app.fetch(request)
}

const TOKEN = 'sk_akua_ad0000015a6d706c6561646d696e3031'
const SHIPS = 4

/**
 * Four mocks on one backing, and clients that make, rename and delete clusters, each until it is answered. Meanwhile commits fail before
 * or after they happen, and mocks are left behind in the middle of what they do and replaced. Same seed, same course.
 */
export async function breakdowns(seed: number, open: () => Promise<Backing>): Promise<Aftermath> {
  const dice = throwing(seed)
  const mocks: Answering[] = []
  const alive: { dead: boolean }[] = []
  let broken = 0
  let acknowledged = 0
  const launch = async (index: number): Promise<void> => {
    const self = { dead: false }
    alive[index] = self
    mocks[index] = launched(fragile(await open(), self, dice, () => (broken += 1)))
  }
  for (let index = 0; index < SHIPS; index += 1) await launch(index)
  const send = async (
    method: string,
    path: string,
    more: { readonly body?: Json; readonly headers?: Record<string, string> } = {},
  ): Promise<{ status: number; json: Json }> => {
    const mock = mocks[dice(SHIPS)]
    const content = more.body === undefined ? {} : { body: JSON.stringify(more.body) }
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...more.headers }
    const response = await mock?.(new Request(`http://mock.invalid/v1${path}`, { method, headers, ...content }))
    const text = (await response?.text()) ?? ''
    return { status: response?.status ?? 0, json: text === '' ? null : JSON.parse(text) }
  }
  /** Sends until somebody answers. */
  const insist = async (...request: Parameters<typeof send>): Promise<{ status: number; json: Json; tries: number }> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(...request)
      if (answer.status !== 503) return { ...answer, tries }
      if (tries === 200) throw new Error('nobody answers')
    }
  }
  const wrong: string[] = []
  const clients = Array.from({ length: 6 }, (_, index): Client => ({
    name: `c${index}`,
    key: `key-${seed}-${index}`,
    id: undefined,
    told: `c${index}`,
    maybe: new Set(),
    life: 'asked',
  }))

  async function live(client: Client): Promise<void> {
    const made = await insist('POST', '/clusters', {
      body: { name: client.name, region_id: 'reg_acmeuse1000000a1' },
      headers: { 'idempotency-key': client.key },
    })
    if (made.status !== 202) return void wrong.push(`a create was answered with ${made.status}: ${JSON.stringify(made.json)}`)
    client.id = String(at(made.json, '/owner_id'))
    client.life = 'there'
    acknowledged += 1
    for (let step = 0; step < 4; step += 1) {
      if (dice(12) === 0) await sink()
      const read = await insist('GET', `/clusters/${client.id}`)
      if (read.status !== 200) return void wrong.push(`${client.name} was acknowledged and then answered with ${read.status}`)
      const shown = String(at(read.json, '/name'))
      if (shown !== client.told && !client.maybe.has(shown)) wrong.push(`${client.name} shows "${shown}" after "${client.told}" was acknowledged`)
      client.told = shown
      client.maybe.clear()
      const next = `${client.name}-${step}`
      const changed = await send('PATCH', `/clusters/${client.id}`, { body: { name: next }, headers: { 'if-match': String(at(read.json, '/etag')) } })
      if (changed.status < 300) {
        client.told = next
        acknowledged += 1
      } else client.maybe.add(next)
    }
    if (dice(2) === 0) return
    const read = await insist('GET', `/clusters/${client.id}`)
    const gone = await send('DELETE', `/clusters/${client.id}`, { headers: { 'if-match': String(at(read.json, '/etag')) } })
    client.life = gone.status < 300 ? 'gone' : 'maybe gone'
  }

  /** Leaves one behind with whatever it is doing. */
  async function sink(): Promise<void> {
    const index = dice(SHIPS)
    const old = alive[index]
    if (old !== undefined) old.dead = true
    broken += 1
    await launch(index)
  }

  await Promise.all(clients.map(live))
  const last = launched(await open())
  const response = await last(new Request('http://mock.invalid/v1/clusters?limit=100', { headers: { authorization: `Bearer ${TOKEN}` } }))
  const listed = at(JSON.parse(await response.text()), '/data')
  const names = Array.isArray(listed) ? listed.map((each) => String(at(each, '/name'))) : []
  for (const client of clients) {
    const own = names.filter((name) => name === client.name || name.startsWith(`${client.name}-`))
    if (own.length > 1) wrong.push(`${client.name} is there ${own.length} times`)
    if (client.life === 'there' && own.length === 0) wrong.push(`${client.name} was acknowledged and is not there`)
    if (client.life === 'gone' && own.length > 0) wrong.push(`${client.name} was deleted and is there`)
    if (client.life === 'there' && own[0] !== client.told && !client.maybe.has(own[0] ?? '')) wrong.push(`${client.name} is "${own[0]}" after "${client.told}"`)
  }
  return { acknowledged, broken, wrong }
}

/** A backing whose connection breaks: before anything was sent, or before the answer came. The dead hear and do nothing more. */
function fragile(inner: Backing, self: { readonly dead: boolean }, dice: (sides: number) => number, noted: () => void): Backing {
  const through = async <T>(work: () => Promise<T>, often: number): Promise<T> => {
    const fate = dice(often)
    if (self.dead || fate === 0) {
      noted()
      throw new BackingError('Failed to reach the store: connection refused.')
    }
    const result = await work()
    if (self.dead || fate === 1) {
      noted()
      throw new BackingError('Failed to reach the store: connection reset.')
    }
    return result
  }
  return {
    ...inner,
    since: (space, revision) => through(() => inner.since(space, revision), 40),
    commit: (space, revision, commit) => through(() => inner.commit(space, revision, commit), 10),
  }
}

/** Numbers below `sides`, the same ones for the same seed (xorshift32). */
function throwing(seed: number): (sides: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return (sides) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % sides
  }
}
