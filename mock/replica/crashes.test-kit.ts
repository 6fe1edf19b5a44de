import { textAt } from '../both-ways.test-kit.ts'
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
  const storm = new Storm(seed, open)
  for (let index = 0; index < SHIPS; index += 1) await storm.launch(index)
  const clients = Array.from({ length: 6 }, (_, index) => newClient(seed, index))
  await Promise.all(clients.map((client) => live(storm, client)))
  return { acknowledged: storm.acknowledged, broken: storm.broken, wrong: [...storm.wrong, ...lookBack(await storm.names(), clients)] }
}

function newClient(seed: number, index: number): Client {
  return { name: `c${index}`, key: `key-${seed}-${index}`, told: `c${index}`, maybe: new Set(), life: 'asked' }
}

/** One life of a client's cluster. */
async function live(storm: Storm, client: Client): Promise<void> {
  const body = { name: client.name, region_id: 'reg_acmeuse1000000a1' }
  const made = await storm.insist('POST /clusters', { body, headers: { 'idempotency-key': client.key } })
  if (made.status !== 202) return void storm.wrong.push(`a create was answered with ${made.status}: ${JSON.stringify(made.json)}`)
  const path = `/clusters/${textAt(made.json, '/owner_id')}` as const
  client.life = 'there'
  storm.acknowledged += 1
  for (let step = 0; step < 4; step += 1) {
    if (storm.dice(12) === 0) await storm.sink()
    await rename(storm, client, { path, to: `${client.name}-${step}` })
  }
  if (storm.dice(2) === 0) return
  const read = await storm.insist(`GET ${path}`)
  const gone = await storm.send(`DELETE ${path}`, { headers: { 'if-match': textAt(read.json, '/etag') } })
  client.life = gone.status < 300 ? 'gone' : 'maybe gone'
}

/** Reads, compares with what was told before, and writes on the tag that was read. */
async function rename(storm: Storm, client: Client, { path, to }: { readonly path: string; readonly to: string }): Promise<void> {
  const read = await storm.insist(`GET ${path}`)
  if (read.status !== 200) return void storm.wrong.push(`${client.name} was acknowledged and then answered with ${read.status}`)
  const shown = textAt(read.json, '/name')
  if (shown !== client.told && !client.maybe.has(shown)) storm.wrong.push(`${client.name} shows "${shown}" after "${client.told}" was acknowledged`)
  client.told = shown
  client.maybe.clear()
  const changed = await storm.send(`PATCH ${path}`, { body: { name: to }, headers: { 'if-match': textAt(read.json, '/etag') } })
  if (changed.status < 300) {
    client.told = to
    storm.acknowledged += 1
  } else client.maybe.add(to)
}

/** What a mock that comes later shows, against what was told. */
function lookBack(names: readonly string[], clients: readonly Client[]): readonly string[] {
  return clients.flatMap(({ name, life, told, maybe }) => {
    const own = names.filter((each) => each === name || each.startsWith(`${name}-`))
    const [first = ''] = own
    return [
      ...(own.length > 1 ? [`${name} is there ${own.length} times`] : []),
      ...(life === 'there' && own.length === 0 ? [`${name} was acknowledged and is not there`] : []),
      ...(life === 'gone' && own.length > 0 ? [`${name} was deleted and is there`] : []),
      ...(life === 'there' && own.length > 0 && first !== told && !maybe.has(first) ? [`${name} is "${first}" after "${told}"`] : []),
    ]
  })
}

interface Answer {
  readonly status: number
  readonly json: Json
}

interface Content {
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
}

/** The mocks, and what befalls them. */
class Storm {
  readonly dice: (sides: number) => number
  readonly wrong: string[] = []
  acknowledged = 0
  broken = 0
  private readonly open: () => Promise<Backing>
  private readonly mocks: Answering[] = []
  private readonly alive: { dead: boolean }[] = []

  constructor(seed: number, open: () => Promise<Backing>) {
    this.dice = throwing(seed)
    this.open = open
  }

  /** Connects first: however long that takes, none of the four places is ever empty. */
  async launch(index: number): Promise<void> {
    const backing = await this.open()
    const old = this.alive[index]
    if (old !== undefined) old.dead = true
    const self = { dead: false }
    this.alive[index] = self
    this.mocks[index] = launched(fragile(backing, { isDead: () => self.dead, dice: this.dice, noted: () => (this.broken += 1) }))
  }

  /** Leaves one behind with whatever it is doing, and puts another in its place. */
  async sink(): Promise<void> {
    this.broken += 1
    await this.launch(this.dice(SHIPS))
  }

  async send(request: string, content: Content = {}): Promise<Answer> {
    return asked(this.mocks[this.dice(SHIPS)], request, content)
  }

  /** Sends until somebody answers. */
  async insist(request: string, content: Content = {}): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.send(request, content)
      if (answer.status !== 503) return answer
      if (tries === 200) throw new Error(`nobody answers ${request}: ${JSON.stringify(answer.json)}`)
    }
  }

  async names(): Promise<readonly string[]> {
    const data = at((await asked(launched(await this.open()), 'GET /clusters?limit=100', {})).json, '/data')
    return Array.isArray(data) ? data.map((each) => textAt(each, '/name')) : []
  }
}

async function asked(mock: Answering | undefined, request: string, { body, headers }: Content): Promise<Answer> {
  if (mock === undefined) throw new Error('there is no such mock')
  const [method = '', path = ''] = request.split(' ')
  const fields = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers }
  const response = await mock(
    new Request(`http://mock.invalid/v1${path}`, { method, headers: fields, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  )
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : JSON.parse(text) }
}

/** A backing whose connection breaks: before anything was sent, or before the answer came. The dead hear and do nothing more. */
function fragile(
  inner: Backing,
  { isDead, dice, noted }: { readonly isDead: () => boolean; readonly dice: Storm['dice']; readonly noted: () => void },
): Backing {
  const through = async <T>(work: () => Promise<T>, often: number): Promise<T> => {
    const fate = dice(often)
    if (isDead() || fate === 0) {
      noted()
      throw new BackingError('Failed to reach the store: connection refused.')
    }
    const result = await work()
    if (isDead() || fate === 1) {
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
