import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { Inconclusive, Withheld } from './api.ts'
import { offerOf } from './offer.ts'
import { Interrupted, Session } from './session.ts'
import { Spending } from './spending.ts'
import type { RequestPlan } from './api.ts'
import type { Profile } from './profile.ts'
import type { Subject } from './subject/subject.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

interface Stage {
  /** Another session of one run. */
  readonly open: () => Session
  /** Methods of what has come, in order. */
  readonly came: string[]
}

async function stage(changes: Partial<Subject>, { profile, headers = {} }: { profile?: Profile; headers?: Record<string, string> } = {}): Promise<Stage> {
  const came: string[] = []
  const server = createServer((request, response) => {
    came.push(request.method ?? '')
    request.resume().on('end', () => response.writeHead(request.method === 'POST' ? 201 : 200, headers).end('{"boats":[]}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  const address = server.address()
  const subject = subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, changes)
  const spending = new Spending(contract, { budget: subject.budget, profile })
  let sessions = 0
  const open = () => {
    sessions += 1
    const session = new Session({ contract, subject, offer: offerOf(subject), seed: 1, signal: undefined, spending, firstNumber: sessions * 1000 })
    closing.push(() => session.close())
    return session
  }
  return { open, came }
}

const boat = (name: string): RequestPlan => ({ operation: 'createBoat', body: { name, hull: 'wood' } })
const list: RequestPlan = { operation: 'listBoats' }

test('sends no creates together that could make more than may be there at the same time', async () => {
  const { open, came } = await stage({ budget: { live: 2 } })
  const session = open()

  await expect(
    session.together(
      ['a', 'b', 'c'].map((name) => [name, boat(name)]),
      () => {},
    ),
  ).rejects.toThrow(Withheld)
  expect(came).toEqual([])
  await session.send('a', boat('a'))
  await expect(
    session.together(
      ['b', 'c'].map((name) => [name, boat(name)]),
      () => {},
    ),
  ).rejects.toThrow(Withheld)
  expect(came).toEqual(['POST'])
})

test('has all sessions of a run pay their requests from one budget', async () => {
  const { open, came } = await stage({ requestBudget: 3 })
  const [ordinary, burst] = [open(), open()]
  for (const session of [ordinary, burst, ordinary]) await session.send('list', list)

  await expect(burst.send('list', list)).rejects.toThrow(Inconclusive)
  expect(came).toHaveLength(3)
})

test.each<[string, Partial<RequestPlan>]>([
  ['a field', { headers: { 'X-HTTP-Method-Override': 'delete' } }],
  ['a field sent twice', { lines: [['x-http-method', 'DELETE']] }],
  ['a member of the query', { query: '_method=DELETE' }],
])('lets nobody take a read for a delete because of %s, where it is only looked', async (_, asking) => {
  const { open, came } = await stage({}, { profile: 'read-only' })
  const session = open()

  await expect(session.send('list', { ...list, ...asking })).rejects.toThrow('the profile read-only asks nobody to take a GET for a DELETE')
  expect(came).toEqual([])
  await session.send('list', { ...list, headers: { 'x-http-method-override': 'OPTIONS' } })
})

test('ends with its time, also while the subject wants to be left alone', async () => {
  const { open, came } = await stage(
    { budget: { seconds: 0.3 }, requestsPerSecond: 1000, secondsPerSecond: 1 },
    { headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '250' } },
  )
  const session = open()
  await session.send('list', list)

  await expect(session.send('list', list)).rejects.toThrow(Interrupted)
  await expect(
    session.together(
      [
        ['one', list],
        ['other', list],
      ],
      () => {},
    ),
  ).rejects.toThrow(Interrupted)
  expect(came).toEqual(['GET'])
})
