import { beforeAll, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { loadContract } from '../../../specs/load.ts'
import { at } from '../../../specs/json.ts'
import { answerOf } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { together } from './in-step.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Work } from '../operation/needs.ts'
import type { Kin } from './lives.ts'

let kin: Kin
let work: Work

beforeAll(async () => {
  const contract = await loadContract(fileURLToPath(new URL('../../../fixtures/ferry', import.meta.url)))
  const { resources, lifecycles, longRunning: rules } = contract.behaviour
  const [type, errand, lifecycle] = [resources['ferry'], resources['errand'], lifecycles?.['voyage']]
  if (type === undefined || errand === undefined || lifecycle === undefined || rules === undefined) throw new Error('Failed to find the ferries.')
  kin = { contract, resource: 'ferry', type, lifecycle }
  const numberOf = (json: Json | undefined) => {
    const found = at(json, '/number')
    return typeof found === 'string' ? found : undefined
  }
  const shows = ['buildFerry', 'showErrand']
  work = {
    rules,
    type: errand,
    plan: (id) => ({ operation: 'showErrand', params: { errand: id } }),
    idOf: numberOf,
    isDone: (json) => at(json, rules.done) === true,
    shown: (one) => (shows.includes(one.operation ?? '') ? [answerOf(one)?.json ?? null] : []),
    keyOf: (_, json) => numberOf(json),
  }
})

/** An exchange whose answer is dated, in seconds. */
function dated(one: Exchange, second: number): Exchange {
  if (one.outcome.kind === 'lost') return one
  return { ...one, outcome: { ...one.outcome, response: { ...one.outcome.response, headers: [['date', new Date(second * 1000).toUTCString()]] } } }
}

const errand = (how: string) => ({ number: 'E1', how, arrived: how !== 'afoot', for: { ferry: 'ada', to: 'be built' } })
const ordered = () =>
  dated(
    exchange('start', {
      method: 'POST',
      operation: 'buildFerry',
      target: '/seven/lines/north/ferries',
      status: 202,
      json: errand('afoot'),
      body: { ferry: 'ada' },
    }),
    0,
  )
const told = (second: number, how: string) =>
  dated(exchange('told', { operation: 'showErrand', target: '/seven/lines/north/errands/E1', json: errand(how) }), second)
const seen = (second: number, water: string) =>
  dated(exchange('seen', { operation: 'showFerry', target: '/seven/lines/north/ferries/ada', json: { ferry: 'ada', water } }), second)
const moored = () => exchange('moor', { method: 'POST', operation: 'moorFerry', target: '/seven/lines/north/ferries/ada/moor', status: 202 })

test.each<[string, () => readonly Exchange[], string]>([
  ['has succeeded, and so has its resource', () => [ordered(), told(5, 'home'), seen(10, 'sea')], 'kept'],
  ['has succeeded, and its resource is a little late', () => [ordered(), told(5, 'home'), seen(6, 'dock'), seen(10, 'sea')], 'kept'],
  ['has succeeded, and its resource has not', () => [ordered(), told(5, 'home'), seen(10, 'dock')], 'broken'],
  ['has succeeded before something else was commanded', () => [ordered(), told(5, 'home'), moored(), seen(10, 'mooring')], 'unclear'],
  ['has failed, and its resource has not', () => [ordered(), told(5, 'lost'), seen(10, 'sea')], 'broken'],
  ['has failed, and so has its resource', () => [ordered(), told(5, 'lost'), seen(10, 'dock')], 'kept'],
  ['goes on long after its resource was there', () => [ordered(), seen(5, 'sea'), told(10, 'afoot')], 'broken'],
  ['goes on a little after its resource was there', () => [ordered(), seen(5, 'sea'), told(6, 'afoot'), told(7, 'home'), seen(12, 'sea')], 'kept'],
  ['was never seen beside its resource', () => [ordered(), told(5, 'home')], 'unclear'],
])('judges work that %s', (_, trace, kind) => {
  expect(together(trace(), { found: work, withinSeconds: 2, own: kin })).toMatchObject({ kind })
})
