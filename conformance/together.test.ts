import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { answerOf } from './history.ts'
import { offerOf } from './offer.ts'
import { Session } from './session.ts'
import type { RequestListener, Server } from 'node:http'
import type { Labelled } from './api.ts'
import type { Exchange } from './history.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const list = (label: string): Labelled => [label, { operation: 'listBoats' }]

let close: () => Promise<void> = () => Promise.resolve()

afterEach(() => close())

async function sessionWith(listener: RequestListener, requestBudget = 100): Promise<Session> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const subject = subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, { pass: () => Promise.resolve(), requestBudget })
  const session = new Session({ contract, subject, offer: offerOf(subject), seed: 1, signal: undefined })
  close = async () => {
    await session.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return session
}

test('has all requests under way at the same time, and tells of them in the order in which they were asked for', async () => {
  const held: (() => void)[] = []
  const session = await sessionWith((_, response) => {
    held.push(() => response.end('{"boats":[]}'))
    // Nobody is answered before all are there.
    if (held.length === 8) for (const answer of held) answer()
  })
  const recorded: Exchange[] = []
  const labels = Array.from({ length: 8 }, (_, index) => `reader ${index + 1}`)

  const exchanges = await session.together(labels.map(list), (one) => recorded.push(one))

  expect(exchanges.map(({ label }) => label)).toEqual(labels)
  expect(recorded).toEqual(exchanges)
  expect(exchanges.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(new Set(exchanges.map(({ sent }) => sent)).size).toBe(1)
})

test('sends again by itself what was throttled', async () => {
  let left = 1
  const session = await sessionWith((_, response) => {
    left -= 1
    response.writeHead(left >= 0 ? 429 : 200, left >= 0 ? { 'retry-after': '7' } : {}).end('{"boats":[]}')
  })
  const recorded: string[] = []

  const exchanges = await session.together(['one', 'other'].map(list), ({ label }) => recorded.push(label))

  expect(exchanges.map((exchange) => answerOf(exchange)?.status)).toEqual([200, 200])
  expect(recorded.filter((label) => label.endsWith('(throttled)'))).toHaveLength(1)
})

test('sends none of several requests for all of which the budget is too small', async () => {
  let came = 0
  const session = await sessionWith((_, response) => {
    came += 1
    response.end('{"boats":[]}')
  }, 2)

  await expect(session.together(['one', 'two', 'three'].map(list), () => {})).rejects.toThrow('the budget of 2 requests is used up')
  expect(came).toBe(0)
})

test('takes a lost answer for an outcome where it may be one, and else for the end of the check', async () => {
  const session = await sessionWith((request, response) => {
    if (request.url?.endsWith('lost') === true) request.socket.destroy()
    else response.end('{"boats":[]}')
  })
  const lost = (mayBeLost: boolean): Labelled => ['lost', { operation: 'listBoats', query: 'lost', mayBeLost }]

  const [answered, gone] = await session.together([list('one'), lost(true)], () => {})
  expect([answered?.outcome.kind, gone?.outcome.kind]).toEqual(['answered', 'lost'])
  await expect(session.together([list('one'), lost(false)], () => {})).rejects.toThrow('the request "lost" was lost')
})
