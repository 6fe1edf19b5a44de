import { describe, expect, test } from 'vitest'
import { isBlank, moved, standsFor, written } from './effect.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'

test.each<[Json | undefined, boolean]>([
  [undefined, true],
  [null, true],
  [false, true],
  ['', true],
  [0, true],
  [[], true],
  [{}, true],
  [{ servers: [], dns: { on: false } }, true],
  [true, false],
  ['a', false],
  [[''], false],
  [{ server: 'a' }, false],
])('takes %j for a blank only if it stands for no value', (value, yes) => {
  expect(isBlank(value)).toBe(yes)
})

test.each<[string, Json, Json | undefined, boolean]>([
  ['the same', { a: [1] }, { a: [1] }, true],
  ['a blank that is left out', { on: false, note: 'a' }, { note: 'a' }, true],
  ['more members', { note: 'a' }, { note: 'a', since: 1 }, true],
  ['more members of items', [{ name: 'a' }], [{ name: 'a', status: 'OK' }], true],
  ['items in another order', ['a', 'b'], ['b', 'a'], true],
  ['one item for two', ['a', 'a'], ['a', 'b'], false],
  ['an item more', ['a'], ['a', 'b'], false],
  ['another value', { note: 'a' }, { note: 'b' }, false],
  ['nothing', { note: 'a' }, undefined, false],
  ['a value for a blank', { note: '' }, { note: 'b' }, false],
])('takes what was asked for as shown by %s: %j by %j is %s', (_, asked, shown, yes) => {
  expect(standsFor(asked, shown)).toBe(yes)
})

describe('what moved between two views', () => {
  const type = {
    shows: { '/state': { is: 'phase' }, '/parts/*/state': { value: 'ok' }, '/cars': { field: '/cars' } },
    moves: [{ places: ['/seen'], basis: 'assumed', source: 'made up' }],
  } as unknown as ResourceType

  test.each<[string, Json, Json, readonly string[]]>([
    ['nothing where only the server wrote', { state: 'a', seen: 1, parts: [{ n: 1, state: 'x' }] }, { state: 'b', seen: 2, parts: [{ n: 1, state: 'y' }] }, []],
    ['nothing where blanks come and go', { on: false, list: [] }, {}, []],
    ['nothing where items change places', { list: ['a', 'b'] }, { list: ['b', 'a'] }, []],
    ['a member', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, ['/a/c']],
    ['a member that is lost', { a: { b: 1 } }, {}, ['/a/b']],
    ['an item', { parts: [{ n: 1 }] }, { parts: [{ n: 2 }] }, ['/parts']],
    ['a field that is shown from what was asked', { cars: [1] }, { cars: [2] }, ['/cars']],
  ])('is %s', (_, before, after, places) => {
    expect(moved(type, { before, after })).toEqual(places)
  })

  test('leaves out the places that may have moved', () => {
    expect(moved(type, { before: { a: { b: 1 }, d: 1 }, after: { a: { b: 2 }, d: 2 } }, ['/a/b'])).toEqual(['/d'])
  })

  test('knows what clients wrote from what the server keeps for itself', () => {
    expect(written(type, { state: 'a', parts: [{ n: 1, state: 'x' }], cars: [1] })).toEqual({ parts: [{ n: 1 }], cars: [1] })
  })
})
