import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import { conditioned } from './conditional.ts'
import type { RequestPlan } from './api.ts'

const pretend = await loadContract(fileURLToPath(new URL('../fixtures/pretend', import.meta.url)))

/** The headers that a plan is sent with. */
async function headersOf(plan: Partial<RequestPlan>): Promise<RequestPlan['headers']> {
  const read = () => Promise.reject(new Error('nothing has to be read'))
  return (await conditioned(pretend, { operation: 'layBuoy', ...plan }, { read, madeWith: () => undefined, fresh: () => 'k-1' })).headers
}

test('gives a request the key that it needs, as long as the contract wants it', async () => {
  expect(await headersOf({})).toEqual({ 'harbour-order': '000k-1' })
  expect(await headersOf({ operation: 'createBerth' })).toBeUndefined()
})

test('leaves a key alone that a plan has, however its name is written and wherever it stands', async () => {
  expect(await headersOf({ headers: { 'Harbour-Order': 'number-1' } })).toEqual({ 'Harbour-Order': 'number-1' })
  expect(await headersOf({ lines: [['Harbour-Order', '']] })).toBeUndefined()
})

test('sends no key where a plan wants none', async () => {
  expect(await headersOf({ headers: { 'harbour-order': '', accept: '*/*' } })).toEqual({ accept: '*/*' })
})
