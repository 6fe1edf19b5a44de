import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { KEPT, PAGE, type Backing, type Commit } from './backing.ts'
import { failing } from './failing.ts'
import { tailOf, written } from './history.ts'
import { peer } from './peer.ts'

// Of each space: `…:revision`, `…:pairs` (a hash) and `…:commits` (a list, the last commit at its end).
const PREFIX = 'clusterproof:'

/** Returns the present revision and the commits after the given one, or none of them where too few are kept. */
const SINCE = `
local revision = tonumber(redis.call('GET', KEYS[1]) or '0')
local missed = revision - tonumber(ARGV[1])
if missed <= 0 or missed > redis.call('LLEN', KEYS[3]) then return {revision} end
local answer = redis.call('LRANGE', KEYS[3], -missed, -1)
table.insert(answer, 1, revision)
return answer`

/** Compare-and-set: returns the new revision, or -1 where somebody came first. A script runs alone (https://redis.io/docs/latest/develop/programmability/eval-intro/). */
const COMMIT = `
local revision = tonumber(redis.call('GET', KEYS[1]) or '0')
if revision ~= tonumber(ARGV[1]) then return -1 end
if ARGV[3] == '1' then redis.call('DEL', KEYS[2]) end
local last = 4 + 2 * tonumber(ARGV[4])
for i = 5, last, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', KEYS[2], ARGV[i]) end
redis.call('RPUSH', KEYS[3], ARGV[2])
redis.call('LTRIM', KEYS[3], -${KEPT}, -1)
redis.call('SET', KEYS[1], revision + 1)
return revision + 1`

/**
 * A Redis that several mocks share. How much of what it acknowledged it keeps when it is killed is a matter of its own settings
 * (https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/).
 *
 * @throws BackingError where it cannot be reached; PeerError where `ioredis` is not installed.
 */
export async function redisBacking(url: string, name: string): Promise<Backing> {
  const { Redis: Client } = await peer('ioredis', () => import('ioredis'))
  // Nothing is sent twice and nothing queues up: a commit that was sent again would find that it came first itself.
  const redis = new Client(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    commandTimeout: 5000,
    retryStrategy: (times: number) => Math.min(50 * times, 500),
  })
  // Each command tells that it failed, and this why; without a listener the process would end.
  let cause: unknown
  redis.on('error', (error: unknown) => {
    cause = error
  })
  try {
    await redis.connect()
  } catch (error) {
    redis.disconnect()
    throw failing(name, cause ?? error)
  }
  return shared(redis, name)
}

function shared(redis: Redis, name: string): Backing {
  const told = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => Promise.reject(failing(name, error)))
  const keysOf = (space: string): readonly string[] => ['revision', 'pairs', 'commits'].map((part) => `${PREFIX}{${space}}:${part}`)
  const run = script(redis)
  return {
    name,
    exclusive: false,
    spaces: () => told(spacesOf(redis)),
    since: async (space, since) => {
      const [revision, ...commits] = texts(await told(run(SINCE, keysOf(space), [String(since)])))
      return tailOf(commits, { since, revision: Number(revision) })
    },
    list: async (space, prefix, after = '0') => {
      const [next, found] = await told(redis.hscan(keysOf(space)[1] ?? '', after, 'COUNT', PAGE))
      const pairs = found.flatMap((key, index) => (index % 2 === 0 && key.startsWith(prefix) ? [[key, found[index + 1] ?? ''] as const] : []))
      return { pairs, next: next === '0' ? undefined : next }
    },
    commit: async (space, at, commit) => {
      const revision = Number(await told(run(COMMIT, keysOf(space), [String(at), ...argumentsOf(commit)])))
      return revision < 0 ? { kind: 'conflict' } : { kind: 'committed', revision }
    },
    close: async () => redis.disconnect(),
  }
}

function argumentsOf(commit: Commit): readonly string[] {
  const puts = commit.pairs.flatMap(([key, value]) => (value === null ? [] : [key, value]))
  const gone = commit.pairs.flatMap(([key, value]) => (value === null ? [key] : []))
  return [written(commit), commit.wiped ? '1' : '0', String(puts.length / 2), ...puts, ...gone]
}

/** A space whose hash is empty has none: Redis drops it. */
async function spacesOf(redis: Redis): Promise<readonly string[]> {
  const found = new Set<string>()
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${PREFIX}{*}:pairs`, 'COUNT', PAGE)
    for (const key of keys) found.add(key.slice(PREFIX.length + 1, key.lastIndexOf('}')))
    cursor = next
  } while (cursor !== '0')
  return [...found].sort()
}

/** Runs a script by its hash, and sends it whole where the server does not know it. */
function script(redis: Redis): (source: string, keys: readonly string[], values: readonly string[]) => Promise<unknown> {
  const hashes = new Map([SINCE, COMMIT].map((source) => [source, createHash('sha1').update(source).digest('hex')]))
  return async (source, keys, values) => {
    try {
      return await redis.evalsha(hashes.get(source) ?? '', keys.length, ...keys, ...values)
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return redis.eval(source, keys.length, ...keys, ...values)
    }
  }
}

function texts(answer: unknown): readonly string[] {
  return Array.isArray(answer) ? answer.map(String) : []
}
