import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { answerOf } from './history.ts'
import { told } from './judge/status.ts'
import { offerOf } from './offer.ts'
import { asEvidence, asSent, isThrough, readable } from './readable.ts'
import { operationFor } from './resources.ts'
import { Session } from './session.ts'
import { sweep } from './sweep.ts'
import type { Contract } from '../specs/contract.ts'
import type { Exchange } from './history.ts'

const boatyard = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const statement = { basis: 'client', source: 'a client finds a boat in the list' } as const
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** The boatyard as if no operation read one boat. */
const unread: Contract = {
  ...boatyard,
  operations: new Map(
    [...boatyard.operations].flatMap(([id, operation]) => {
      const { behaviour } = operation
      if (behaviour?.action === 'read' && behaviour.resource === 'boat') return []
      const lists = behaviour?.action === 'list' && behaviour.resource === 'boat'
      return [[id, lists ? { ...operation, behaviour: { ...behaviour, reads: statement } } : operation] as const]
    }),
  ),
}
const contract = readable(unread)
const read = operationFor(contract, 'boat', 'read')

async function sessionWith(listener: RequestListener): Promise<Session> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const subject = subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  const session = new Session({ contract, subject, offer: offerOf(subject), seed: 1, signal: undefined })
  closing.push(async () => {
    await session.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return session
}

async function reading(name: string, listener: RequestListener): Promise<Exchange> {
  return (await sessionWith(listener)).send('read', { operation: read?.id ?? '', params: { name } })
}

const fleet: RequestListener = (_, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end('{"boats":[{"name":"ark"},{"name":"brig"}]}')

test('derives a read from a list that says so, and leans on that statement', () => {
  expect(isThrough(read)).toBe(true)
  expect(read?.behaviour).toMatchObject({ action: 'read', resource: 'boat', ...statement })
  expect(readable(unread)).toBe(contract)
})

test('derives none where an operation reads the resource, or no list says that it does', () => {
  expect(readable(boatyard).operations).toEqual(boatyard.operations)
})

test('shows the item that was looked for, and tells whose it is', async () => {
  const exchange = await reading('brig', fleet)

  expect(answerOf(exchange)).toMatchObject({ status: 200, json: { name: 'brig' }, whole: { boats: [{ name: 'ark' }, { name: 'brig' }] } })
  expect(Object.values(exchange.named ?? {})).toEqual(['brig'])
  expect([exchange.operation, asEvidence(exchange).operation]).toEqual(['listBoats#item', 'listBoats'])
})

test('takes a list that does not show it for a 404, and keeps what was really answered', async () => {
  const exchange = await reading('caravel', fleet)

  expect(answerOf(exchange)).toMatchObject({ status: 404, json: undefined })
  expect(told(exchange)).toBe('a list without it (status 200)')
  expect(answerOf(asSent(exchange))).toMatchObject({ status: 200, json: { boats: [{ name: 'ark' }, { name: 'brig' }] } })
  expect(asSent(exchange).operation).toBe('listBoats')
})

test('leaves a refusal as it is, and an answer that is no list', async () => {
  const refused = await reading('ark', (_, response) => void response.writeHead(403).end('{"error":"no"}'))
  const other = await reading('ark', (_, response) => void response.writeHead(200).end('{"ships":[]}'))

  expect(answerOf(refused)).toMatchObject({ status: 403, json: { error: 'no' } })
  expect(answerOf(other)?.status).toBe(200)
})

test('what is left after a run is named by itself, and not by the list that still shows it', async () => {
  const session = await sessionWith((request, response) => (request.method === 'GET' ? fleet(request, response) : void response.writeHead(403).end()))
  for (const name of ['ark', 'brig']) session.ledger.note({ handle: { resource: 'boat', params: { yard: 'north', name }, body: {} }, known: true, as: 'admin' })

  expect((await sweep(session)).left.map((path) => path.split('/').at(-1))).toEqual(['ark', 'brig'])
})
