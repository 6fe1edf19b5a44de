// Fills a Postgres with one world of very many clusters, or starts a new replica on it and looks at it: `fill` or `open`, the URL, so many clusters
// and turns. Run with --expose-gc. Prints one JSON line.
import pg from 'pg'
import { openBacking } from '../dist/mock/backing/open.js'
import { createMock } from '../dist/mock/index.js'
import { keyOf } from '../dist/mock/state/fact.js'
import { median } from './load.mjs'
import { facts, looks, options, samples } from './many.mjs'

/** Pairs in a commit. */
const BATCH = 2000
const [deed, url, ...numbers] = process.argv.slice(2)
const [count, turns] = numbers.map(Number)

async function fill() {
  const mock = await createMock({ ...options, store: url })
  const sample = await samples(mock)
  await mock.close()
  const backing = await openBacking(url)
  let { revision } = await backing.since('default', -1)
  let pairs = []
  const commit = async () => {
    const answer = await backing.commit('default', revision, { wiped: false, pairs })
    if (answer.kind !== 'committed') throw new Error(`Failed to fill ${url}: somebody else commits to it.`)
    revision = answer.revision
    pairs = []
  }
  const began = performance.now()
  for (const { at, value } of facts(sample, count, 10_000)) {
    pairs.push([keyOf(at), JSON.stringify(value)])
    if (pairs.length === BATCH) await commit()
  }
  await commit()
  const seconds = (performance.now() - began) / 1000
  await backing.close()
  return { fill: seconds, bytes: await settled(revision) }
}

/**
 * As if each cluster had been a commit of its own: the space has come so far that a new replica has to read all of it. Returns the size of
 * the pairs on the disk.
 */
async function settled(revision) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DELETE FROM clusterproof_commits')
  await client.query('UPDATE clusterproof_spaces SET revision = $1', [Math.max(revision, count)])
  await client.query('VACUUM ANALYZE')
  const { rows } = await client.query("SELECT pg_total_relation_size('clusterproof_pairs') AS size")
  await client.end()
  return Number(rows[0].size)
}

/** Median microseconds of one look, in process, the engine asked each time. */
async function time(mock, look) {
  const times = []
  for (let turn = 0; turn < turns + turns / 5; turn += 1) {
    const began = performance.now()
    await look(mock, turn)
    if (turn >= turns / 5) times.push((performance.now() - began) * 1000)
  }
  return median(times)
}

async function open() {
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  const began = performance.now()
  const mock = await createMock({ ...options, store: url })
  await looks.get(mock)
  const ready = (performance.now() - began) / 1000
  globalThis.gc()
  const after = process.memoryUsage()
  const found = { ready, heap: after.heapUsed - before, rss: after.rss, peak: process.resourceUsage().maxRSS * 1024 }
  const ordering = performance.now()
  await looks.page(mock)
  found.firstPage = performance.now() - ordering
  for (const [name, look] of Object.entries(looks)) found[name] = await time(mock, look)
  await mock.close()
  return found
}

console.log(JSON.stringify({ count, ...(await (deed === 'fill' ? fill() : open())) }))
