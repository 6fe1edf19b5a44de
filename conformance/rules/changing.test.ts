import { describe, expect, test } from 'vitest'
import { appended, beginsWith, holds, losses, lossNames, minorLater, narrower, narrowingNames, rangeOf, wider } from './changing.ts'
import type { Json } from '../../specs/json.ts'

describe('a list that can only grow', () => {
  test('is appended to with the first candidate that it lacks, and stays at the beginning', () => {
    expect(appended(['a'], ['a', 'b', 'c'])).toEqual(['a', 'b'])
    expect(appended(['a', 'b'], ['b', 'a'])).toBeUndefined()
  })

  test('loses something in every way there is, each of which the judge can tell', () => {
    const had = ['a', 'b']
    const found = losses(had, ['c'])
    expect(found.map(({ name }) => name)).toEqual(lossNames)
    for (const { value } of found) expect(beginsWith(value, had), JSON.stringify(value)).toBe(false)
    expect(beginsWith(['a', 'b', 'c'], had)).toBe(true)
  })

  test('has fewer ways where one item is all there is, or nothing is', () => {
    expect(losses(['a'], ['c']).map(({ name }) => name)).toEqual(['an item before the others', 'an item in place of another', 'no items', 'no list'])
    expect(losses([], ['c'])).toEqual([])
  })
})

describe('a range that can only grow', () => {
  const had = { from: 10, to: 20 }

  test('holds what it held when it is wider', () => {
    for (const range of wider(had)) {
      expect(holds(range, had)).toBe(true)
      expect(holds(had, range)).toBe(false)
    }
  })

  test('loses something in every way there is', () => {
    const found = narrower(had)
    expect(found.map(({ name }) => name)).toEqual(narrowingNames)
    for (const { range } of found) expect(holds(range, had)).toBe(false)
  })

  test.each<[Json | undefined, Json | undefined, boolean]>([
    [1, 2, true],
    [0, 0, false],
    [undefined, 2, false],
    ['1', 2, false],
  ])('is there from %j to %j only where both are numbers: %s', (from, to, yes) => {
    expect(rangeOf(from, to) !== undefined).toBe(yes)
  })
})

test.each<[Json | undefined, number, string | undefined]>([
  ['v1.34', 1, 'v1.35'],
  ['1.9', 2, '1.11'],
  ['v1.34', -1, 'v1.33'],
  ['v1.0', -1, undefined],
  ['v1.34.2', 1, undefined],
  ['latest', 1, undefined],
  [134, 1, undefined],
])('knows the version that comes after %j by %i: %s', (version, by, later) => {
  expect(minorLater(version, by)).toBe(later)
})
