import { expect, test } from 'vitest'
import { tells } from './omitted.ts'
import { youngestFirst } from './order.ts'
import { combinations, has, queryOf, sentBy } from './narrowing.ts'
import type { Json } from '../../../specs/json.ts'

const places = { hull: '/hull', crew: '/crew/size' }
const oak: Json = { hull: 'oak', crew: { size: 3 } }
const steel: Json = { hull: 'steel', crew: { size: 3 } }

test('finds what items can be narrowed by, the most common first', () => {
  expect(combinations({ places }, [steel, oak, oak, { hull: 'tar' }, null])).toEqual([
    { hull: 'oak', crew: '3' },
    { hull: 'steel', crew: '3' },
  ])
})

test('knows an item that has the values, as they stand in a query', () => {
  expect([has(places, oak, { crew: '3' }), has(places, oak, { crew: '3', hull: 'steel' }), has(places, {}, { hull: 'oak' })]).toEqual([true, false, false])
})

test('reads from a request what it was narrowed by', () => {
  const target = `/boats?${queryOf({ hull: 'oak & tar', crew: '3' })}&many=2`
  expect(sentBy({ request: { method: 'GET', target, headers: [] } }, ['hull', 'crew'])).toEqual({ hull: 'oak & tar', crew: '3' })
})

test.each<[string, readonly string[], readonly (string | undefined)[], string]>([
  ['stands youngest first', ['c', 'x', 'b', 'a'], ['a', 'b', 'c'], 'kept'],
  ['lacks one of them', ['c', 'a'], ['a', 'b', 'c'], 'kept'],
  ['stands oldest first', ['a', 'b', 'c'], ['a', 'b', 'c'], 'broken'],
  ['is mixed', ['b', 'c', 'a'], ['a', 'b', 'c'], 'broken'],
  ['holds one of them', ['a'], ['a', undefined], 'unclear'],
])('judges the order of a list that %s', (_, shown, made, kind) => {
  expect(youngestFirst(shown, made)).toMatchObject({ kind })
})

test.each<[Json | undefined, boolean]>([
  [undefined, false],
  [null, false],
  ['', false],
  [[], false],
  [{}, false],
  [0, true],
  [false, true],
  [['planned'], true],
])('sees whether %j says anything', (value, yes) => {
  expect(tells(value)).toBe(yes)
})
