import { expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { loadContract } from '../../../specs/load.ts'
import { History } from '../../history.ts'
import { deletedOnCurrentOnly } from './deletes.ts'
import { sameVersionEverywhere } from './mirrors.ts'
import { bytesByTag, stable } from './monitors.ts'
import { judgedByParent } from './parent-tag.ts'
import { resent, singleWinner } from './races.ts'
import { responseIsCurrent } from './validators.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'

const sourced = { basis: 'documented', source: 'page 3' } as const
const tag = { header: true, strength: 'strong', movesWithPhase: true, ...sourced } as const

interface Told {
  readonly status?: number
  readonly json?: Json
  readonly etag?: string
  readonly method?: string
  readonly target?: string
  readonly operation?: string
  readonly body?: Json
}

function answered(label: string, { status = 200, json, etag, method = 'GET', target = '/boats/a', operation, body }: Told = {}): Exchange {
  const response = { status, headers: etag === undefined ? [] : [['etag', etag] as const], body: JSON.stringify(json ?? ''), bytes: 0, utf8: true, json }
  const request = { method, target, headers: [], ...(body !== undefined && { body: JSON.stringify(body) }) }
  return {
    label,
    number: 1,
    principal: 'admin',
    ...(operation !== undefined && { operation }),
    request,
    sent: 0,
    received: 1,
    outcome: { kind: 'answered', response },
  }
}

/** Exchanges one after another, as a run records them. */
function inOrder(...exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.map((exchange, index) => ({ ...exchange, number: index + 1, sent: index * 10, received: index * 10 + 5 }))
}

const history = (...exchanges: readonly Exchange[]) => new History(inOrder(...exchanges))
const lost = (label: string): Exchange => ({ ...answered(label), outcome: { kind: 'lost', reason: 'ECONNRESET' } })
const wood = { json: { hull: 'wood' }, etag: '"1"' }
const write = answered('write', { method: 'PATCH' })

test.each<[string, readonly Exchange[], string]>([
  ['equal bytes under equal tags', [answered('a', wood), answered('b', wood)], 'kept'],
  ['another tag for the same bytes', [answered('a', wood), answered('b', { ...wood, etag: '"2"' })], 'broken'],
  ['another tag after a write, even for the same bytes', [answered('a', wood), write, answered('b', { ...wood, etag: '"2"' })], 'unclear'],
  ['other bytes under another tag', [answered('a', wood), answered('b', { json: { hull: 'steel' }, etag: '"2"' })], 'unclear'],
  ['reads of two URLs', [answered('a', wood), answered('b', { ...wood, etag: '"2"', target: '/boats/b' })], 'unclear'],
])('judges stability of the tag by %s', (_, exchanges, expected) => {
  expect(stable(inOrder(...exchanges)).kind).toBe(expected)
})

test('compares no read with one that was sent while a write was under way', () => {
  const [first, writing, read, again] = inOrder(answered('a', wood), write, answered('b', wood), answered('c', { ...wood, etag: '"2"' }))
  const slow = { ...writing!, received: 100 }

  expect(stable([first!, slow, read!, again!]).kind).toBe('unclear')
})

test.each<[string, readonly Exchange[], string]>([
  ['equal bytes', [answered('a', wood), answered('b', wood)], 'kept'],
  ['other bytes, whatever came in between', [answered('a', wood), write, answered('b', { ...wood, json: { hull: 'steel' } })], 'broken'],
  [
    'members in another order',
    [answered('a', { etag: '"1"', json: { hull: 'wood', masts: 2 } }), answered('b', { etag: '"1"', json: { masts: 2, hull: 'wood' } })],
    'broken',
  ],
  ['a phase that went on', [answered('a', { ...wood, json: { state: 'building' } }), answered('b', { ...wood, json: { state: 'afloat' } })], 'unclear'],
  ['other bytes under a weak tag', [answered('a', { ...wood, etag: 'W/"1"' }), answered('b', { json: {}, etag: 'W/"1"' })], 'unclear'],
  ['a refusal that carries a tag', [answered('a', wood), answered('b', { ...wood, status: 404, json: {} })], 'unclear'],
])('judges a strong tag seen again by %s', (_, exchanges, expected) => {
  expect(bytesByTag(inOrder(...exchanges), () => ['/state']).kind).toBe(expected)
})

const control = answered('control')
const before = answered('before', wood)
const racer = (number: number, status: number, hull = 'none') => answered(`racer ${number}`, { status, json: { hull } })
const after = (hull: string, etag = '"2"') => answered('after', { json: { hull }, etag })

test.each<[string, readonly Exchange[], string]>([
  ['one winner whose value stands', [control, before, racer(1, 412), racer(2, 200, 'steel'), after('steel')], 'kept'],
  ['a winner and one who must wait', [control, before, racer(1, 429), racer(2, 200, 'steel'), after('steel')], 'kept'],
  ['two winners', [control, before, racer(1, 200, 'tin'), racer(2, 200, 'steel'), after('steel')], 'broken'],
  ["a loser's value in the end", [control, before, racer(1, 412), racer(2, 200, 'steel'), after('tin')], 'broken'],
  ['no winner', [control, before, racer(1, 412), racer(2, 412), after('wood', '"1"')], 'broken'],
  ['no winner of a race that something else won', [control, before, racer(1, 412), racer(2, 412), after('wood', '"2"')], 'unclear'],
  ['a racer that got no answer', [control, before, lost('racer 1'), racer(2, 200, 'steel'), after('steel')], 'unclear'],
  ['no single write that was accepted', [answered('control', { status: 401 }), before, racer(1, 401), racer(2, 401), after('wood', '"1"')], 'unclear'],
])('judges a race with %s', (_, exchanges, expected) => {
  const field = { pointer: '/hull', values: [], body: () => ({}) }

  expect(singleWinner(history(...exchanges), { tag, field }, ['tin', 'steel']).kind).toBe(expected)
})

const refusal = { refusal: 'stale-tag', status: 412, statuses: [412], statusesLeanOn: [], reply: { status: 412, message: '', ...sourced } } as const
const once = answered('once', { json: { hull: 'steel' }, etag: '"2"' })
const twice = answered('twice', { json: { hull: 'steel' }, etag: '"2"' })

test.each<[string, readonly Exchange[], string]>([
  ['refused as stale', [write, once, answered('again', { status: 412 }), twice], 'kept'],
  ['recognised', [write, once, answered('again'), twice], 'kept'],
  ['done twice', [write, once, answered('again'), answered('twice', { json: { hull: 'steel' }, etag: '"3"' })], 'broken'],
  ['refused and yet done', [write, once, answered('again', { status: 412 }), answered('twice', { json: { hull: 'tin' }, etag: '"3"' })], 'broken'],
  ['failed', [write, once, answered('again', { status: 500 }), twice], 'broken'],
  ['lost', [write, once, lost('again'), twice], 'unclear'],
  ['never done the first time', [answered('write', { status: 401 }), once, answered('again', { status: 401 }), twice], 'unclear'],
])('judges a write sent again that was %s', (_, exchanges, expected) => {
  expect(resent(history(...exchanges), { tag, volatile: [], refusal }, ['once', 'again', 'twice']).kind).toBe(expected)
})

test.each<[string, Exchange, Exchange, string]>([
  ['the tag of the read after it', answered('write', wood), answered('read', wood), 'kept'],
  ['an old tag', answered('write', { ...wood, etag: '"0"' }), answered('read', wood), 'broken'],
  ['a tag that the read shows no more', answered('write', wood), answered('read', { json: wood.json }), 'broken'],
  ['a tag of something that went on by itself', answered('write', wood), answered('read', { json: { hull: 'rust' }, etag: '"2"' }), 'unclear'],
  ['no tag', answered('write', { json: wood.json }), answered('read', wood), 'unclear'],
  ['a refusal', answered('write', { status: 409 }), answered('read', wood), 'unclear'],
])('judges the answer to a write with %s', (_, written, read, expected) => {
  expect(responseIsCurrent(written, read, { tag }).kind).toBe(expected)
})

const sight = {
  shown: (exchange: Exchange | undefined): Json | undefined => (exchange?.outcome.kind === 'answered' ? exchange.outcome.response.json : undefined),
}
const gone = (label: string) => answered(label, { status: 404 })
const remove = (label: string, status: number) => answered(label, { status, method: 'DELETE' })
const shown = (label: string) => answered(label, wood)

test.each<[string, readonly Exchange[], string]>([
  [
    'refused on a stale tag and done on the current one',
    [shown('before'), remove('stale delete', 412), shown('after'), shown('tag again'), remove('current delete', 204), gone('in the end')],
    'kept',
  ],
  [
    'done on a stale tag',
    [shown('before'), remove('stale delete', 204), gone('after'), gone('tag again'), remove('current delete', 404), gone('in the end')],
    'broken',
  ],
  [
    'refused on a stale tag and yet done',
    [shown('before'), remove('stale delete', 412), gone('after'), shown('tag again'), remove('current delete', 404), gone('in the end')],
    'broken',
  ],
  [
    'refused on the current tag as stale',
    [shown('before'), remove('stale delete', 412), shown('after'), shown('tag again'), remove('current delete', 412), shown('in the end')],
    'broken',
  ],
  [
    'refused on any tag for another reason',
    [shown('before'), remove('stale delete', 412), shown('after'), shown('tag again'), remove('current delete', 403), shown('in the end')],
    'unclear',
  ],
  [
    'accepted on the current tag and never done',
    [shown('before'), remove('stale delete', 412), shown('after'), shown('tag again'), remove('current delete', 204), shown('in the end')],
    'broken',
  ],
])('judges a delete that was %s', (_, exchanges, expected) => {
  expect(deletedOnCurrentOnly(history(...exchanges), { precondition: { tag }, refusal, sight, volatile: [] }).kind).toBe(expected)
})

const contract = await loadContract(fileURLToPath(new URL('../../../specs/kupe', import.meta.url)))
const [cluster, member] = [contract.behaviour.resources['cluster']!, contract.behaviour.resources['member']!]
const read = (etag: string, version: string) => answered('read', { operation: 'getCluster', etag, json: { name: 'a', resourceVersion: version } })
const listed = (version: string, more: Json = {}) =>
  answered('list', { operation: 'listClusters', json: { items: [{ name: 'a', resourceVersion: version, ...(more as object) }] } })

test.each<[string, readonly Exchange[], string]>([
  ['one version in the header and in the body', [read('"7"', '7')], 'kept'],
  ['two versions in one answer', [read('"7"', '8')], 'broken'],
  ['the same version in a list', [read('"7"', '7'), listed('7')], 'kept'],
  ['another version in a list that shows the same', [read('"7"', '7'), listed('6')], 'broken'],
  ['another version in a list that shows something else', [read('"7"', '7'), listed('6', { type: 'other' })], 'kept'],
  ['no version at all', [answered('read', { operation: 'getCluster', json: { name: 'a' } })], 'unclear'],
])('judges %s', (_, exchanges, expected) => {
  expect(cluster.tag?.body).toBe('/resourceVersion')
  expect(sameVersionEverywhere(inOrder(...exchanges), { contract }).kind).toBe(expected)
})

const parent = (label: string, etag: string) => answered(label, { etag, json: {} })
const stale = (status: number) => answered('stale create', { status, method: 'POST', target: '/members', body: { email: 'b@example.com' } })
const members = (label: string, ...emails: string[]) => answered(label, { json: emails })
const inList = {
  shown: (exchange: Exchange | undefined, id: string | undefined): Json | undefined => {
    const json = exchange?.outcome.kind === 'answered' ? exchange.outcome.response.json : undefined
    return Array.isArray(json) && id !== undefined && json.includes(id) ? id : undefined
  },
}
const made = answered('create', { status: 201, method: 'POST', target: '/members' })

test.each<[string, readonly Exchange[], string]>([
  ['refused on the old tag', [parent('old', '"1"'), made, parent('new', '"2"'), stale(412), members('after stale create', 'a@example.com')], 'kept'],
  ['accepted on the old tag', [parent('old', '"1"'), made, parent('new', '"2"'), stale(201), members('after stale create', 'b@example.com')], 'broken'],
  [
    'refused on the old tag and yet made',
    [parent('old', '"1"'), made, parent('new', '"2"'), stale(412), members('after stale create', 'b@example.com')],
    'broken',
  ],
  ['refused on the current tag as stale', [parent('old', '"1"'), answered('create', { status: 412, method: 'POST' })], 'broken'],
  ['judged by a tag that never moved', [parent('old', '"1"'), made, parent('new', '"1"'), stale(201)], 'unclear'],
  ['made under a parent without a tag', [answered('old', { json: {} }), made], 'unclear'],
])('judges a child that was %s', (_, exchanges, expected) => {
  const precondition = {
    id: 'addMember',
    rule: { header: 'if-match', presence: 'optional', comparison: 'weak', bare: true, ...sourced },
    on: 'tenant',
    read: 'getTenant',
    tag,
  } as const

  expect(judgedByParent(history(...exchanges), { precondition, refusal, sight: inList, type: member }).kind).toBe(expected)
})
