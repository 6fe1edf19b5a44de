import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import { Inconclusive } from './api.ts'
import { resourceOf } from './resources.ts'
import { whole } from './whole.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { RequestPlan } from './api.ts'
import type { Answer, Exchange } from './history.ts'

const foundry = await loadContract(fileURLToPath(new URL('../fixtures/foundry', import.meta.url)))
const operation = foundry.operations.get('rebuildFurnace') ?? expect.fail('The foundry has no rebuildFurnace.')

interface Given extends Partial<RequestPlan> {
  readonly status?: number
  readonly madeWith?: JsonObject
  readonly contract?: Contract
}

/** The body that a change of a furnace is sent with, where a read of it is answered so. */
async function sent(shown: Json, { status = 200, madeWith, contract = foundry, ...plan }: Given = {}) {
  const response: Answer = { status, headers: [], body: '', bytes: 0, utf8: true, json: shown }
  const request = { method: 'GET', target: '/', headers: [] }
  const exchange: Exchange = { label: 'read', number: 1, principal: 'admin', request, sent: 0, received: 0, outcome: { kind: 'answered', response } }
  const read = () => Promise.resolve(exchange)
  const wanted: RequestPlan = { operation: operation.id, body: { words: 'new' }, ...plan }
  return (await whole(contract, wanted, { operation, read, madeWith: () => madeWith })).body
}

const shown = { id: 'fur-1', name: 'big', ore: 'IRON', state: 'COLD', newer: null, extras: [{ id: 'BELL', kind: 'YES_OR_NO', title: 'A bell', worth: true }] }

test('a change is sent with all else that a request can say of what is shown', async () => {
  expect(await sent(shown)).toEqual({ name: 'big', ore: 'IRON', extras: [{ id: 'BELL', value: true }], words: 'new' })
})

test('nothing is sent for a member that is shown as null, where requests may not have it so', async () => {
  expect(await sent({ ...shown, smith: null, pit: null, draughts: [] })).toEqual({
    name: 'big',
    ore: 'IRON',
    extras: [{ id: 'BELL', value: true }],
    draughts: [],
    words: 'new',
  })
})

test('a body that is meant as it stands is left alone', async () => {
  expect(await sent(shown, { exactly: true })).toEqual({ words: 'new' })
})

test('what is not there is addressed with the least body that would do', async () => {
  expect(await sent({ why: 'gone' }, { status: 404 })).toEqual({ name: expect.any(String), ore: expect.any(String), words: 'new' })
})

test('nothing that the run made is replaced where the subject failed to tell what there is', async () => {
  await expect(sent({ why: 'broken' }, { status: 500, madeWith: { name: 'big', ore: 'IRON' } })).rejects.toThrow(Inconclusive)
  expect(await sent({ why: 'broken' }, { status: 500 })).toMatchObject({ words: 'new' })
})

test('what is never shown is sent as it was when it was made', async () => {
  const hidden: Contract = {
    ...foundry,
    behaviour: {
      ...foundry.behaviour,
      resources: { ...foundry.behaviour.resources, furnace: { ...resourceOf(foundry, 'furnace').type, secrets: ['/smith'] } },
    },
  }
  expect(await sent(shown, { madeWith: { name: 'small', ore: 'TIN', smith: 'ada' }, contract: hidden })).toMatchObject({ name: 'big', smith: 'ada' })
})
