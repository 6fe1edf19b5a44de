import { beforeEach, describe, expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import { subjectAt } from '../fixtures/boatyard/subject.ts'
import { fileURLToPath } from 'node:url'
import { Booking } from './booking.ts'
import { Ledger } from './ledger.ts'
import type { Json } from '../specs/json.ts'
import type { RequestPlan } from './api.ts'
import type { Answer, Exchange } from './history.ts'
import type { EntryState, LedgerRecord } from './ledger.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const subject = subjectAt('http://127.0.0.1:1')
const boat: RequestPlan = { operation: 'createBoat', body: { name: 'cp-run123-aaaaaa-1', hull: 'wood' } }
const pass: RequestPlan = { operation: 'createPass', body: { holder: 'mate' } }

let records: LedgerRecord[]
let ledger: Ledger
let booking: Booking

beforeEach(() => {
  records = []
  ledger = new Ledger({ write: (record) => void records.push(record) })
  booking = new Booking({ contract, subject, ledger, runId: 'run123' })
})

let number = 0

function exchange(plan: RequestPlan, answer: { readonly status: number; readonly json?: Json } | undefined): Exchange {
  number += 1
  const response: Answer | undefined = answer && { headers: [], body: '', bytes: 0, utf8: true, json: undefined, ...answer }
  const outcome = response === undefined ? ({ kind: 'lost', reason: 'ECONNRESET' } as const) : ({ kind: 'answered', response } as const)
  return {
    label: '',
    number,
    operation: plan.operation,
    principal: 'admin',
    request: { method: 'POST', target: '/', headers: [] },
    sent: 0,
    received: 0,
    outcome,
  }
}

const send = (plan: RequestPlan, answer?: { readonly status: number; readonly json?: Json }) =>
  booking.around(plan, () => Promise.resolve(exchange(plan, answer)))

describe('Booking', () => {
  test('writes what is about to be made before it is sent', async () => {
    await booking.around(boat, () => {
      expect(records).toMatchObject([
        { record: 'intent', resource: 'boat', params: { name: 'cp-run123-aaaaaa-1' }, known: true, name: 'cp-run123-aaaaaa-1', marked: true },
      ])
      return Promise.resolve(exchange(boat, { status: 201 }))
    })

    expect(records.at(-1)).toMatchObject({ record: 'outcome', outcome: 'made' })
  })

  test.each<[string, { readonly status: number; readonly json?: Json } | undefined, EntryState, string]>([
    ['leaves a create open that nobody answers', undefined, 'asked', 'unknown'],
    ['leaves a create open on which a gateway gave up', { status: 504 }, 'asked', 'unknown'],
    ['leaves a create open at which the server failed', { status: 500 }, 'asked', 'unknown'],
    ['closes a create that the server cannot do', { status: 501 }, 'nothing', 'refused'],
    ['closes a create whose name is taken', { status: 409 }, 'nothing', 'refused'],
    ['closes a create that was throttled', { status: 429 }, 'nothing', 'refused'],
    ['knows what a create made', { status: 201, json: { name: 'cp-run123-aaaaaa-1' } }, 'made', 'made'],
  ])('%s', async (_, answer, state, outcome) => {
    const sent = await send(boat, answer)

    expect(booking.of(sent)?.state).toBe(state)
    expect(records.at(-1)).toMatchObject({ outcome })
  })

  test('learns the identifier that the server chose, and leaves a create open whose success tells none', async () => {
    const [told, untold] = [await send(pass, { status: 201, json: { id: 'p1' } }), await send(pass, { status: 201 })]

    expect(booking.of(told)).toMatchObject({ known: true, state: 'made', handle: { params: { yard: 'north', id: 'p1' } } })
    expect(booking.of(untold)).toMatchObject({ known: false, state: 'asked' })
  })

  test('takes a create that could not be put on the wire for one that made nothing', async () => {
    await expect(booking.around(boat, () => Promise.reject(new Error('invalid header')))).rejects.toThrow('invalid header')

    expect(ledger.all()).toMatchObject([{ state: 'nothing' }])
  })

  test.each<[string, RequestPlan, string | undefined, boolean]>([
    ['a name of the run', boat, 'cp-run123-aaaaaa-1', true],
    ['a name that anybody may use', { ...boat, body: { name: 'ark', hull: 'wood' } }, 'ark', false],
    ['a name in a text', { operation: 'createBoat', raw: '{"name":"cp-run123-aaaaaa-2"}' }, 'cp-run123-aaaaaa-2', true],
    ['a text that is no JSON', { operation: 'createBoat', raw: '{"name":' }, undefined, false],
    ['no name', pass, undefined, false],
  ])('tells %s', async (_, plan, name, marked) => {
    await send(plan)

    expect(ledger.all()[0]?.intent).toEqual({ operation: plan.operation, marked, ...(name !== undefined && { name }) })
  })

  test('notes deletes that were accepted, and nothing for requests that only read or change', async () => {
    const made = booking.of(await send(boat, { status: 201 }))
    await send({ operation: 'getBoat', params: { name: 'cp-run123-aaaaaa-1' } }, { status: 200 })
    await send({ operation: 'deleteBoat', params: { name: 'cp-run123-aaaaaa-1' } }, { status: 409 })
    expect(made?.state).toBe('made')

    await send({ operation: 'deleteBoat', params: { name: 'cp-run123-aaaaaa-1' } }, { status: 204 })

    expect(made?.state).toBe('deleted')
    expect(ledger.all()).toHaveLength(1)
  })
})
