import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { loadContract } from '../specs/load.ts'
import { Lately } from './lately.ts'
import { operationFor } from './resources.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const resource = Object.keys(contract.behaviour.resources).find((name) => operationFor(contract, name, 'read') && operationFor(contract, name, 'update')) ?? ''
const address = contract.behaviour.resources[resource]?.address ?? []
const params = Object.fromEntries(address.map((name) => [name, 'one']))
const read: RequestPlan = { operation: operationFor(contract, resource, 'read')?.id ?? '', params }
const update: RequestPlan = { operation: operationFor(contract, resource, 'update')?.id ?? '', params, body: {} }

const answered: Exchange = {
  label: 'read',
  number: 1,
  principal: 'admin',
  request: { method: 'GET', target: '/', headers: [] },
  sent: 0,
  received: 1,
  outcome: { kind: 'answered', response: { status: 200, headers: [], body: '{}', bytes: 2, utf8: true, json: {} } },
}

function after(...plans: readonly RequestPlan[]): Lately {
  const lately = new Lately(contract, subjectAt('http://127.0.0.1:1'))
  for (const plan of plans) {
    lately.begins(plan)
    lately.ends(plan, answered)
  }
  return lately
}

test('tells the answer of a read as long as it is the last thing that happened', () => {
  expect(after(read).read(read)).toBe(answered)
  expect(after(read, update).read(read)).toBeUndefined()
})

test('tells nothing once time has passed, or while something else is under way', () => {
  const waited = after(read)
  waited.forget()
  const busy = after(read)
  busy.begins(update)

  expect([waited.read(read), busy.read(read)]).toEqual([undefined, undefined])
})

test('takes no answer to another principal, or under a condition, for what the administrator sees', () => {
  expect(after({ ...read, as: 'nobody' }).read(read)).toBeUndefined()
  expect(after({ ...read, headers: { 'if-none-match': '*' } }).read(read)).toBeUndefined()
})
