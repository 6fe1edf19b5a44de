// What 100,000 clusters in one world cost: run with --expose-gc. Prints one JSON line.
import { createMock } from '../dist/mock/index.js'
import { cluster, clusters, median, token } from './load.mjs'

const PER_TENANT = 100
const headers = { authorization: token, 'content-type': 'application/json' }
const mock = await createMock({ providers: ['kupe'], lifecycle: 'immediate', journalSize: 0 })
const contract = mock.contracts[0]

/** Fills the world: tenants beside `acme`, 100 clusters each, straight into the store, then `acme` itself over the API. */
async function fill(count) {
  const store = mock.world().store(contract)
  const sample = await created('sample')
  const record = store.get('cluster/acme', sample.name)
  for (let i = PER_TENANT; i < count; i += 1) {
    const name = `bench-${i}`
    const address = [`tenant-${Math.floor(i / PER_TENANT)}`, name]
    store.commit([
      { kind: 'put', resource: { ...record, address, uid: `00000000-0000-8000-a000-${String(i).padStart(12, '0')}`, ...parsed(name), revision: store.next } },
    ])
  }
  for (let i = 1; i < PER_TENANT; i += 1) await created(`acme-${i}`)
}

/** Fields as a request would leave them: parsed from a text, so that nothing is shared between two clusters. */
function parsed(name) {
  const fields = JSON.parse(JSON.stringify(cluster(name)))
  return { fields, settled: fields }
}

async function created(name) {
  const answer = await mock.fetch(new Request(`http://mock.invalid${clusters}`, { method: 'POST', headers, body: JSON.stringify(cluster(name)) }))
  if (answer.status !== 201) throw new Error(`Failed to create ${name}: ${await answer.text()}`)
  return answer.json()
}

/** Median microseconds of answering one GET, in process. */
async function time(path, turns) {
  const times = []
  for (let i = 0; i < turns + 200; i += 1) {
    const began = performance.now()
    await (await mock.fetch(new Request(`http://mock.invalid${path}`, { headers }))).text()
    if (i >= 200) times.push((performance.now() - began) * 1000)
  }
  return median(times)
}

const count = Number(process.argv[2])
globalThis.gc()
const before = process.memoryUsage().heapUsed
await fill(count)
globalThis.gc()
const heap = process.memoryUsage().heapUsed - before
console.log(JSON.stringify({ count, get: await time(`${clusters}/acme-50`, 3000), list: await time(clusters, 500), heapPerCluster: heap / count }))
