import { describe, expect, test } from 'vitest'
import { asDocumented } from './documented.ts'
import { guarded } from './caching.ts'
import { constant, isTimestamp } from './formats.ts'
import { duplicateName } from './json-names.ts'
import { dated, emptiness, interoperable, isImfFixdate, tidy } from './wire.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Answer, Exchange } from '../../history.ts'

const date = ['date', 'Thu, 01 Jan 2026 00:00:00 GMT'] as const

function answer(status: number, body = '', headers: Answer['headers'] = []): Answer {
  const json: Json | undefined = body.startsWith('{') ? JSON.parse(body) : undefined
  return { status, body, headers, bytes: Buffer.byteLength(body), utf8: true, json }
}

function exchange(method: string, target: string, response: Answer, sent: Exchange['request']['headers'] = []): Exchange {
  const operation = method === 'POST' ? 'create' : method === 'GET' ? 'read' : 'other'
  return {
    label: `${method} ${target}`,
    number: 1,
    operation,
    principal: 'admin',
    request: { method, target, headers: sent },
    sent: 0,
    received: 0,
    outcome: { kind: 'answered', response },
  }
}

const broken = { expected: expect.any(String), actual: expect.any(String) }

describe('interoperable JSON', () => {
  const typed = [['content-type', 'application/json']] as const

  test.each([
    ['an object', answer(200, '{"a":1}', typed), 'kept'],
    ['no content', answer(204), undefined],
    ['content of another type that nobody promised', answer(200, 'a: 1', [['content-type', 'application/yaml']]), undefined],
    ['a byte order mark', answer(200, '\uFEFF{}', typed), broken],
    ['half a text', { ...answer(200, '', typed), body: '{"a"', bytes: 4 }, broken],
    ['bytes that are not UTF-8', { ...answer(200, '{"a":1}', typed), utf8: false }, broken],
  ])('judges %s', (_, given, sight) => expect(interoperable(given, false)).toEqual(sight))

  test.each([
    ['an object', answer(200, '{"a":1}', typed), 'kept'],
    ['no content', answer(204), undefined],
    ['no media type', answer(200, '{"a":1}'), broken],
    ['a name twice', answer(200, '{"a":1,"a":2}', typed), broken],
  ])('is tidy or not with %s', (_, given, sight) => expect(tidy(given)).toEqual(sight))

  test('is expected where the document promises it', () => {
    expect(interoperable(answer(200, '<p>', [['content-type', 'text/html']]), true)).toEqual(broken)
  })

  test.each([
    ['{"a":{"b":1},"c":{"b":2}}', undefined],
    ['[{"a":1},{"a":2}]', undefined],
    ['{"a":"\\"a\\":","b":"{"}', undefined],
    ['{"a":[{"b":1,"b" : 2}]}', 'b'],
    ['{"a":1,"\\u0061":2}', 'a'],
  ])('finds the name that stands twice in %s', (text, name) => expect(duplicateName(text)).toBe(name))
})

describe('dates', () => {
  test.each([
    ['Thu, 01 Jan 2026 00:00:00 GMT', true],
    ['Sat, 31 Dec 2016 23:59:60 GMT', true],
    ['Fri, 01 Jan 2026 00:00:00 GMT', false],
    ['Thu, 1 Jan 2026 00:00:00 GMT', false],
    ['Thu, 01 Jan 2026 01:00:00 +0100', false],
    ['Thursday, 01-Jan-26 00:00:00 GMT', false],
    ['Tue, 31 Feb 2026 00:00:00 GMT', false],
    ['2026-01-01T00:00:00Z', false],
  ])('tells of %s whether it is an IMF-fixdate: %s', (text, is) => expect(isImfFixdate(text)).toBe(is))

  test.each([
    ['one Date', answer(200, '', [date]), 'kept'],
    ['none on a server error', answer(502), 'kept'],
    ['none', answer(404), broken],
    ['two', answer(200, '', [date, date]), broken],
    ['an Expires that is no date', answer(200, '', [date, ['expires', '0']]), 'kept'],
    ['a Last-Modified in another form', answer(200, '', [date, ['last-modified', '2026-01-01']]), broken],
  ])('judges an answer with %s', (_, given, sight) => expect(dated(given)).toEqual(sight))
})

describe('an answer 204', () => {
  test.each([
    ['nothing', answer(204), 'kept'],
    ['a length of 0', answer(204, '', [['content-length', '0']]), 'kept'],
    ['a transfer coding', answer(204, '', [['transfer-encoding', 'chunked']]), broken],
    ['a length', answer(204, '', [['content-length', '2']]), broken],
    ['another status', answer(200), undefined],
  ])('is judged by %s', (_, given, sight) => expect(emptiness(given)).toEqual(sight))
})

describe('what caches are told', () => {
  const authorized = { request: { method: 'GET', target: '/', headers: [['Authorization', '{admin}'] as const] } }
  const telling = (value: string, hidden: readonly string[] = []) => ({ ...answer(200, '{}', [['cache-control', value]]), hidden })

  test.each([
    ['nothing', answer(200, '{}'), 'kept'],
    ['private', telling('private, max-age=60'), 'kept'],
    ['public', telling('public, max-age=60'), broken],
    ['a shared lifetime', telling('s-maxage=60'), broken],
    ['no shared lifetime', telling('s-maxage=0'), 'kept'],
    ['no-store beside a secret', telling('no-store', ['/key']), 'kept'],
    ['private beside a secret', telling('private', ['/key']), broken],
  ])('is judged: %s', (_, given, sight) => expect(guarded(given, authorized)).toEqual(sight))

  test('does not matter where no credentials were sent', () => {
    expect(guarded(telling('public'), { request: { method: 'GET', target: '/', headers: [] } })).toBeUndefined()
  })
})

describe('timestamps', () => {
  test.each([
    ['2026-02-28T23:59:60Z', true],
    ['2024-02-29T00:00:00.123+05:30', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-01-01T00:00:00', false],
    ['2026-01-01 00:00:00Z', false],
    ['2026-13-01T00:00:00Z', false],
    ['2026-01-01T24:00:00Z', false],
    ['1767225600', false],
  ])('tells of %s whether it is one: %s', (text, is) => expect(isTimestamp(text)).toBe(is))

  const creation = { read: 'read', create: 'create', place: '/made', idIn: () => 'a' }
  const read = (made: string, status = 200) => exchange('GET', '/things/a', answer(status, JSON.stringify({ made })))
  const [then, later] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:09Z']

  test.each([
    ['never moves', [read(then), read(then)], undefined],
    ['moves', [read(then), read(later)], 'broken'],
    ['differs from what the create told', [exchange('POST', '/things', answer(201, JSON.stringify({ made: then }))), read(later)], 'broken'],
    ['loses its fraction', [read('2026-01-01T00:00:00.5Z'), read(then)], undefined],
    ['is that of another life', [read(then), exchange('DELETE', '/things/a', answer(204)), read(later)], undefined],
    ['is that of another life after a read found nothing', [read(then), read(then, 404), read(later)], undefined],
    ['moves across a read that was not allowed', [read(then), read(then, 401), read(later)], 'broken'],
  ])('sees that the time of creation %s', (_, trace, kind) => expect(constant(trace, creation)?.kind).toBe(kind))
})

describe('a documented answer', () => {
  const validate: Contract['validate'] = (_, value) => (JSON.stringify(value).includes('wrong') ? [{ at: '/a', keyword: 'type', message: 'is wrong' }] : [])
  const refusals = {
    'stale-tag': { status: 409, message: '', basis: 'documented', source: '' },
    'invalid-body': { status: 400, tolerated: [422], message: '', basis: 'documented', source: '' },
    'missing-tag': { status: 428, message: '', basis: 'assumed', source: '' },
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the judge asks for nothing else of a contract
  const contract = { validate, document: {}, behaviour: { errors: { refusals } } } as unknown as Contract
  const operation: Operation = {
    id: 'read',
    method: 'GET',
    template: '/things/{id}',
    parameters: [],
    responses: new Map([[200, { status: 200, description: '', schema: '/components/schemas/Thing', headers: [] }]]),
    open: false,
  }
  const judged = (given: Answer, sent: Exchange['request']['headers'] = []) =>
    asDocumented(contract, operation, { answer: given, exchange: exchange('GET', '/things/a', given, sent) })

  test.each([
    ['a listed status and a valid body', answer(200, '{"a":1}'), 'kept'],
    ['a status of the layers before it', answer(431), undefined],
    ['another status', answer(203, '{"a":1}'), broken],
    ['a refusal that another operation promises', answer(409, '{"a":1}'), broken],
    ['a refusal that is tolerated', answer(422, '{"a":1}'), undefined],
    ['a refusal that nobody promises', answer(428, '{"a":1}'), undefined],
    ['an invalid body', answer(200, '{"a":"wrong"}'), broken],
    ['no body', answer(200), broken],
    ['a violation at a placeholder', { ...answer(200, '{"a":"wrong"}'), hidden: ['/a'] }, 'kept'],
  ])('is judged by %s', (_, given, sight) => expect(judged(given)).toEqual(sight))

  test('may be a 304 where the request was conditional, and only there', () => {
    expect(judged(answer(304), [['If-None-Match', '"1"']])).toBeUndefined()
    expect(judged(answer(304))).toEqual(broken)
  })
})
