import { describe, expect, test } from 'vitest'
import { answerOf, History, succeeded } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { actOf } from './acts.ts'
import { decided } from './delete-against-update.ts'
import { inOneOrder } from './one-order.ts'
import { oneHolder } from './unique-name.ts'
import type { Json } from '../../../specs/json.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Exchange } from '../../history.ts'
import type { PreconditionNeed } from '../../needed.ts'
import type { Judgement } from '../../verdict.ts'
import type { Shared } from './steps.ts'

type Kind = Judgement['kind']

const source = { basis: 'documented' as const, source: 'a test' }
const tag = { header: false, body: '/edition', strength: 'strong' as const, movesWithPhase: false, ...source }
const operation: Operation = { id: 'any', method: 'GET', template: '/', parameters: [], responses: new Map(), open: false, behaviour: undefined } as never
const need = { id: 'any', operation }
const field = { pointer: '/hull', values: [], body: () => ({}) }
const dialect = { stale: [412], absent: [404, 410] }
const condition = { id: 'any', on: 'berth', read: 'any', tag, rule: { header: 'if-match', presence: 'required', ...source } } as unknown as PreconditionNeed
const plain: Shared = { read: need, update: need, field, dialect, condition: undefined, isSeenAtOnce: true }

/** What was sent at once, from 100 to the given instant; what came before and after had its own time. */
const racer = (label: string, status: number, until = 200, json: Json = null): Exchange => exchange(label, { status, json, sent: 100, received: until })
const read = (label: string, hull: string, sent: number, edition = '1'): Exchange =>
  exchange(label, { status: 200, json: { hull, edition }, sent, received: sent + 1 })
const start = [exchange('control', { sent: 1, received: 2 }), read('before', 'oak', 10)]
const scenario = { first: 'oak', writes: ['tin', 'elm'], reads: [0, 1] }
const lost = (label: string): Exchange => ({ ...racer(label, 200), outcome: { kind: 'lost', reason: 'ECONNRESET' } })

describe('writes and reads at once', () => {
  test.each<[string, Kind, readonly Exchange[]]>([
    ['the value of the last writer', 'kept', [racer('writer 1', 200), racer('writer 2', 200), read('after', 'tin', 300), read('again', 'tin', 310)]],
    ['a writer that had to wait', 'kept', [racer('writer 1', 409), racer('writer 2', 200), read('after', 'elm', 300)]],
    ['a lost write that was done', 'kept', [lost('writer 1'), racer('writer 2', 409), read('after', 'tin', 300)]],
    ['a lost write that was not', 'kept', [lost('writer 1'), racer('writer 2', 503), read('after', 'oak', 300)]],
    ['a value in other words', 'kept', [racer('writer 1', 200), racer('writer 2', 200), read('after', 'TIN', 300)]],
    ['writes that undid each other', 'broken', [racer('writer 1', 200), racer('writer 2', 200), read('after', 'oak', 300)]],
    ['a value that comes and goes', 'broken', [racer('writer 1', 200), racer('writer 2', 409), read('after', 'tin', 300), read('again', 'oak', 310)]],
    ['a refused write that was done', 'broken', [racer('writer 1', 409), racer('writer 2', 200), read('after', 'tin', 300)]],
    ['no state in the end', 'unclear', [racer('writer 1', 200), racer('writer 2', 200), exchange('after', { status: 503 })]],
  ])('judges %s', (_, kind, exchanges) => {
    expect(inOneOrder(new History([...start, ...exchanges]), plain, scenario).kind).toBe(kind)
  })

  test.each<[string, Kind, readonly Exchange[]]>([
    ['one winner', 'kept', [racer('writer 1', 200), racer('writer 2', 412), read('after', 'tin', 300, '2')]],
    ['two winners', 'broken', [racer('writer 1', 200), racer('writer 2', 200), read('after', 'elm', 300, '3')]],
    [
      "a read of the loser's value",
      'broken',
      [racer('writer 1', 200), racer('writer 2', 412), racer('reader 1', 200, 150, { hull: 'elm' }), read('after', 'tin', 300, '2')],
    ],
    ['no winner, on a tag that did not move', 'broken', [racer('writer 1', 412), racer('writer 2', 412), read('after', 'oak', 300)]],
    ['no winner, on a tag that moved', 'unclear', [racer('writer 1', 412), racer('writer 2', 412), read('after', 'oak', 300, '2')]],
  ])('judges %s on one tag', (_, kind, exchanges) => {
    expect(inOneOrder(new History([...start, ...exchanges]), { ...plain, condition }, scenario).kind).toBe(kind)
  })

  test('names what each of the few that contradict one another wanted, saw and was told', () => {
    const history = new History([...start, racer('writer 1', 200), racer('writer 2', 409), read('after', 'oak', 300)])

    expect(inOneOrder(history, plain, scenario)).toMatchObject({
      actual: 'none: writer 1 wants "tin" (status 200), after sees "oak" (status 200)',
      at: 'after',
    })
  })
})

test('takes a status that stands for several refusals for none of them, and that of a gateway for nothing', () => {
  const outs = [412, 409, 404, 429, 502, 200].map((status) => actOf(racer('x', status), { kind: 'write', expect: '"1"' }, dialect).out.kind)

  expect(outs).toEqual(['stale', 'refused', 'absent', 'refused', 'unknown', 'ok'])
})

const sight = {
  by: 'read' as const,
  plan: () => ({ operation: 'any' }),
  shown: (one: Exchange | undefined) => answerOf(one)?.json,
  presence: (one: Exchange | undefined) => (succeeded(one) ? ('there' as const) : answerOf(one)?.status === 404 ? ('gone' as const) : ('unclear' as const)),
}
const leaving = { remove: need, sight, withinSeconds: 0, ask: () => Promise.reject(new Error()), wait: () => Promise.reject(new Error()) }
const type = { identity: { from: 'server', field: 'id', ...source }, address: ['id'] } as never
const given = { update: need, field, leaving, dialect, type, updates: undefined, deletes: undefined }
const made = [exchange('create', { status: 201, json: { id: 'ada' } }), exchange('before', { json: { id: 'ada' } })]

test.each<[string, Kind, readonly Exchange[]]>([
  ['an accepted delete and its end', 'kept', [racer('delete', 202), racer('update 1', 200), exchange('in the end', { status: 404 })]],
  ['a refused delete that did nothing', 'kept', [racer('delete', 409), racer('update 1', 200), exchange('in the end')]],
  ['an accepted delete that an update undid', 'broken', [racer('delete', 202), racer('update 1', 200), exchange('in the end')]],
  ['a refused delete that was done', 'broken', [racer('delete', 409), racer('update 1', 200), exchange('in the end', { status: 404 })]],
  ['a delete that got no answer', 'unclear', [lost('delete'), racer('update 1', 200), exchange('in the end')]],
  ['an end that nobody saw', 'unclear', [racer('delete', 202), racer('update 1', 200), exchange('in the end', { status: 503 })]],
])('judges a delete and updates at once: %s', (_, kind, exchanges) => {
  expect(decided(new History([...made, ...exchanges]), given, { values: ['tin'], label: (label) => label }).kind).toBe(kind)
})

const list = { id: 'any', items: '' }
const listed = (label: string, ...ids: string[]) => exchange(label, { json: ids.map((id) => ({ id })) })
const maker = (number: number, status: number, id?: string) => racer(`racer ${number}`, status, 200, id === undefined ? null : { id })

test.each<[string, Kind, readonly Exchange[]]>([
  ['one holder', 'kept', [listed('before'), maker(1, 201, 'a'), maker(2, 409), listed('after', 'a')]],
  ['one holder in a list that lags', 'kept', [listed('before'), maker(1, 201, 'a'), maker(2, 409), listed('after')]],
  ['two holders', 'broken', [listed('before'), maker(1, 201, 'a'), maker(2, 201, 'b'), listed('after', 'a', 'b')]],
  ['one made for a loser', 'broken', [listed('before'), maker(1, 201, 'a'), maker(2, 409), listed('after', 'a', 'b')]],
  ['nobody', 'unclear', [listed('before'), maker(1, 409), maker(2, 409), listed('after')]],
  ['somebody who got no answer', 'unclear', [listed('before'), lost('racer 1'), maker(2, 409), listed('after', 'a')]],
])('judges creates under one name at once: %s', (_, kind, exchanges) => {
  expect(oneHolder(new History(exchanges), { list, type }, ['racer 1', 'racer 2']).kind).toBe(kind)
})
