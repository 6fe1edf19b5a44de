import { expect, test } from 'vitest'
import { exchange } from '../exchanges.test-kit.ts'
import { disagreements, follows, listsNothing } from './items.ts'
import { timesIn } from './membership.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'

const boat = { identity: { from: 'client', field: 'name', basis: 'documented', source: 'page 3' } } as unknown as ResourceType
const boats = (...names: string[]): Json => ({ boats: names.map((name) => ({ name })) })

test.each<[string, { status?: number; json?: Json }, number, string]>([
  ['once where it lives', { json: boats('ada', 'bea') }, 1, 'kept'],
  ['never where it is gone', { json: boats('bea') }, 0, 'kept'],
  ['never in an empty list', { json: boats() }, 0, 'kept'],
  ['twice', { json: boats('ada', 'bea', 'ada') }, 1, 'broken'],
  ['never where it lives', { json: boats('bea') }, 1, 'broken'],
  ['still where it is gone', { json: boats('ada') }, 0, 'broken'],
  ['in a list that was refused', { status: 403 }, 0, 'unclear'],
])('judges a resource that is listed %s', (_, made, times, kind) => {
  expect(timesIn({ type: boat, items: '/boats', list: exchange('list', made), id: 'ada' }, times)).toMatchObject({ kind })
})

test('says nothing of a list that was never asked for', () => {
  expect(timesIn({ type: boat, items: '/boats', list: undefined, id: 'ada' }, 1)).toMatchObject({ kind: 'unclear' })
})

test.each<[string, Json, Json, readonly string[]]>([
  ['agree', { name: 'ada', hull: 'oak' }, { hull: 'oak', name: 'ada' }, []],
  ['show more in the read', { name: 'ada' }, { name: 'ada', hull: 'oak' }, []],
  ['show more in the list', { name: 'ada', place: 3 }, { name: 'ada' }, []],
  ['differ deep down', { state: { phase: 'building', since: 1 } }, { state: { phase: 'afloat' } }, ['/state/phase']],
])('finds where two views %s', (_, item, read, places) => {
  expect(disagreements(item, read)).toEqual(places)
})

test.each<[Json | undefined, Json | undefined, boolean]>([
  ['b', 'a', true],
  ['a', 'b', false],
  ['a', 'a', false],
  [10, 9, true],
  [9, 10, false],
  [undefined, 'a', false],
])('knows that %s and %s are out of order: %s', (a, b, yes) => {
  expect(follows(a, b)).toBe(yes)
})

test.each<[string, Json | undefined, boolean]>([
  ['an empty object', {}, true],
  ['members that are no lists', { more: 'than documented', settings: { key: 1 } }, true],
  ['another list', { data: [] }, false],
  ['another list below', { data: { boats: [] } }, false],
  ['a bare list', [], false],
  ['no body', undefined, false],
])('takes an answer with %s for one in which nothing is listed only if it is', (_, body, yes) => {
  expect(listsNothing(body)).toBe(yes)
})
