import { expect, test } from 'vitest'
import { History } from '../../history.ts'
import { judgeAttempt } from './attempt.ts'
import { challenged } from './unauthenticated.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Look } from './look.ts'

function exchange(label: string, status: number, json: Json = null, headers: readonly (readonly [string, string])[] = []): Exchange {
  const response = { status, headers, body: JSON.stringify(json), bytes: 1, utf8: true, json }
  return {
    label,
    number: 1,
    principal: 'nobody',
    request: { method: 'GET', target: '/', headers: [] },
    sent: 0,
    received: 1,
    outcome: { kind: 'answered', response },
  }
}

const look: Look = { id: 'getBoat', by: 'read', without: ['/seen'], seen: (one) => one }
const boat = exchange('look', 200, { hull: 'wood', seen: 1 })
const judged = (...exchanges: Exchange[]) =>
  judgeAttempt(new History(exchanges), look, { label: 'attempt', control: exchanges.find(({ label }) => label === 'look'), statuses: [403] }).kind

test('keeps a refusal after which the resource is as it was', () => {
  expect(judged(boat, exchange('attempt', 403), exchange('look', 200, { hull: 'wood', seen: 2 }))).toBe('kept')
})

test('holds an effect against the attempt before it and no other', () => {
  const sunk = exchange('look', 404)
  const steel = exchange('look', 200, { hull: 'steel' })

  expect(judged(boat, exchange('attempt', 403), steel)).toBe('broken')
  expect(judged(boat, exchange('attempt', 403), sunk)).toBe('broken')
  expect(judged(boat, exchange('another', 403), steel, exchange('attempt', 403), steel)).toBe('kept')
})

test('finds what a refused creation made', () => {
  expect(judged(boat, exchange('attempt', 403), exchange('what attempt made', 404))).toBe('kept')
  expect(judged(boat, exchange('attempt', 403), exchange('what attempt made', 200))).toBe('broken')
})

test('breaks on another status, and on an acceptance', () => {
  expect(judged(boat, exchange('attempt', 400))).toBe('broken')
  expect(judged(boat, exchange('attempt', 200))).toBe('broken')
})

test('concludes nothing without a control or an attempt', () => {
  expect(judged(exchange('attempt', 403))).toBe('unclear')
  expect(judged(boat)).toBe('unclear')
})

test.each<[string, readonly (readonly [string, string])[], string]>([
  ['a scheme alone', [['www-authenticate', 'Bearer']], 'kept'],
  ['a scheme with parameters', [['www-authenticate', 'Bearer realm="boats", error="invalid_token"']], 'kept'],
  [
    'one of two lines',
    [
      ['www-authenticate', ''],
      ['www-authenticate', 'Basic realm="boats"'],
    ],
    'kept',
  ],
  ['no field', [], 'broken'],
  ['an empty field', [['www-authenticate', '']], 'broken'],
  ['something that is no scheme', [['www-authenticate', '"Bearer"']], 'broken'],
])('judges a 401 with %s', (_, headers, kind) => {
  expect(challenged(exchange('attempt', 401, null, headers)).kind).toBe(kind)
})

test('asks for a challenge with 401 only', () => {
  expect(challenged(exchange('attempt', 403)).kind).toBe('kept')
})
