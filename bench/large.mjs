// `npm run bench:scale`: 100,000 and 1,000,000 clusters in one world, in memory and in Postgres, and forks. Needs a build and a Postgres server.
// Prints its section of bench/README.md; `--write` writes it there; `--quick` makes 1,000 and 10,000.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { postgres } from './engines.mjs'
import { publish, section, table, whole } from './section.mjs'

const quick = process.argv.includes('--quick')
const counts = quick ? [1000, 10_000] : [100_000, 1_000_000]
const turns = quick ? 50 : 500
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const { row, text } = table('what', 'clusters', 'memory', 'Postgres')
const mib = (bytes) => `${whole(bytes / 2 ** 20)} MiB`
const micros = (value) => `${whole(value)} µs`

/** The last line that one of the programs prints. */
function of(program, ...args) {
  const node = ['--expose-gc', '--max-old-space-size=8192', path(program), ...args.map(String)]
  return JSON.parse(execFileSync(process.execPath, node, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }))
}

async function inPostgres(count) {
  const engine = await postgres()
  try {
    const filled = of('./many-in-postgres.mjs', 'fill', engine.url, count, turns)
    return { ...filled, ...of('./many-in-postgres.mjs', 'open', engine.url, count, turns) }
  } finally {
    await engine.remove()
  }
}

const named = {
  get: 'GET one',
  list: "a tenant's list of 100 among them",
  page: 'a page of 100 of a workspace with half of them',
  patch: 'PATCH one',
  create: 'POST create, with validation',
}

async function told(count) {
  const [memory, kept] = [of('./many-in-memory.mjs', count, turns), await inPostgres(count)]
  row(['made, straight into the store', whole(count), `${memory.fill.toFixed(1)} s`, `${kept.fill.toFixed(1)} s, ${mib(kept.bytes)} of tables`])
  row(['a new mock starts with them and has answered', whole(count), '', `${kept.ready.toFixed(1)} s`])
  row(['heap that they take', whole(count), mib(memory.heap), mib(kept.heap)], '<= 3,072 bytes a cluster', Math.max(memory.heap, kept.heap) <= 3072 * count)
  row(['resident memory afterwards, at the most', whole(count), mib(memory.rss), `${mib(kept.rss)}, ${mib(kept.peak)}`])
  row(['the first page, which puts them in order', whole(count), micros(memory.firstPage * 1000), micros(kept.firstPage * 1000)])
  for (const [look, name] of Object.entries(named)) row([name, whole(count), micros(memory[look]), micros(kept[look])])
  row(['fork of the world, and the first write in it', whole(count), `${memory.fork.toFixed(2)} ms, ${memory.firstWrite.toFixed(2)} ms`, ''])
  return { memory, kept }
}

const [small, large] = [await told(counts[0]), await told(counts[1])]
for (const look of Object.keys(named)) {
  const share = (of) => large[of][look] / small[of][look]
  const holds = share('memory') <= 1.5 && share('kept') <= 1.5
  row(
    [`${named[look]}: ${whole(counts[1])} against ${whole(counts[0])}`, '', `${share('memory').toFixed(2)} times`, `${share('kept').toFixed(2)} times`],
    '<= 1.5',
    holds,
  )
}
const { fork, firstWrite } = of('./many-in-memory.mjs', 1000, turns)
row(['fork of a world of 1,000, and the first write in it', '1,000', `${fork.toFixed(2)} ms, ${firstWrite.toFixed(2)} ms`, ''], 'fork < 5 ms', fork < 5)

publish(
  section('Very many clusters', {
    by: 'npm run bench:scale',
    text: text(),
    about: [
      `Medians of ${turns} turns, in process and one after the other. Half of the clusters lie in tenants of 100, half in one workspace whose lists have pages.`,
      'They are put into the store as they would stand after requests: over the API, making them takes the time of as many creates (see above). Nothing is shared between the texts of two of them.',
      'Postgres is asked for news with each call, and keeps each write before it is answered. A mock that shares it holds all of the world in its memory.',
      'The heap is V8\'s after a collection; the journal is switched off. "At the most": `getrusage`, while the mock read all pairs.',
    ],
  }),
)
