// Fills a world in memory with very many clusters, and forks it. Run with --expose-gc, so many clusters and turns. Prints one JSON line.
import { createMock } from '../dist/mock/index.js'
import { median } from './load.mjs'
import { facts, looks, options, samples } from './many.mjs'

const [count, turns] = process.argv.slice(2).map(Number)

/** Median microseconds of one look, in process. */
async function time(mock, look) {
  const times = []
  for (let turn = 0; turn < turns + turns / 5; turn += 1) {
    const began = performance.now()
    await look(mock, turn)
    if (turn >= turns / 5) times.push((performance.now() - began) * 1000)
  }
  return median(times)
}

/** Median milliseconds of a fork, and of the first write in it, which copies the collection that it changes. */
async function forked(mock) {
  const [forks, writes] = [[], []]
  for (let turn = 0; turn < Math.min(turns, 100); turn += 1) {
    const began = performance.now()
    mock.fork('default', `fork-${turn}`)
    forks.push(performance.now() - began)
    const writing = performance.now()
    await looks.patch({ fetch: (request) => mock.fetch(inWorld(request, `fork-${turn}`)) }, turn)
    writes.push(performance.now() - writing)
    mock.forget(`fork-${turn}`)
  }
  return { fork: median(forks), firstWrite: median(writes) }
}

function inWorld(request, world) {
  const headers = new Headers(request.headers)
  headers.set('x-mock-world', world)
  return new Request(request, { headers })
}

const mock = await createMock(options)
const sample = await samples(mock)
globalThis.gc()
const before = process.memoryUsage()
const began = performance.now()
mock.world().put(facts(sample, count, 10_000))
const fill = (performance.now() - began) / 1000
globalThis.gc()
const after = process.memoryUsage()
const found = { count, fill, heap: after.heapUsed - before.heapUsed, rss: after.rss }
// The first page puts the workspace in order.
const ordering = performance.now()
await looks.page(mock)
found.firstPage = performance.now() - ordering
for (const [name, look] of Object.entries(looks)) found[name] = await time(mock, look)
console.log(JSON.stringify({ ...found, ...(await forked(mock)) }))
