import { expect, test } from 'vitest'
import { timeline } from './timeline.ts'
import type { Timed } from './timeline.ts'

function exchange(label: string, [sent, received]: readonly [number, number], came: number | string, method = 'PATCH'): Timed {
  const outcome: Timed['outcome'] =
    typeof came === 'string'
      ? { kind: 'lost', reason: came }
      : { kind: 'answered', response: { status: came, headers: [], body: '', bytes: 0, utf8: true, json: undefined } }
  return { label, sent, received, outcome, request: { method } }
}

const race = [
  exchange('found', [0, 4], 200, 'GET'),
  exchange('before', [10, 12.5], 200, 'GET'),
  exchange('writer 1', [20, 60], 200),
  exchange('writer 2', [20, 41], 412),
  exchange('reader 1', [20, 35], 200, 'GET'),
  exchange('writer 3', [20, 90], 'ECONNRESET'),
  exchange('after', [91, 95], 200, 'GET'),
  exchange('again', [96, 99], 200, 'GET'),
]

test('draws what overlapped and its neighbours over one scale, with what came of each', () => {
  expect(timeline(race)).toEqual([
    'before    GET    ├─┤                200',
    'writer 1  PATCH      ├─────┤        200',
    'writer 2  PATCH      ├───┤          412',
    'reader 1  GET        ├─┤            200',
    'writer 3  PATCH      ├───────?      no answer (ECONNRESET)',
    'after     GET                  ├─┤  200',
  ])
})

test('draws the same for the same order of events, however long each took', () => {
  const slow = race.map((one) => ({ ...one, sent: one.sent ** 2, received: one.received ** 2 }))

  expect(timeline(slow)).toEqual(timeline(race))
})

test('draws nothing where one request came after another', () => {
  expect(timeline([exchange('one', [0, 1], 200), exchange('other', [1, 2], 200)])).toEqual([])
})

test('stays as wide as a terminal, whatever the number of requests and the length of their labels', () => {
  const many = Array.from({ length: 80 }, (_, index) => exchange(`racer ${index} ${'x'.repeat(index)}`, [0, 1 + index], 200))

  expect(Math.max(...timeline(many).map(({ length }) => length))).toBeLessThan(120)
})
