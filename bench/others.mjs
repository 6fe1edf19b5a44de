// What other clients notice meanwhile: reads and creates at a steady rate, for so many seconds. Run as a process of its own, so that the crowd's own work
// does not count: the URL, seconds. Prints one JSON line: times in ms, and how many answers were not as expected.
import { clientOf, kupe, pause, quantile } from './client.mjs'
import { cluster, clusters } from './load.mjs'

const [url, seconds] = [process.argv[2], Number(process.argv[3])]
/** A second, and of these so many creates. */
const [RATE, EACH] = [200, 10]
const { send, close } = clientOf(url, 16)
const times = { read: [], create: [] }
const mark = Date.now()
let failed = 0

async function one(number) {
  const isCreate = number % EACH === 0
  try {
    const answer = isCreate
      ? await send('POST', clusters, { headers: kupe, body: cluster(`other-${mark}-${number}`) })
      : await send('GET', `${clusters}/one`, { headers: kupe })
    if (answer.status !== (isCreate ? 201 : 200)) failed += 1
    times[isCreate ? 'create' : 'read'].push(answer.took)
  } catch {
    failed += 1
  }
}

/** The time of an answer counts from when its request was due: whoever has to wait for a connection waits, too. */
const began = performance.now()
const sent = []
for (let number = 0; number < RATE * seconds;) {
  const due = Math.min(RATE * seconds, Math.floor(((performance.now() - began) / 1000) * RATE))
  for (; number < due; number += 1) sent.push(one(number))
  await pause(2)
}
await Promise.all(sent)
close()
const of = (all) => ({ median: quantile(all, 0.5), p99: quantile(all, 0.99), longest: quantile(all, 1) })
console.log(JSON.stringify({ read: of(times.read), create: of(times.create), failed }))
