// `npm run bench:crowd`: what others notice of a crowd: 1,000 long polls, 2,000 idle connections, 500 that send a byte a second, 2,000 requests that
// are never finished. Needs a build, and a limit of open files beyond 5,000. Prints its section of bench/README.md; `--write` writes it there; `--quick`
// brings a tenth of them.
import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { akua, clientOf, kupe, pause, quantile, region } from './client.mjs'
import { cluster, clusters, create, token } from './load.mjs'
import { publish, section, table, whole } from './section.mjs'
import { launch, mockArgs, resident, stop } from './server.mjs'

const quick = process.argv.includes('--quick')
const part = quick ? 0.1 : 1
const seconds = quick ? 3 : 15
/** As many as the workspace may have. */
const OPERATIONS = 100
const mock = await launch('clusterproof', [...mockArgs, '--clock', 'frozen'], { path: `${clusters}/nobody`, headers: { authorization: token } })
const { hostname, port } = new URL(mock.url)
const { row, text } = table('while', "others' reads: median, p99, longest", 'their creates', 'failed', 'resident memory')
const { row: say, text: waits } = table('what', 'measured')

const run = promisify(execFile)
async function others() {
  const { stdout } = await run(process.execPath, [fileURLToPath(new URL('./others.mjs', import.meta.url)), mock.url, String(seconds)])
  return JSON.parse(stdout)
}

const three = ({ median, p99, longest }) => [median, p99, longest].map((value) => value.toFixed(1)).join(', ')

/** Others' p99 may be this many times that of before, or this many ms. */
const [TIMES, ANYWAY] = [3, 25]
function told(name, found, before) {
  const cells = [name, `${three(found.read)} ms`, `${three(found.create)} ms`, whole(found.failed), `${whole(resident(mock))} MiB`]
  if (before === undefined) return row(cells, 'none fails', found.failed === 0)
  const within = (kind) => found[kind].p99 <= Math.max(ANYWAY, before[kind].p99 * TIMES)
  return row(cells, `none fails; p99 <= ${TIMES} times or ${ANYWAY} ms`, found.failed === 0 && within('read') && within('create'))
}

/** Connections that have sent this, once they stand. */
async function sockets(count, first) {
  const open = []
  for (let i = 0; i < count; i += 1) {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.resume()
    open.push(
      new Promise((resolve, reject) => {
        socket.once('connect', () => socket.write(first, () => resolve(socket)))
        socket.once('error', reject)
      }),
    )
    if (i % 100 === 99) await Promise.all(open)
  }
  return Promise.all(open)
}

async function operations(send) {
  const made = []
  for (let i = 0; i < OPERATIONS; i += 1) {
    const answer = await send('POST', '/v1/clusters', { headers: akua, body: { name: `waited-${i}`, region_id: region } })
    if (answer.status !== 202) throw new Error(`Failed to make a cluster: ${answer.status} ${answer.text}`)
    made.push(answer.json.id)
  }
  return made
}

/** Long polls that all end when the clock is turned. */
async function longPolls(count, before) {
  const { send, close } = clientOf(mock.url, count + 1)
  const made = await operations(send)
  const polls = Array.from({ length: count }, (_, i) => send('POST', `/v1/operations/${made[i % made.length]}:wait?timeout=60`, { headers: akua }))
  await pause(2000)
  told(`${whole(count)} long polls wait`, await others(), before)
  const began = performance.now()
  await send('POST', '/__admin/clock/advance', { headers: { 'content-type': 'application/json' }, body: { seconds: 30 } })
  const answers = await Promise.all(
    polls.map((poll) => poll.then(({ status, json }) => ({ done: status === 200 && json.done, after: performance.now() - began }))),
  )
  const done = answers.filter((answer) => answer.done).length
  const times = answers.map(({ after }) => after)
  say([`of ${whole(count)} long polls, answered as done once the clock is turned`, whole(done)], whole(count), done === count)
  say(['from the turn to the answer: median, p99, last', `${[0.5, 0.99, 1].map((of) => quantile(times, of).toFixed(0)).join(', ')} ms`])
  close()
}

async function idle(count, before) {
  const open = await sockets(count, `GET ${clusters}/one HTTP/1.1\r\nhost: mock\r\nauthorization: ${token}\r\n\r\n`)
  told(`${whole(count)} idle connections are kept`, await others(), before)
  for (const socket of open) socket.destroy()
}

/** A header that never ends. The mock ends such connections itself (mock/bounds.ts). */
async function slowloris(count, before) {
  const open = await sockets(count, `GET ${clusters}/one HTTP/1.1\r\nhost: mock\r\nx-slow: `)
  const began = performance.now()
  const ends = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  const drip = setInterval(() => open.forEach((socket) => socket.writable && socket.write('a')), 1000)
  told(`${whole(count)} connections send a byte a second`, await others(), before)
  if (!quick) await Promise.race([ends, pause(100_000)])
  clearInterval(drip)
  const closed = open.filter((socket) => socket.closed).length
  if (!quick) say([`of them, ended by the mock after ${((performance.now() - began) / 1000).toFixed(0)} s`, whole(closed)], whole(count), closed === count)
  for (const socket of open) socket.destroy()
}

async function unfinished(count, before) {
  const head = `POST ${clusters} HTTP/1.1\r\nhost: mock\r\nauthorization: ${token}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"name":`
  const open = await sockets(count, head)
  told(`${whole(count)} requests are never finished`, await others(), before)
  for (const socket of open) socket.destroy()
}

try {
  await create(mock.url, clusters, cluster('one'))
  await clientOf(mock.url, 1).send('POST', '/__admin/clock/advance', { headers: { ...kupe }, body: { seconds: 60 } })
  await others()
  const before = await others()
  told('nothing else', before)
  await longPolls(1000 * part, before)
  await idle(2000 * part, before)
  await slowloris(500 * part, before)
  await unfinished(2000 * part, before)
  await pause(2000)
  told('nothing else any more', await others(), before)
} finally {
  await stop(mock)
}

publish(
  section('A crowd', {
    by: 'npm run bench:crowd',
    text: `${text()}\n\n${waits()}`,
    about: [
      `One mock in memory. The others are a process of their own: 200 requests a second for ${seconds} s on 16 connections, one in ten a create, the rest reads of one cluster.`,
      'The long polls wait for operations in the same world as the others write to: each write there makes every one of them look again.',
    ],
  }),
)
process.exit()
