import { expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import type { Json } from '../specs/json.ts'
import type { Exchange } from './history.ts'
import { TrafficFold, type Traffic } from './traffic.ts'

const contract = await loadContract('fixtures/pretend')

interface Sent {
  readonly number: number
  readonly operation: string
  readonly method?: string
  readonly target: string
  readonly status?: number
  readonly json?: Json
  readonly label?: string
  readonly principal?: string
  /** When it was sent, if it was not one after the other. */
  readonly sent?: number
  readonly headers?: readonly (readonly [string, string])[]
}

function exchange({ number, operation, method = 'GET', target, status = 200, json, label = 'read', principal = 'admin', sent, headers = [] }: Sent): Exchange {
  const at = sent ?? number * 10
  return {
    label,
    number,
    operation,
    principal,
    request: { method, target, headers: [] },
    sent: at,
    received: at + 5,
    outcome: { kind: 'answered', response: { status, headers, body: '', bytes: 0, utf8: true, json } },
  }
}

function fold(exchanges: readonly Exchange[], more: (traffic: TrafficFold) => void = () => undefined): Traffic {
  const traffic = new TrafficFold(contract)
  for (const one of exchanges) traffic.record({ kind: 'sent', exchange: one })
  more(traffic)
  return traffic.traffic()
}

const berths = '/pretend/v2/harbour/north/berths'
const berth = (number: number, state: string, more: Partial<Sent> = {}): Exchange =>
  exchange({ number, operation: 'getBerth', target: `${berths}/b1`, json: { id: 'b1', water: { state } }, ...more })
const create = exchange({
  number: 1,
  operation: 'createBerth',
  method: 'POST',
  target: berths,
  status: 202,
  json: { id: 'b1', water: { state: 'dredging' } },
})
const gone = (number: number) => exchange({ number, operation: 'getBerth', target: `${berths}/b1`, status: 404 })

function edges({ lifecycles }: Traffic) {
  return (lifecycles[0]?.edges ?? []).filter(({ count }) => count > 0).map(({ from = 'birth', to = 'gone', count, is }) => `${from} > ${to}: ${count} ${is}`)
}

test('follows a life from its create through its phases to its end', () => {
  const traffic = fold([create, berth(2, 'flooding'), berth(3, 'flooding'), berth(4, 'afloat'), gone(5), gone(6)])
  expect(traffic.things).toEqual([
    {
      resource: 'berth',
      id: 'b1',
      looks: [
        { phase: 'dredging', from: 1, to: 1 },
        { phase: 'flooding', from: 2, to: 3 },
        { phase: 'afloat', from: 4, to: 4 },
      ],
      gone: 5,
    },
  ])
  expect(edges(traffic)).toEqual([
    'birth > dredging: 1 declared',
    'dredging > flooding: 1 declared',
    'flooding > afloat: 1 declared',
    'afloat > gone: 1 declared',
  ])
  expect(traffic.requests.map(({ thing, phase, resource }) => [thing, phase, resource])).toEqual([
    [0, 'dredging', 'berth'],
    [0, 'flooding', 'berth'],
    [0, 'flooding', 'berth'],
    [0, 'afloat', 'berth'],
    [0, undefined, 'berth'],
    [0, undefined, 'berth'],
  ])
})

test('tells what is declared, what passed through phases that nobody looked at, and what nobody declared', () => {
  const traffic = fold([create, berth(2, 'afloat'), berth(3, 'flooding'), berth(4, 'sunk')])
  expect(edges(traffic)).toEqual([
    'birth > dredging: 1 declared',
    'afloat > flooding: 1 undeclared',
    'dredging > afloat: 1 skipped',
    'flooding > sunk: 1 undeclared',
  ])
  expect(traffic.lifecycles[0]?.phases.at(-1)).toEqual({ name: 'sunk' })
})

test('begins a new life where a name is taken again after its end', () => {
  const again = { ...create, number: 4, sent: 40, received: 45 }
  const traffic = fold([create, berth(2, 'afloat'), gone(3), again, berth(5, 'dredging')])
  expect(traffic.things.map(({ looks, gone: end }) => [looks.length, end])).toEqual([
    [2, 3],
    [1, undefined],
  ])
})

test('takes no phase from requests that were sent at one instant, whoever won', () => {
  const won = fold([create, berth(2, 'afloat'), berth(3, 'refitting', { sent: 30 }), berth(4, 'dredging', { sent: 30 })])
  const lost = fold([create, berth(2, 'afloat'), berth(4, 'refitting', { sent: 30 }), berth(3, 'dredging', { sent: 30 })])
  expect(won.things).toEqual(lost.things)
  expect(won.things[0]?.looks.map(({ phase }) => phase)).toEqual(['dredging', 'afloat'])
})

test('takes nothing to be gone that another principal may not see, and makes nothing of an identifier that nobody has', () => {
  const traffic = fold([create, { ...gone(2), principal: 'other' }, exchange({ number: 3, operation: 'getBerth', target: `${berths}/b9`, status: 404 })])
  expect(traffic.things.map(({ id, gone: end }) => [id, end])).toEqual([['b1', undefined]])
  expect(traffic.requests[2]?.thing).toBeUndefined()
})

test('puts requests in the order in which they were sent, and a second session after the first', () => {
  const traffic = fold([berth(2, 'afloat'), create, berth(1_000_001, 'afloat', { sent: 5 })])
  expect(traffic.requests.map(({ number }) => number)).toEqual([1, 2, 1_000_001])
  expect(traffic.requests.at(-1)?.sent).toBeGreaterThanOrEqual(traffic.requests[1]?.received ?? Infinity)
})

test('tells for which check each request was sent, and keeps the scene in which a finding was shown again', () => {
  const driven = { kind: 'driven', check: 'etag.x', resource: 'berth', scenario: null } as const
  const traffic = fold([create, berth(2, 'afloat'), berth(3, 'afloat')], (records) => {
    records.record({ ...driven, again: false, history: [1] })
    records.record({ ...driven, again: true, history: [2, berth(3, 'afloat')] })
    records.record({ ...driven, again: false, history: [1] })
  })
  expect(traffic.requests.map(({ check }) => check)).toEqual(['etag.x', 'etag.x', 'etag.x'])
  expect(traffic.scenes).toEqual([{ check: 'etag.x', resource: 'berth', numbers: [2, 3] }])
})

test('reads what answers tell of the rate limit, and what the contract says of it', () => {
  const told = [
    ['ratelimit-remaining', '7'],
    ['ratelimit-reset', '3'],
  ] as const
  const traffic = fold([berth(1, 'afloat', { headers: told }), berth(2, 'afloat', { status: 429, headers: [['retry-after', '4']] })])
  expect(traffic.requests.map(({ left, rest }) => [left, rest])).toEqual([
    [7, undefined],
    [undefined, 4],
  ])
  expect(traffic.allowed).toEqual({ requests: 30, windowSeconds: 10 })
})
