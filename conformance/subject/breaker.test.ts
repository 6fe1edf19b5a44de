import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import { Breaker } from './breaker.ts'
import type { Exchange } from '../history.ts'

const contract = await loadContract(fileURLToPath(new URL('../../fixtures/boatyard', import.meta.url)))

const exchange = (outcome: Exchange['outcome'], operation = 'listBoats'): Exchange => ({
  label: 'any',
  number: 1,
  operation,
  principal: 'admin',
  request: { method: 'GET', target: '/', headers: [] },
  sent: 0,
  received: 1,
  outcome,
})
const lost = (reason: string, operation?: string) => exchange({ kind: 'lost', reason }, operation)
const answered = (status: number, body = '{}', type = 'application/json') =>
  exchange({
    kind: 'answered',
    response: { status, headers: [['content-type', type]], body, bytes: body.length, utf8: true, json: body.startsWith('{') ? {} : undefined },
  })

/** Asks for something harmless as long as the breaker wants it, and tells how often. */
async function asked(breaker: Breaker, ...answers: readonly Exchange[]): Promise<number> {
  let times = 0
  await breaker.ascertain(() => {
    times += 1
    return Promise.resolve(answers[Math.min(times, answers.length) - 1])
  }, 0)
  return times
}

test.each<[string, Exchange]>([
  ['a server error', answered(500)],
  ['an error of a gateway', answered(502, '<html>', 'text/html')],
  ['a request that timed out there', answered(408, '')],
  ['a page of HTML', answered(200, '<html>', 'text/html')],
  ['JSON that is none', answered(200, 'no')],
  ['a redirect', answered(302, '')],
  ['a lost connection', lost('UND_ERR_SOCKET')],
])('takes %s for a sign of an outage, and for one when nothing else comes', async (_, bad) => {
  const breaker = new Breaker(contract)
  breaker.note(bad)

  expect(await asked(breaker, bad)).toBe(4)
  expect(breaker.reason).toMatch(/^the subject (is in trouble|could not be reached any more): 5 of its last 5 answers were of no use/)
})

test.each<[string, Exchange]>([
  ['a refusal', answered(404)],
  ['a method that is not implemented', answered(501)],
  ['a success', answered(201)],
  ['an empty success', answered(204, '')],
  ['JSON that is called HTML', answered(200, '{}', 'text/html')],
])('takes %s for an answer', async (_, fine) => {
  const breaker = new Breaker(contract)
  breaker.note(fine)

  expect(await asked(breaker, fine)).toBe(0)
})

test('leaves a wrong answer to the judge where the subject is well, and does not ask anew at each', async () => {
  const breaker = new Breaker(contract)
  breaker.note(answered(500))
  expect(await asked(breaker, answered(200))).toBe(1)
  for (let count = 0; count < 4; count += 1) breaker.note(answered(500))
  expect(await asked(breaker, answered(200))).toBe(0)
  breaker.note(answered(500))
  expect(await asked(breaker, answered(200))).toBe(1)
  expect(breaker.reason).toBeUndefined()
})

test('ends the run after three timeouts in a row, and after three of one operation', () => {
  const [any, one] = [new Breaker(contract), new Breaker(contract)]
  for (let count = 0; count < 3; count += 1) {
    any.note(lost('UND_ERR_HEADERS_TIMEOUT', `operation${count}`))
    one.note(lost('the answer was not complete after 600 ms', 'createBoat'))
    one.note(answered(200))
  }

  expect(any.reason).toBe('the subject could not be reached any more: nothing came in time of 3 requests in a row')
  expect(one.reason).toBe(any.reason)
})

test('counts nothing that was to be lost', async () => {
  const breaker = new Breaker(contract)
  for (let count = 0; count < 9; count += 1) breaker.note(lost('UND_ERR_HEADERS_TIMEOUT'), { mayBeLost: true })

  expect(await asked(breaker, answered(200))).toBe(0)
  expect(breaker.reason).toBeUndefined()
})

test('gives up the clean-up where not even that is answered', () => {
  const breaker = new Breaker(contract)
  for (let count = 0; count < 3; count += 1) breaker.note(lost('ETIMEDOUT'))
  expect(breaker.isSilent).toBe(false)
  breaker.note(lost('ETIMEDOUT'))
  expect(breaker.isSilent).toBe(true)
})
