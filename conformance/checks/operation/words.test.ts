import { describe, expect, test } from 'vitest'
import { exchange } from '../exchanges.test-kit.ts'
import { between, filledIn, instantOf, named, readTarget, unlike, wordsIn } from './words.ts'
import type { Exchange } from '../../history.ts'

describe('a template', () => {
  test.each([
    ['{id}', 'b1'],
    ['boat {id} of {port}', 'boat b1 of kiel'],
    ['plain', 'plain'],
    ['{unknown}', undefined],
    ['{id} and {unknown}', undefined],
    ['{constructor}', undefined],
    [7, 7],
    [null, null],
  ])('%j says %j, or nothing where a name is not known', (template, expected) => {
    expect(filledIn(template, { id: 'b1', port: 'kiel' })).toBe(expected)
  })

  test('members that differ are named by their places; those that are not known are left alone', () => {
    const template = { kind: 'boat', boat: '{id}', of: { port: '{port}', by: '{nobody}' } }

    expect(unlike(template, { id: 'b1', port: 'kiel' }, { kind: 'boat', boat: 'b1', of: { port: 'kiel' }, more: 1 })).toEqual([])
    expect(unlike(template, { id: 'b1', port: 'kiel' }, { kind: 'car', boat: 'b2', of: { port: 'rostock' } })).toEqual(['/kind', '/boat', '/of/port'])
    expect(unlike(template, { id: 'b1' }, null)).toEqual(['/kind', '/boat'])
  })

  test('tells a name by a value only where it is nothing but that name', () => {
    expect(named('{id}', 'b1')).toEqual({ id: 'b1' })
    expect(named('boat-{id}', 'boat-b1')).toEqual({})
    expect(named('{id}', 7)).toEqual({})
  })
})

test('of a request body only plain words are expected to come back as they are', () => {
  expect(wordsIn({ name: 'ada-1', note: 'a & b', size: 3, long: ' ada' })).toEqual({ name: 'ada-1' })
})

describe('a target', () => {
  test.each([
    ['/v1/boats/{id}:paint', '/v1/boats/b1:paint', { params: { id: 'b1' }, before: '' }],
    ['/v1/boats/{id}', '/v1/boats/b%2F1?wait=3', { params: { id: 'b/1' }, before: '' }],
    ['/v1/boats/{id}/sails/{sail}', '/__world/x/v1/boats/b1/sails/s.2', { params: { id: 'b1', sail: 's.2' }, before: '/__world/x' }],
    ['/v1/boats/{id}', '/v1/ports/p1', { params: { id: undefined }, before: '' }],
    ['/v1/boats/{id}', '/v1/boats/%', { params: { id: undefined }, before: '' }],
  ])('of %s like %s is read as it was written', (template, target, expected) => {
    expect(readTarget({ template }, target)).toEqual(expected)
  })
})

test.each([
  [1_767_225_600, 1_767_225_600_000],
  ['2026-01-01T00:00:00Z', 1_767_225_600_000],
  ['soon', undefined],
  [null, undefined],
  [undefined, undefined],
])('the instant %j is %j milliseconds', (value, expected) => {
  expect(instantOf(value)).toBe(expected)
})

function dated(date: string | undefined): Exchange {
  const made = exchange('look')
  if (made.outcome.kind !== 'answered' || date === undefined) return made
  return { ...made, outcome: { ...made.outcome, response: { ...made.outcome.response, headers: [['date', date]] } } }
}

test('the time between two answers is told by their dates, and by nothing else', () => {
  const [first, later] = ['Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:07 GMT'].map(dated)

  expect(between(first, later)).toBe(7000)
  expect(between(first, dated(undefined))).toBeUndefined()
  expect(between(undefined, later)).toBeUndefined()
})
