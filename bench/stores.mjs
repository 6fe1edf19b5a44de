// `npm run bench:stores`: what it costs to keep worlds in a file, in Redis or in Postgres, and to share them. Needs a build, `redis-server` and a Postgres
// server. Prints its section of bench/README.md; `--write` writes it there; `--quick` measures one short round.
import autocannon from 'autocannon'
import * as engines from './engines.mjs'
import { cluster, clusters, create, median, token } from './load.mjs'
import { publish, section, table, whole } from './section.mjs'
import { launch, mockArgs, stop } from './server.mjs'

const quick = process.argv.includes('--quick')
const [rounds, seconds] = quick ? [1, 1] : [5, 3]
const CONNECTIONS = 16
const json = { authorization: token, 'content-type': 'application/json' }

/** The first two are the measure of all others. */
const setups = [
  { name: 'memory', replicas: 1 },
  { name: 'memory, 4 worlds apart', replicas: 4 },
  { name: 'file', replicas: 1, engine: engines.file },
  { name: 'Redis, each write synced', replicas: 1, engine: engines.redis, goal: true },
  { name: 'Redis, each write synced', replicas: 4, engine: engines.redis, goal: true },
  { name: 'Redis as it comes', replicas: 1, engine: () => engines.redis({ durable: false }), goal: true },
  { name: 'Redis as it comes', replicas: 4, engine: () => engines.redis({ durable: false }), goal: true },
  { name: 'Postgres', replicas: 1, engine: engines.postgres },
  { name: 'Postgres', replicas: 4, engine: engines.postgres },
]

let made = 0
const deeds = {
  'GET one cluster': { goal: 0.4, request: { method: 'GET', path: `${clusters}/one`, headers: { authorization: token } } },
  'PATCH its resources': {
    goal: 0.25,
    request: {
      method: 'PATCH',
      path: `${clusters}/one`,
      headers: json,
      setupRequest: (request) => ({ ...request, body: JSON.stringify({ resources: { cpu: String(1 + (++made % 60)), memory: '16Gi', storage: '100Gi' } }) }),
    },
  },
  'POST create': {
    goal: 0.25,
    request: { method: 'POST', path: clusters, headers: json, setupRequest: (request) => ({ ...request, body: JSON.stringify(cluster(`bench-${++made}`)) }) },
  },
}

/** Requests per second, and the time in ms that 99 of 100 answers took no longer than. Each connection belongs to one of the mocks, in turns. */
async function loaded(urls, request) {
  const times = []
  const running = autocannon({ url: urls, connections: CONNECTIONS, duration: seconds, requests: [request] })
  running.on('response', (_, status, bytes, time) => times.push(time))
  const result = await running
  const bad = result.non2xx + result.errors
  times.sort((a, b) => a - b)
  return { rate: (result.requests.total - bad) / result.duration, p99: times[Math.floor(times.length * 0.99)] ?? 0, bad }
}

async function opened({ replicas, engine }) {
  const store = await engine?.()
  const mocks = []
  for (let i = 0; i < replicas; i += 1) {
    const args = [...mockArgs, '--lifecycle', 'immediate', ...(store === undefined ? [] : ['--store', store.url])]
    mocks.push(await launch('clusterproof', args, { path: `${clusters}/nobody`, headers: { authorization: token } }))
  }
  for (const { url } of store === undefined ? mocks : mocks.slice(0, 1)) await create(url, clusters, cluster('one'))
  return { store, mocks, urls: mocks.map(({ url }) => url) }
}

/** All setups in turns, round by round, so that a drifting machine hurts all of them; the first round does not count. */
async function measured(fleets, request) {
  const found = fleets.map(() => [])
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { urls }] of fleets.entries()) {
      const one = await loaded(urls, request)
      if (round > 0) found[index].push(one)
    }
  }
  return found
}

const { row, text } = table('what', 'store', 'mocks', 'requests a second', 'p99', 'of memory')

function told(what, found, goal) {
  for (const [index, setup] of setups.entries()) {
    const mine = found[index]
    // Four mocks share the two cores with the load, whatever store they have: one process in memory is the measure of all.
    const share = median(mine.map(({ rate }, round) => rate / found[0][round].rate))
    const bad = mine.reduce((sum, one) => sum + one.bad, 0)
    const rate = `${whole(median(mine.map((one) => one.rate)))}${bad > 0 ? `, ${bad} failed` : ''}`
    const cells = [what, setup.name, setup.replicas, rate, `${median(mine.map(({ p99 }) => p99)).toFixed(1)} ms`, `${Math.round(share * 100)} %`]
    if (setup.goal === true) row(cells, `>= ${goal * 100} %`, share >= goal && bad === 0)
    else row(cells, bad > 0 ? 'no failure' : '', bad > 0 ? false : undefined)
  }
}

const fleets = []
try {
  for (const setup of setups) fleets.push(await opened(setup))
  for (const [what, { goal, request }] of Object.entries(deeds)) told(what, await measured(fleets, request), goal)
} finally {
  await Promise.all(fleets.flatMap(({ mocks }) => mocks).map(stop))
  await Promise.all(fleets.map(({ store }) => store?.remove()))
}

publish(
  section('Stores', {
    by: 'npm run bench:stores',
    text: text(),
    about: [
      `Medians of ${rounds} rounds of ${seconds} s with ${CONNECTIONS} connections after one that does not count, all stores in turns. Load generator, mocks and engine share the cores; each connection belongs to one of the mocks, in turns.`,
      'The share is that of one mock in memory in the same round. "4 worlds apart" shares nothing: it shows what four processes cost on these cores.',
      'The file is SQLite, synced with each commit. "Each write synced": `appendfsync always`. "As it comes": Redis keeps all in its memory. Postgres syncs each commit.',
      'Calls that come together are committed together: with more connections a commit is shared by more of them.',
    ],
  }),
)
