import { describe, expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { disagreement } from './ends.ts'
import { forged, forgeries } from './forgeries.ts'
import { complete, isQuiet, lasting, refusedOrOwn, within } from './judges.ts'
import { pagePlan } from './pages.ts'
import { samePage } from './repeats.ts'
import { lastOf, sizeFor } from './walk.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'

const said = { basis: 'documented', source: 'page 4' } as const
const type = { identity: { from: 'client', field: 'name', ...said } } as unknown as ResourceType
const paging = {
  limit: { parameter: 'many', min: 1, max: 8, default: 5 },
  cursor: 'from',
  more: '/others',
  next: '/on',
  outside: { policy: 'clamp', ...said },
  ...said,
} as const
const list = { id: 'listBoats', items: '/boats', type, paging, another: undefined, nested: false }

const page = (names: readonly string[], on: Json = null): Json => ({ boats: names.map((name) => ({ name })), others: on !== null, on })
const pages = (...found: readonly Json[]) => found.map((json) => exchange('page', { json }))
const both = new Set(['ada', 'bea'])

describe('a walk', () => {
  test.each<[string, readonly Json[], string]>([
    ['shows everything once', [page(['ada'], 'x'), page(['bea'])], 'kept'],
    ['has short and empty pages', [page([], 'x'), page(['ada'], 'y'), page(['bea'], 'z'), page([])], 'kept'],
    ['shows something besides that came meanwhile', [page(['new', 'ada'], 'x'), page(['bea'])], 'kept'],
    ['loses something', [page(['ada'], 'x'), page([])], 'broken'],
    ['shows something twice', [page(['ada'], 'x'), page(['ada', 'bea'])], 'broken'],
    ['does not end', [page(['ada'], 'x'), page(['bea'], 'x')], 'broken'],
  ])('that %s', (_, found, kind) => {
    expect(complete(list, pages(...found), both)).toMatchObject({ kind })
  })

  test('that is refused on the way is broken, and one refused at once tells nothing', () => {
    expect(complete(list, [...pages(page(['ada'], 'x')), exchange('page', { status: 400 })], both)).toMatchObject({ kind: 'broken' })
    expect(complete(list, [exchange('page', { status: 403 })], both)).toMatchObject({ kind: 'unclear' })
    expect(complete(list, [], both)).toMatchObject({ kind: 'unclear' })
  })
})

test.each<[string, { status?: number; json?: Json }, string]>([
  ['a refusal', { status: 404 }, 'kept'],
  ['an empty page', { json: page([]) }, 'kept'],
  ['a page of what the caller can see', { json: page(['ada', 'bea']) }, 'kept'],
  ['too long a page', { json: page(['ada', 'bea', 'ada']) }, 'broken'],
  ['what belongs to somebody else', { json: page(['cyd']) }, 'broken'],
  ['a server error', { status: 500 }, 'broken'],
  ['a redirection', { status: 302 }, 'broken'],
])('judges %s in answer to a cursor that is none', (_, made, kind) => {
  expect(refusedOrOwn(list, exchange('attempt', made), { visible: both, most: 2 })).toMatchObject({ kind })
})

test('counts the items of a page, and nothing of a refusal', () => {
  expect(within(list, exchange('page', { json: page(['ada']) }), 1)).toMatchObject({ kind: 'kept' })
  expect(within(list, exchange('page', { json: page(['ada', 'bea']) }), 1)).toMatchObject({ kind: 'broken' })
  expect(within(list, exchange('page', { status: 400 }), 1)).toMatchObject({ kind: 'unclear' })
})

test.each<[string, Json, string | undefined, boolean]>([
  ['goes on', { others: true, on: 'x' }, undefined, true],
  ['ends with null', { others: false, on: null }, 'x', true],
  ['ends with nothing', { others: false }, 'x', true],
  ['ends with an empty text', { others: false, on: '' }, 'x', true],
  ['promises more without a cursor', { others: true, on: null }, undefined, false],
  ['has a cursor and no more', { others: false, on: 'y' }, 'x', false],
  ['points to itself', { others: true, on: 'x' }, 'x', false],
  ['does not say whether there is more', { on: 'x' }, undefined, false],
])('sees whether a page fits together that %s', (_, json, sent, fits) => {
  expect(disagreement(paging, json, sent) === undefined).toBe(fits)
})

test('tells two equal pages from different ones, whatever else they say', () => {
  const [once] = pages(page(['ada'], 'x'))
  if (once === undefined) throw new Error('no page')
  expect(samePage(list, once, pages(page(['ada'], 'y'))[0])).toMatchObject({ kind: 'kept' })
  expect(samePage(list, once, pages(page(['bea'], 'x'))[0])).toMatchObject({ kind: 'broken' })
  expect(samePage(list, once, exchange('again', { status: 400 }))).toMatchObject({ kind: 'broken' })
})

test('looks only at the last time that a list was walked, and expects what was there all the while', () => {
  const looks = [
    ['before', ['ada']],
    ['page', ['cyd']],
    ['after', ['bea']],
    ['before', ['ada', 'bea']],
    ['page', ['ada']],
    ['after', ['bea', 'dot']],
  ] as const
  const history = lastOf(new History(looks.map(([label, names]) => exchange(label, { json: page(names) }))))

  expect(history.all('page')).toHaveLength(1)
  expect(lasting(list, history)).toEqual(new Set(['bea']))
  expect(isQuiet(list, history)).toBe(false)
})

test('asks for pages in the words of the contract, and for larger ones where a list is long', () => {
  expect(pagePlan(list, { limit: 2, cursor: 'a b', query: 'hull=oak' })).toEqual({ operation: 'listBoats', query: 'hull=oak&many=2&from=a%20b' })
  expect(pagePlan(list, {})).toEqual({ operation: 'listBoats', query: '' })
  expect([sizeFor(list, 1, 4), sizeFor(list, 1, 20), sizeFor(list, 1, 4000)]).toEqual([1, 4, 8])
})

describe('forged cursors', () => {
  const own = Buffer.from('{"after":7,"of":"boats"}').toString('base64url')

  test('never are the cursor that was handed out', () => {
    for (const kind of forgeries) expect(forged(kind, { own, foreign: 'elsewhere' })).not.toContain(own)
    for (const kind of forgeries) expect(forged(kind, { own, foreign: 'elsewhere' }).length).toBeGreaterThan(0)
  })

  test('change what a cursor says where it can be read', () => {
    const told = forged('edited', { own, foreign: undefined }).map((one) => Buffer.from(one, 'base64url').toString())
    expect(told).toContain('{"after":8,"of":"boats"}')
    expect(told).toContain('{"after":7,"of":"*"}')
  })

  test('are made up where none was handed out', () => {
    expect(forgeries.filter((kind) => forged(kind, { own: undefined, foreign: undefined }).length > 0)).toEqual(['empty', 'made-up', 'endless'])
  })
})
