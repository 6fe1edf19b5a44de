import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subjectAt } from '../../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../../specs/load.ts'
import { History } from '../../history.ts'
import { offerOf } from '../../offer.ts'
import { Reading } from '../../reading.ts'
import { mapped } from '../errors/codes.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { errorShape, message, sameRefusal } from './answers.ts'
import { connection } from './index.ts'
import { apart, oddOnesOut } from './views.ts'
import type { Json } from '../../../specs/json.ts'
import type { Answer } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Judgement } from '../../verdict.ts'

const contract = await loadContract(fileURLToPath(new URL('../../../fixtures/railway', import.meta.url)))
const connect = contract.connect ?? contract
const principals = { admin: { token: 'token', params: {} } }
const reading = new Reading(contract, offerOf(subjectAt('http://127.0.0.1:1', { principals, mayChangeGiven: true })), 'track')

type Told = readonly (readonly [label: string, status: number, json?: Json, body?: Json])[]

/** What a check of this family says of a history: labels, how each was answered, and what was sent. */
function judge(id: string, told: Told): Judgement {
  const found = connection.find((one) => one.id === id)
  const need = found?.prepare(reading)
  if (need?.kind !== 'met') throw new Error(`Failed to prepare ${id}: ${need === undefined ? 'there is no such check' : need.because}.`)
  const [attempt] = fc.sample(need.value, { numRuns: 1, seed: 1 })
  const made = told.map(([label, status, json, body]) => exchange(label, { status, ...(json !== undefined && { json }), ...(body !== undefined && { body }) }))
  return attempt?.judge(new History(made)) ?? { kind: 'unclear', because: 'nothing was drawn' }
}

function answer(status: number, json?: Json, type = 'application/json'): Answer {
  const body = json === undefined ? '' : JSON.stringify(json)
  return { status, headers: [['content-type', type]], body, bytes: body.length, utf8: true, json }
}

const verdict = (sight: Sight) => (typeof sight === 'object' ? 'broken' : sight)

const track = { id: 'trk-1', name: 'main', state: 'open' }
const both = (label: string, here: Json = track, there: Json = here): Told => [
  [label, 200, here],
  [`${label}, over Connect`, 200, there],
]
const rows = (...ids: string[]) => ({ rows: ids.map((id) => ({ id })) })
const manual = (value: boolean) => ({ signals: { manual: value } })
/** The life of one resource over both wires, each part of which may be told in another way. */
const life = (changes: Told = []): Told => {
  const told: Told = [
    ['at once', 200, track],
    ...both('made over REST'),
    ...both('made over Connect'),
    ['change over Connect', 200, track, manual(true)],
    ...both('changed over Connect', { ...track, ...manual(true) }),
    ['change over REST', 200, track, manual(false)],
    ...both('changed over REST', { ...track, ...manual(false) }, track),
    ['list', 200, rows('a', 'b')],
    ['list, over Connect', 200, rows('b', 'c', 'a')],
    ['list again', 200, rows('a', 'b', 'c')],
    ['delete over Connect', 200, track],
    ['gone', 404],
    ['gone, over Connect', 404],
  ]
  return told.map((one) => changes.find(([label]) => label === one[0]) ?? one)
}

test.each<[string, Told, Judgement['kind']]>([
  ['shows one state, empty members aside', life(), 'kept'],
  ['does not show what was made over Connect', life([['at once', 404]]), 'broken'],
  ['shows another name', life([['made over REST, over Connect', 200, { ...track, name: 'branch' }]]), 'broken'],
  ['does not show the change over Connect', life(both('changed over Connect')), 'broken'],
  [
    'does not show the change over REST',
    life([...both('changed over REST', { ...track, ...manual(true) }), ['change over REST', 200, track, manual(false)]]),
    'broken',
  ],
  ['refuses the change', life([['change over Connect', 409, track, manual(true)]]), 'unclear'],
  ['lists one less', life([['list, over Connect', 200, rows('a')]]), 'broken'],
  ['lists one that nobody else does', life([['list, over Connect', 200, rows('a', 'b', 'x')]]), 'broken'],
  ['still has what was deleted', life([['gone', 200, track]]), 'broken'],
  ['still shows what was deleted', life([['gone, over Connect', 200, track]]), 'broken'],
  ['refuses the delete', life([['delete over Connect', 503]]), 'unclear'],
])('judges a pair of wires that %s', (_, told, kind) => {
  expect(judge('connect.one-state', told).kind).toBe(kind)
})

const invalid = { code: 'invalid_argument' }
const reads: Told = [
  ['read', 200],
  ['read over Connect', 200],
]
const versions = (status: number, json: Json): Told => ['2', '0', '1.0', 'v1'].map((version) => [`version ${version}`, status, json] as const)

test.each<[string, Told, Judgement['kind']]>([
  ['knows one version', [...reads, ['version 1', 200], ...versions(400, invalid)], 'kept'],
  ['knows every version', [...reads, ['version 1', 200], ...versions(200, {})], 'broken'],
  ['refuses in another code', [...reads, ['version 1', 200], ...versions(400, { code: 'internal' })], 'broken'],
  ['knows no version', [...reads, ['version 1', 400, invalid], ...versions(400, invalid)], 'broken'],
  ['refuses everything', [['read', 401], ['read over Connect', 401], ['version 1', 401], ...versions(401, invalid)], 'unclear'],
])('judges a server that %s', (_, told, kind) => {
  expect(judge('connect.version', told).kind).toBe(kind)
})

test.each<[string, Told, Judgement['kind']]>([
  ['unimplemented', [...reads, ['an unknown method', 501, { code: 'unimplemented' }]], 'kept'],
  ['a plain 404', [...reads, ['an unknown method', 404]], 'kept'],
  ['done', [...reads, ['an unknown method', 200, {}]], 'broken'],
  [
    'unknown to a server that serves nothing',
    [
      ['read over Connect', 404],
      ['an unknown method', 404],
    ],
    'unclear',
  ],
])('judges an unknown method that is %s', (_, told, kind) => {
  expect(judge('connect.unknown-method', told).kind).toBe(kind)
})

test.each<[string, Answer, string | undefined]>([
  ['the declared message', answer(200, { track }, 'application/json; charset=utf-8'), 'kept'],
  ['another status of success', answer(201, { track }), 'broken'],
  ['another codec', answer(200, { track }, 'application/proto'), 'broken'],
  ['no message', answer(200, []), 'broken'],
  ['the bare resource', answer(200, track), 'broken'],
  ['a message of another schema', answer(200, { track: { id: 1 } }), 'broken'],
  ['a refusal', answer(404, { code: 'not_found' }), undefined],
])('judges a success with %s', (_, given, kind) => {
  expect(verdict(message(connect, { operation: 'getTrack' }, given))).toBe(kind)
})

test.each<[string, Answer, string | undefined]>([
  ['a code and a message', answer(404, { code: 'not_found', message: 'no' }), 'kept'],
  ['details in unpadded base64', answer(404, { code: 'not_found', details: [{ type: 'google.rpc.RetryInfo', value: 'CgIIPA', debug: {} }] }), 'kept'],
  ['no content', answer(404), undefined],
  ['a number for a code', answer(404, { code: 5 }), 'broken'],
  ['a code in capitals', answer(404, { code: 'NOT_FOUND' }), 'broken'],
  ['a code of its own', answer(404, { code: 'lost' }), 'broken'],
  ['padded details', answer(404, { code: 'not_found', details: [{ type: 'google.rpc.RetryInfo', value: 'CgIIPA==' }] }), 'broken'],
  ['details as REST has them', answer(404, { code: 'not_found', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo' }] }), 'broken'],
  ['another media type', answer(404, { code: 'not_found' }, 'text/html'), 'broken'],
])('judges an error with %s', (_, given, kind) => {
  expect(verdict(errorShape(connect, given))).toBe(kind)
})

test.each<[string, Answer, string | undefined]>([
  ['a number and its status', answer(404, { code: 5 }), 'kept'],
  ['a name and its status', answer(429, { code: 'resource_exhausted' }), 'kept'],
  ['a status that HTTP alone decides', answer(415, { code: 3 }), 'kept'],
  ['aborted with 400', answer(400, { code: 10 }), 'broken'],
  ['no code of google.rpc.Code', answer(400, { code: 400 }), 'broken'],
  ['no code', answer(400, { error: 'no' }), undefined],
  ['a success', answer(200, { code: 5 }), undefined],
])('judges a refusal with %s', (_, given, kind) => {
  expect(verdict(mapped(given, '/code'))).toBe(kind)
})

test.each<[string, number, Json, number, Json, string | undefined]>([
  ['the same code', 404, { code: 5 }, 404, { code: 'not_found' }, 'kept'],
  ['no code to compare', 404, {}, 404, { code: 'not_found' }, 'kept'],
  ['another code', 404, { code: 5 }, 500, { code: 'unknown' }, 'broken'],
  ['no refusal', 404, { code: 5 }, 200, {}, 'broken'],
  ['what neither refuses', 200, {}, 200, {}, undefined],
])('compares refusals over two wires with %s', (_, here, one, there, other, kind) => {
  expect(verdict(sameRefusal(exchange('x', { status: here, json: one }), exchange('x, over Connect', { status: there, json: other })))).toBe(kind)
})

test('sees no difference in members that are empty over one wire and left out over the other', () => {
  const full = { name: 'a', open: false, count: 0, note: '', list: [], deep: { also: { empty: null } }, items: [{ a: 1, b: '' }] }

  expect(apart(full, { name: 'a', items: [{ a: 1 }] })).toEqual([])
  expect(apart(full, { name: 'b', items: [{ a: 1 }] })).toEqual(['/name'])
  expect(apart(full, { name: 'a', open: true, items: [{ a: 1 }] })).toEqual(['/open'])
})

test('finds what is in one of two lists only, whatever others do meanwhile', () => {
  expect(oddOnesOut({ first: ['a', 'b'], there: ['b', 'c'], last: ['b', 'c'] })).toBeUndefined()
  expect(oddOnesOut({ first: ['a', 'b'], there: ['b'], last: ['a', 'b'] })).toBe('a')
  expect(oddOnesOut({ first: ['a'], there: ['a', 'z'], last: ['a'] })).toBe('z')
})
