// `npm run soak`: one mock in memory under a steady load of clusters that come and go. Its resident memory has to stay as it is after a warm-up, and nothing
// may fail. `--minutes 10 --rate 500`; `--quick` takes 20 s. Needs a build. Prints its section of bench/README.md; `--write` writes it there.
import { parseArgs } from 'node:util'
import { clientOf, pause, quantile } from './client.mjs'
import { awaited, polled } from './lives.mjs'
import { clusters, token } from './load.mjs'
import { publish, section, table, whole } from './section.mjs'
import { launch, mockArgs, resident, stop } from './server.mjs'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '500' }, quick: { type: 'boolean' }, write: { type: 'boolean' } },
})
const [seconds, rate] = [values.quick === true ? 20 : Number(values.minutes) * 60, Number(values.rate)]
/** Seconds that do not count, and between two looks. */
const [warmUp, every] = values.quick === true ? [5, 1] : [60, 10]
/** Clusters that live at the same time: enough for the rate though they wait for each other. */
const [POLLED, AWAITED] = [64, 32]
/** Clusters that live in a world before it is thrown away, with all that it remembers. */
const LIVES = 25

const problems = []
const times = []
const state = { sent: 0, isOver: false }

/** Requests go out evenly: `rate` of them a second, in order of arrival. A turn that nobody wants is lost. */
const turns = []
const turn = () => new Promise((resolve) => turns.push(resolve))
async function giveTurns() {
  const began = performance.now()
  for (let given = 0; !state.isOver;) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    for (; given < due; given += 1) turns.shift()?.()
    await pause(5)
  }
  for (const last of turns) last()
}

/** As many clusters as fit, one life after the other until it is over. */
async function living(lead) {
  for (let count = 0; !state.isOver; count += 1) {
    try {
      await lead(count)
    } catch (error) {
      problems.push(String(error))
      await pause(100)
    }
  }
}

function expect(answer, status) {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text.slice(0, 200)}`)
}

/** Growth over all of the time that counts, as a part of the start: of the straight line through the samples. */
function growth(samples) {
  const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
  const [at, mib] = [mean(samples.map(({ at }) => at)), mean(samples.map(({ mib }) => mib))]
  const slope = mean(samples.map((one) => (one.at - at) * (one.mib - mib))) / mean(samples.map((one) => (one.at - at) ** 2))
  const [first, last] = [samples[0].at, samples.at(-1).at]
  return (slope * (last - first)) / (mib + slope * (first - at))
}

const mock = await launch('clusterproof', [...mockArgs, '--clock', '60x'], { path: `${clusters}/nobody`, headers: { authorization: token } })
const client = clientOf(mock.url, 256)
const send = async (...request) => {
  await turn()
  state.sent += 1
  const answer = await client.send(...request)
  if (!request[1].includes(':wait')) times.push(answer.took)
  return answer
}

/** A world for one client after another. */
async function inOwnWorld(index, count) {
  const world = `soak-${index}`
  await awaited(send, expect, { world, name: `soak-${index}-${count}` })
  if (count % LIVES === LIVES - 1) expect(await send('DELETE', `/__admin/worlds/${world}`), 204)
}

const samples = []
const began = performance.now()
const since = () => (performance.now() - began) / 1000
const clients = [
  giveTurns(),
  ...Array.from({ length: POLLED }, (_, index) => living((count) => polled(send, expect, `soak-${index}-${count}`))),
  ...Array.from({ length: AWAITED }, (_, index) => living((count) => inOwnWorld(index, count))),
]
while (since() < seconds) {
  await pause(every * 1000)
  const mib = resident(mock)
  if (since() >= warmUp) samples.push({ at: since(), mib })
  console.error(`${since().toFixed(0).padStart(5)} s  ${mib.toFixed(0)} MiB  ${whole(state.sent / since())}/s  ${problems.length} problems`)
}
const [reached, took, sent] = [state.sent / since(), since(), state.sent]
state.isOver = true
await Promise.race([Promise.all(clients), pause(5000)])
client.close()
await stop(mock)

const { row, text } = table('what', 'measured')
const grown = growth(samples)
const [low, high] = [Math.min, Math.max].map((of) => of(...samples.map(({ mib }) => mib)))
row(
  [`growth of resident memory after ${warmUp} s, of ${samples.length} samples`, `${(grown * 100).toFixed(1)} %; ${whole(low)} to ${whole(high)} MiB`],
  '< 5 %',
  grown < 0.05,
)
row(['answers that were not as expected, and requests that failed', whole(problems.length)], '0', problems.length === 0)
row([`requests a second for ${whole(took)} s`, `${whole(reached)}, ${whole(sent)} in all`], `>= ${whole(rate * 0.95)}`, reached >= rate * 0.95)
row(['time of an answer that need not wait: median, p99, longest', [0.5, 0.99, 1].map((part) => `${quantile(times, part).toFixed(1)} ms`).join(', ')])
for (const problem of problems.slice(0, 5)) console.error(problem)
if (problems.length > 0 || grown >= 0.05) process.exitCode = 1

publish(
  section('Soak', {
    by: 'npm run soak',
    text: text(),
    about: [
      `One mock in memory, its clock at 60 times the real time; ${POLLED} clusters at a time are made, polled, changed, deleted and polled again in one world, ${AWAITED} are made with idempotency keys and awaited by long polls, each in a world of its own that is thrown away after ${LIVES} of them.`,
      `The growth is that of the straight line through the samples, one each ${every} s, from the first to the last.`,
    ],
  }),
)
