// `npm run bench`: every number of bench/README.md, in one run on one machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cluster, clusters, create, creates, createsOver, inTurns, median, prismClusters, reads, readsOver, token, wires } from './load.mjs'
import { keepHead, machine } from './section.mjs'
import { resident, start, stop } from './server.mjs'

const quick = process.argv.includes('--quick')
const seconds = quick ? 1 : 4
const rounds = quick ? 1 : 5
const headers = { authorization: token }
const probes = {
  bare: { path: `${clusters}/nobody`, headers },
  clusterproof: { path: `${clusters}/nobody`, headers },
  prism: { path: prismClusters, headers },
}
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const rows = []
const row = (what, measured, reach, holds) => {
  rows.push(`| ${what} | ${measured} | ${reach} | ${holds ? 'yes' : '**no**'} |`)
  console.error(`${holds ? 'ok  ' : 'MISS'} ${what}: ${measured} (reach ${reach})`)
}
const whole = (value) => Math.round(value).toLocaleString('en')
const times = (value) => `${value.toFixed(2)} times`

async function throughput() {
  const [bare, ours, prism] = [await start('bare', probes.bare), await start('clusterproof', probes.clusterproof), await start('prism', probes.prism)]
  try {
    const body = await create(ours.url, clusters, cluster('one'))
    const same = await (await fetch(`${ours.url}${clusters}/one`, { headers })).json()
    await create(bare.url, clusters, { ...body, ...same })
    const one = `${clusters}/one`
    const get = await inTurns(
      rounds,
      () => reads(ours.url, one, seconds),
      () => reads(bare.url, one, seconds),
    )
    row('GET one cluster, against a bare Hono app', `${whole(get.one)}/s to ${whole(get.other)}/s: ${times(get.ratio)}`, '>= 0.5', get.ratio >= 0.5)
    const peer = await inTurns(
      rounds,
      () => reads(ours.url, one, seconds),
      () => reads(prism.url, `${prismClusters}/one`, seconds),
    )
    row('the same, against `prism mock`', `${whole(peer.one)}/s to ${whole(peer.other)}/s: ${times(peer.ratio)}`, '>= 8', peer.ratio >= 8)
    const post = await inTurns(
      rounds,
      () => creates(ours.url, clusters, seconds),
      () => creates(bare.url, clusters, seconds),
    )
    row(
      'POST create with validation, against a bare handler',
      `${whole(post.one)}/s to ${whole(post.other)}/s: ${times(post.ratio)}`,
      '>= 0.35',
      post.ratio >= 0.35,
    )
  } finally {
    await Promise.all([bare, ours, prism].map(stop))
  }
}

async function bothWires() {
  const ours = await start('clusterproof', probes.clusterproof)
  try {
    const made = await inTurns(
      rounds,
      () => createsOver(ours.url, 'connect', seconds),
      () => createsOver(ours.url, 'rest', seconds),
    )
    row('create over Connect, against REST', `${whole(made.one)}/s to ${whole(made.other)}/s: ${times(made.ratio)}`, '>= 0.9', made.ratio >= 0.9)
    const at = { id: wires.cluster, seconds }
    const read = await inTurns(
      rounds,
      () => readsOver(ours.url, 'connect', at),
      () => readsOver(ours.url, 'rest', at),
    )
    row('read over Connect (a POST), against REST (a GET)', `${whole(read.one)}/s to ${whole(read.other)}/s: ${times(read.ratio)}`, 'told only', true)
  } finally {
    await stop(ours)
  }
}

async function startUp() {
  const found = { bare: [], clusterproof: [], prism: [] }
  const memory = { bare: [], clusterproof: [] }
  for (let round = 0; round < (quick ? 2 : 9); round += 1) {
    for (const name of round < 3 ? ['bare', 'clusterproof', 'prism'] : ['bare', 'clusterproof']) {
      const server = await start(name, probes[name])
      found[name].push(server.ready)
      memory[name]?.push(resident(server))
      await stop(server)
    }
  }
  const [bare, ours, prism] = [median(found.bare), median(found.clusterproof), median(found.prism)]
  row('cold start to first answer, against the bare app', `${whole(ours)} ms to ${whole(bare)} ms: ${times(ours / bare)}`, '<= 2.5', ours / bare <= 2.5)
  row('the same, against `prism mock`', `${whole(ours)} ms to ${whole(prism)} ms: ${times(ours / prism)}`, '<= 0.33', ours / prism <= 1 / 3)
  const [own, theirs] = [median(memory.clusterproof), median(memory.bare)]
  row('resident memory when ready, against the bare app', `${whole(own)} MiB to ${whole(theirs)} MiB: ${times(own / theirs)}`, '<= 2', own / theirs <= 2)
}

function scale() {
  const of = (count) => JSON.parse(execFileSync(process.execPath, ['--expose-gc', path('./scale.mjs'), String(count)], { encoding: 'utf8' }))
  const [small, large] = [of(100), of(quick ? 10_000 : 100_000)]
  const [get, list] = [large.get / small.get, large.list / small.list]
  row(
    `GET one of ${whole(large.count)} clusters, against one of 100`,
    `${large.get.toFixed(1)} µs to ${small.get.toFixed(1)} µs: ${times(get)}`,
    '<= 1.5',
    get <= 1.5,
  )
  row("a tenant's list of 100 among them, against the same alone", `${whole(large.list)} µs to ${whole(small.list)} µs: ${times(list)}`, '<= 1.5', list <= 1.5)
  row('heap a cluster', `${whole(large.heapPerCluster)} bytes`, '<= 3,072', large.heapPerCluster <= 3072)
}

function command(args) {
  const began = performance.now()
  const done = spawnSync(process.execPath, [path('../dist/cli/main.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { seconds: (performance.now() - began) / 1000, status: done.status, out: done.stdout }
}

/** What a provider's whole runs may cost, in seconds and requests. */
const budgets = {
  kupe: { check: 15, requests: 3000, prove: 90 },
  akua: { check: 20, requests: undefined, prove: 120 },
  coreweave: { check: 20, requests: undefined, prove: 120 },
  qovery: { check: 25, requests: undefined, prove: 150 },
}

function suite() {
  for (const [provider, reach] of Object.entries(budgets)) {
    const checked = command(['check', provider, '--json'])
    const { requests } = JSON.parse(checked.out)
    const sound = (run, most) => run.seconds <= most && run.status === 0
    row(
      `\`clusterproof check ${provider}\`, whole default run`,
      `${checked.seconds.toFixed(1)} s, exit ${checked.status}`,
      `<= ${reach.check} s`,
      sound(checked, reach.check),
    )
    if (reach.requests !== undefined) row('its requests', whole(requests), `<= ${whole(reach.requests)}`, requests <= reach.requests)
    const proven = command(['prove', provider])
    row(
      `\`clusterproof prove ${provider}\`, 20 clean seeds and every defect`,
      `${proven.seconds.toFixed(1)} s, exit ${proven.status}`,
      `<= ${reach.prove} s`,
      sound(proven, reach.prove),
    )
  }
}

await throughput()
await bothWires()
await startUp()
scale()
suite()

const page = `# Measurements

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}. Machine: ${machine}.
Rates are medians of ${rounds} rounds of ${seconds} s with 16 connections after one that does not count, the two sides in turns; load generator and server share the cores.

| what | measured | reach | reached |
|---|---|---|---|
${rows.join('\n')}

- The bare app (\`bench/bare.mjs\`) is Hono on @hono/node-server with a Map: no authentication, no tags, no lifecycle, no validation.
- The first answer at start-up is that to an authenticated GET of a cluster that does not exist.
- Every built-in provider is loaded; requests go to Kupe Cloud's mock.
- Lists of this provider have no pages, so "a list page" is one tenant's list of 100 clusters in a world of many tenants.
- The memory of a cluster is V8 heap after a collection, the store's own maps included, the journal switched off.
`
if (quick) console.log(page)
// The sections of the other commands stay.
else keepHead(page)
