import { describe, expect, test } from 'vitest'
import { exchange, type Made } from '../exchanges.test-kit.ts'
import { complete } from './listing.ts'
import { constant, inOrder, lasting, sound } from './sound.ts'
import { stories } from './stories.ts'
import { answerOf } from '../../history.ts'
import { at } from '../../../specs/json.ts'
import type { Behaviour, LongRunning } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Work } from './needs.ts'

const said = { basis: 'documented', source: 'page 5' } as const

const rules: LongRunning = {
  resource: 'job',
  state: '/is',
  done: '/over',
  completed: '/until',
  response: '/result',
  error: '/trouble',
  target: '/boat',
  states: { running: 'busy', succeeded: 'fine', failed: 'broken', cancelled: 'stopped' },
  agrees: { withinSeconds: 5, ...said },
  ...said,
}

const running = { id: 'j1', is: 'busy', over: false, until: null, result: null, trouble: null, boat: 'b1', since: 100 }
const fine = { ...running, is: 'fine', over: true, until: 107, result: { boat: 'b1' } }
const stopped = { ...running, is: 'stopped', over: true, until: 103, trouble: { message: 'enough' } }

describe('a long-running operation', () => {
  test.each([running, fine, stopped, { ...stopped, is: 'broken' }, { ...fine, more: true }])('is sound where its members agree: %j', (told) => {
    expect(sound(rules, told)).toBe('kept')
  })

  test.each([
    [{ ...running, over: true }, '/over false in the state busy', 'true'],
    [{ ...fine, over: false }, '/over true in the state fine', 'false'],
    [{ ...fine, over: 'yes' }, '/over true in the state fine', '"yes"'],
    [{ ...running, result: {} }, 'nothing at /result in the state busy', '{}'],
    [{ ...fine, result: null }, 'something at /result in the state fine', 'null'],
    [{ ...stopped, result: {} }, 'nothing at /result in the state stopped', '{}'],
    [{ ...stopped, trouble: null }, 'something at /trouble in the state stopped', 'null'],
    [{ ...fine, trouble: { message: 'odd' } }, 'nothing at /trouble in the state fine', '{"message":"odd"}'],
  ])('is unsound where they do not: %j', (told, expected, actual) => {
    expect(sound(rules, told)).toEqual({ expected, actual })
  })

  test('in a state that nobody declared is judged elsewhere', () => {
    expect(sound(rules, { ...running, is: 'Busy' })).toBeUndefined()
    expect(inOrder(rules, ['/since'], { ...running, is: 'Busy' })).toBeUndefined()
  })

  test.each([running, fine, { ...fine, until: 100 }])('tells its end in good order: %j', (told) => {
    expect(inOrder(rules, ['/since'], told)).toBe('kept')
  })

  test.each([
    [{ ...running, until: 104 }, 'no end in the state "busy"', '104'],
    [{ ...fine, until: null }, 'an end in the state "fine"', 'null'],
    [{ ...fine, until: 'later' }, 'an end in the state "fine"', '"later"'],
    [{ ...fine, until: 97 }, 'an end that is not before the beginning', '3 seconds before it'],
  ])('does not: %j', (told, expected, actual) => {
    expect(inOrder(rules, ['/since'], told)).toEqual({ expected, actual })
  })
})

const shown: Work['shown'] = (one) => {
  const json = answerOf(one)?.json
  return Array.isArray(json) ? (json as readonly Json[]) : json === undefined ? [] : [json]
}
const idOf: Work['idOf'] = (json) => {
  const id = at(json, '/id')
  return typeof id === 'string' ? id : undefined
}
const work = { rules, shown, idOf, isDone: (json: Json | undefined) => at(json, '/over') === true, keyOf: (_: Exchange, json: Json | undefined) => idOf(json) }

const read = (json: Json, made: Made = {}) => exchange('read', { operation: 'readJob', json, ...made })
const listOf = (...items: Json[]) => exchange('list', { operation: 'listJobs', json: items })

describe('what is done stays as it is', () => {
  test.each([
    ['wherever it is seen', [read(running), read(fine), listOf(fine), read(fine)]],
    ['but for places that say nothing of the work', [read(fine), read({ ...fine, steps: [] })]],
    ['although a list lags behind', [read(fine), listOf(running), listOf(fine)]],
    [
      'although a look that was sent earlier came later',
      [read(fine, { sent: 50, received: 60 }), read(running, { sent: 40, received: 70 }), read(fine, { sent: 80 })],
    ],
  ])('%s', (_, trace) => {
    expect(lasting(trace, work, ['/steps']).kind).toBe('kept')
  })

  test.each([
    ['runs again', [read(fine), read(running)]],
    ['runs again in the list that had shown it', [listOf(fine), listOf(running)]],
    ['ends otherwise', [read(fine), read(stopped)]],
    ['ended at another time', [read(fine), listOf({ ...fine, until: 108 })]],
    ['has another result', [listOf(fine), read({ ...fine, result: { boat: 'b2' } })]],
  ])('unless it %s', (_, trace) => {
    expect(lasting(trace, work, []).kind).toBe('broken')
  })

  test('of which nothing is known where none was seen again', () => {
    expect(lasting([read(fine), read({ ...fine, id: 'j2' })], work, []).kind).toBe('unclear')
  })
})

test('what a long-running operation is about never changes', () => {
  expect(constant([read(running), read(fine)], work, ['/boat', '/since']).kind).toBe('kept')
  expect(constant([read(running), read({ ...fine, boat: 'b2' })], work, ['/boat', '/since'])).toMatchObject({ kind: 'broken', actual: '"b2"' })
  expect(constant([read(running)], work, ['/boat']).kind).toBe('unclear')
})

const tells = { boat: '{boat_id}', what: { type: 'boat.paint', colour: '{colour}' } }
const paint = {
  id: 'paintBoat',
  method: 'post',
  template: '/boats/{boat_id}:paint',
  behaviour: { action: 'act', resource: 'boat', longRunning: { tells, response: {}, ...said }, ...said },
}
const listJobs = { id: 'listJobs', method: 'get', template: '/jobs', behaviour: { action: 'list', resource: 'job', ...said } }
const contract: Pick<Contract, 'operations' | 'behaviour'> = {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what these judges look at
  operations: new Map([paint, listJobs].map((operation) => [operation.id, operation as unknown as Operation])),
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what these judges look at
  behaviour: { idempotency: { header: 'x-key' }, resources: { boat: { address: ['port', 'boat_id'] } } } as unknown as Behaviour,
}

const painted = (id: string, made: Made = {}) =>
  exchange('paint', { operation: 'paintBoat', method: 'POST', target: '/boats/b1:paint', json: { ...running, id }, body: { colour: 'red' }, ...made })
const keyed = (one: Exchange, key: string): Exchange => ({ ...one, request: { ...one.request, headers: [['X-Key', key]] } })

describe('the story of a long-running operation', () => {
  test('holds what its request was about', () => {
    const [story] = stories([painted('j1')], { contract, work })

    expect(story?.values).toEqual({ boat_id: 'b1', id: 'b1', colour: 'red' })
  })

  test('is not told by requests that may have got the answer to another one', () => {
    const trace = [keyed(painted('j1'), 'k1'), keyed(painted('j1', { body: { colour: 'blue' } }), 'k1'), keyed(painted('j2'), 'k2')]

    expect(stories(trace, { contract, work }).map(({ shown: told }) => idOf(told))).toEqual(['j2'])
  })
})

const label = 'work on one resource'
const list = { items: '/all', about: () => 'b1', newestFirst: true }
const look = (...ids: string[]) => exchange(label, { operation: 'listJobs', target: '/jobs?boat=b1', json: { all: ids.map((id) => ({ ...running, id })) } })

describe('the list of what was done to one resource', () => {
  const done = [painted('j1'), painted('j2'), painted('j3', { target: '/boats/b2:paint', json: { ...running, id: 'j3', boat: 'b2' } })]

  test('shows all of it, the youngest first, and whatever was done before', () => {
    expect(complete([...done, look('j2', 'j1', 'j0')], { work, list, contract }).kind).toBe('kept')
  })

  test.each([
    ['forgets some', look('j2')],
    ['is empty', look()],
    ['stands in another order', look('j1', 'j2')],
    [
      'shows what was done to others',
      exchange(label, {
        operation: 'listJobs',
        json: {
          all: [
            { ...running, id: 'j2' },
            { ...running, boat: 'b2' },
          ],
        },
      }),
    ],
  ])('is broken where it %s', (_, seen) => {
    expect(complete([...done, seen], { work, list, contract }).kind).toBe('broken')
  })

  test('need not show what was begun on another endpoint, or after it was asked for', () => {
    const elsewhere = painted('j9', { target: '/other/boats/b1:paint' })

    expect(complete([...done, elsewhere, look('j2', 'j1'), painted('j4')], { work, list, contract }).kind).toBe('kept')
  })

  test('may hold things that were begun at the same time in any order', () => {
    const both = [painted('j5', { sent: 9000, received: 9010 }), painted('j6', { sent: 9005, received: 9006 })]
    const seen = exchange(label, { operation: 'listJobs', sent: 9020, json: { all: ['j5', 'j6'].map((id) => ({ ...running, id })) } })

    expect(complete([...both, seen], { work, list, contract }).kind).toBe('kept')
  })
})
