import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { Inconclusive } from './api.ts'
import { answerOf } from './history.ts'
import { offerOf } from './offer.ts'
import { Session } from './session.ts'
import type { Exchange } from './history.ts'
import type { Subject } from './subject/subject.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function sessionWith(listener: RequestListener, changes: Partial<Subject> = {}): Promise<Session> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const subject = subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, changes)
  const session = new Session({ contract, subject, offer: offerOf(subject), seed: 1, signal: undefined })
  closing.push(async () => {
    await session.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return session
}

function throttling(times: number, retryAfter: string, status = 429): RequestListener {
  let left = times
  return (_, response) => {
    left -= 1
    response.writeHead(left >= 0 ? status : 200, left >= 0 ? { 'retry-after': retryAfter } : {}).end('{"boats":[]}')
  }
}

test('waits as long as a 429 asks for and sends the request again', async () => {
  const waited: number[] = []
  const recorded: Exchange[] = []
  const pass = (seconds: number): Promise<void> => {
    waited.push(seconds)
    return Promise.resolve()
  }
  const session = await sessionWith(throttling(2, '7'), { pass })

  const exchange = await session.send('list', { operation: 'listBoats' }, (one) => recorded.push(one))

  expect(answerOf(exchange)?.status).toBe(200)
  expect(waited).toEqual([7, 7])
  expect(recorded.map(({ label }) => label)).toEqual(['list (throttled)', 'list (throttled)', 'list'])
})

test('asks again where a read is told to come back later, and not where it is told nothing', async () => {
  const away = await sessionWith(throttling(1, '7', 503), { pass: () => Promise.resolve() })
  const broken = await sessionWith(throttling(1, 'never', 503))

  expect(answerOf(await away.send('list', { operation: 'listBoats' }))?.status).toBe(200)
  expect(answerOf(await broken.send('list', { operation: 'listBoats' }))?.status).toBe(503)
})

test('gives up after four refusals, and at once when it is told to wait for hours', async () => {
  const pass = (): Promise<void> => Promise.resolve()
  const patient = await sessionWith(throttling(99, '1'), { pass })
  const hurried = await sessionWith(throttling(99, '7200'), { pass })

  await expect(patient.send('list', { operation: 'listBoats' })).rejects.toThrow('the request "list" was throttled 4 times')
  await expect(hurried.send('list', { operation: 'listBoats' })).rejects.toThrow('the request "list" was throttled for 7200 seconds')
})

test('leaves a 429 to the judge where the scenario says so', async () => {
  const session = await sessionWith(throttling(1, '1'))

  expect(answerOf(await session.send('list', { operation: 'listBoats', mayBeThrottled: true }))?.status).toBe(429)
})

test('draws no conclusion from a dropped connection unless the scenario is about one', async () => {
  let asked = 0
  const session = await sessionWith((request, response) => {
    asked += 1
    // What is asked in between is whether it is well.
    if (asked === 2) response.end('{"boats":[]}')
    else request.socket.destroy()
  })

  await expect(session.send('list', { operation: 'listBoats' })).rejects.toThrow(Inconclusive)
  expect((await session.send('list', { operation: 'listBoats', mayBeLost: true })).outcome).toMatchObject({ kind: 'lost' })
})

test('keeps every exchange in the trace, whatever became of it', async () => {
  const session = await sessionWith(throttling(1, '0'))

  await session.send('list', { operation: 'listBoats' })

  expect(session.trace.map((exchange) => [exchange.number, answerOf(exchange)?.status])).toEqual([
    [1, 429],
    [2, 200],
  ])
})
