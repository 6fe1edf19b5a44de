import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadContract } from '../../../specs/load.ts'
import { folderOf } from '../../../specs/providers.ts'
import { History } from '../../history.ts'
import { resourceOf } from '../../resources.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { isOurs, singleEffect } from './effects.ts'
import { oneOrNone, sameFailure } from './failures.ts'
import { sameWork } from './later.ts'
import { done } from './limits.ts'
import { raced } from './races.ts'
import { encoded, sameResult } from './repeats.ts'
import { demanded } from './required.ts'
import { stillKnown, unchanged } from './reuse.ts'
import { cased } from './scope.ts'
import { keysFor } from './steps.ts'
import { repeated, replayed } from './writes.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

const pretend = await loadContract(fileURLToPath(new URL('../../../fixtures/pretend', import.meta.url)))
const akua = await loadContract(await folderOf('akua'))
const { type } = resourceOf(pretend, 'berth')
const rules = pretend.behaviour.idempotency
if (rules === undefined) throw new Error('the pretend provider has no keys')
const given = { type, list: { id: 'listBerths', items: '/data/berths' }, volatile: ['/water/state'], work: undefined }

type Kind = Judgement['kind']
type Row = readonly [label: string, status: number, json?: Json]

const order = { vessel: 'ada', draught: '2' }
const berth = (id: string, more: JsonObject = {}): JsonObject => ({ id, ...order, edition: '1', water: { state: 'afloat' }, ...more })
const listed = (label: string, ...ids: string[]): Row => [label, 200, { data: { berths: ids.map((id) => berth(id)) } }]

/** Answers by label; every request sent the same order. */
function told(...rows: readonly Row[]): History {
  return new History(rows.map(([label, status, json]): Exchange => exchange(label, { status, body: order, ...(json !== undefined && { json }) })))
}

test.each<[string, Kind, readonly Row[]]>([
  ['one id and one more in the list', 'kept', [listed('before', 'x'), ['first', 201, berth('a')], ['again', 201, berth('a')], listed('after', 'x', 'a')]],
  ['a list that lags behind', 'kept', [listed('before'), ['first', 201, berth('a')], ['again', 200, berth('a')], listed('after')]],
  ['a refused repeat', 'kept', [listed('before'), ['first', 201, berth('a')], ['again', 409], listed('after', 'a')]],
  ['two ids', 'broken', [listed('before'), ['first', 201, berth('a')], ['again', 201, berth('b')], listed('after', 'a', 'b')]],
  ['one id and two more in the list', 'broken', [listed('before'), ['first', 201, berth('a')], ['again', 201, berth('a')], listed('after', 'a', 'b')]],
  ['a success about nothing', 'broken', [listed('before'), ['first', 201, berth('a')], ['again', 200, {}], listed('after', 'a')]],
  ['a success after a failure', 'kept', [listed('before'), ['first', 503], ['again', 201, berth('a')], listed('after', 'a')]],
  ['no success', 'unclear', [listed('before'), ['first', 403], ['again', 403], listed('after')]],
  ['a list that is refused', 'unclear', [listed('before'), ['first', 201, berth('a')], ['after', 500]]],
])('judges %s to be %s', (_, kind, rows) => {
  expect(singleEffect(told(...rows), given, ['first', 'again'])).toMatchObject({ kind })
})

test('counts what shows what was asked for, and nothing that others make meanwhile', () => {
  const history = told(listed('before'), ['first', 201, berth('a')], ['after', 200, { data: { berths: [berth('a'), berth('z', { vessel: 'bea' })] } }])

  expect(singleEffect(history, given, ['first'])).toEqual({ kind: 'kept' })
  expect([isOurs({ vessel: 'ada' }, [order]), isOurs({ vessel: 'bea' }, [order]), isOurs({ id: 'a' }, [order])]).toEqual([true, false, true])
})

test.each<[string, Kind, Row, Row]>([
  ['the first answer', 'kept', ['again', 201, berth('a')], ['read', 200, berth('a', { edition: '2' })]],
  ['the first answer in another phase', 'kept', ['again', 200, berth('a', { water: { state: 'flooding' } })], ['read', 200, berth('a')]],
  ['the resource as it is now', 'kept', ['again', 200, berth('a', { edition: '2' })], ['read', 200, berth('a', { edition: '2' })]],
  ['a state that never was', 'broken', ['again', 200, berth('a', { edition: '9' })], ['read', 200, berth('a')]],
  ['another resource', 'broken', ['again', 201, berth('b')], ['read', 200, berth('a')]],
  ['a conflict', 'broken', ['again', 409], ['read', 200, berth('a')]],
])('a repeat that gets %s is %s', (_, kind, again, read) => {
  expect(sameResult(told(['first', 201, berth('a')], again, read), given, { again: 'again', read: 'read' })).toMatchObject({ kind })
})

test.each<[string, Kind, readonly Row[]]>([
  ['all tell of one', 'kept', [listed('before'), ['racer 1', 201, berth('a')], ['racer 2', 201, berth('a')], listed('after', 'a')]],
  [
    'the late one is told to wait and gets it then',
    'kept',
    [listed('before'), ['racer 1', 201, berth('a')], ['racer 2', 409], ['settled', 201, berth('a')], listed('after', 'a')],
  ],
  ['the late one is refused for ever', 'broken', [listed('before'), ['racer 1', 201, berth('a')], ['racer 2', 409], ['settled', 409], listed('after', 'a')]],
  ['the late one is refused and done', 'broken', [listed('before'), ['racer 1', 201, berth('a')], ['racer 2', 409], listed('after', 'a', 'b')]],
  ['nobody was served', 'unclear', [listed('before'), ['racer 1', 503], ['racer 2', 503], listed('after')]],
])('a race in which %s is %s', (_, kind, rows) => {
  expect(raced(told(...rows), given, ['racer 1', 'racer 2'])).toMatchObject({ kind })
})

test.each<[string, Kind, Row]>([
  ['stays as it was', 'kept', ['later', 200, berth('a', { water: { state: 'refitting' } })]],
  ['is written over', 'broken', ['later', 200, berth('a', { vessel: 'bea' })]],
  ['is gone', 'broken', ['later', 404]],
])('a resource that %s under another body is %s', (_, kind, later) => {
  expect(unchanged(told(['earlier', 200, berth('a')], ['other', 409], later), given)).toMatchObject({ kind })
})

test.each<[Kind, Row]>([
  ['kept', ['again', 201, berth('a')]],
  ['broken', ['again', 409]],
  ['broken', ['again', 201, berth('b')]],
])('the first body after another one is %s', (kind, again) => {
  expect(stillKnown(told(['first', 201, berth('a')], again), given)).toMatchObject({ kind })
})

test.each<[string, Kind, readonly Row[]]>([
  ['refused without effect', 'kept', [listed('before'), ['without', 400], ['control', 201, berth('a', { vessel: 'bea' })], listed('after')]],
  ['done', 'broken', [listed('before'), ['without', 201, berth('b')], ['control', 201, berth('a')], listed('after', 'b')]],
  ['refused and done', 'broken', [listed('before'), ['without', 400], ['control', 201, berth('a')], listed('after', 'b')]],
  ['refused for another reason', 'broken', [listed('before'), ['without', 403], ['control', 201, berth('a')], listed('after')]],
  ['refused as everything is', 'unclear', [listed('before'), ['without', 400], ['control', 400], listed('after')]],
])('a request without its key that is %s is %s', (_, kind, rows) => {
  expect(demanded(told(...rows), given, { label: 'without', statuses: [400] })).toMatchObject({ kind })
})

test.each<[string, Kind, readonly Row[]]>([
  [
    'accepted and done',
    'kept',
    [
      ['control', 200],
      ['longest', 200],
      ['after the longest', 200, { lines: 7 }],
    ],
  ],
  [
    'refused',
    'broken',
    [
      ['control', 200],
      ['longest', 400],
      ['after the longest', 200, { lines: 4 }],
    ],
  ],
  [
    'accepted and not done, as the key of somebody else',
    'unclear',
    [
      ['control', 200],
      ['longest', 200],
      ['after the longest', 200, { lines: 4 }],
    ],
  ],
  [
    'refused as everything is',
    'unclear',
    [
      ['control', 403],
      ['longest', 403],
      ['after the longest', 200, { lines: 4 }],
    ],
  ],
])('an update under the longest key that is %s is %s', (_, kind, rows) => {
  const field = { pointer: '/lines', values: [4, 7], body: () => ({}) }
  expect(done(told(...rows), { field }, { label: 'longest', value: 7 })).toMatchObject({ kind })
})

test.each<[string, Kind, number, number]>([
  ['the same status', 'kept', 422, 422],
  ['another status', 'broken', 422, 409],
  ['a success', 'broken', 422, 201],
  ['no failure to begin with', 'unclear', 201, 201],
])('an invalid request that gets %s again is %s', (_, kind, first, again) => {
  expect(sameFailure(told(['invalid', first], ['invalid again', again]))).toMatchObject({ kind })
})

test.each<[string, Kind, readonly Row[]]>([
  ['done', 'kept', [listed('before'), ['valid', 201, berth('a')], listed('after', 'a')]],
  ['refused as a reuse', 'kept', [listed('before'), ['valid', 409], listed('after')]],
  ['refused and done', 'broken', [listed('before'), ['valid', 409], listed('after', 'a')]],
  ['a crash', 'broken', [listed('before'), ['valid', 500], listed('after')]],
])('the valid request after an invalid one that is %s is %s', (_, kind, rows) => {
  expect(oneOrNone(told(...rows), given)).toMatchObject({ kind })
})

test.each<[string, Kind, Row]>([
  ['the same work', 'kept', ['again', 202, { id: 'op_1', owner_id: 'clu_1' }]],
  ['what came of the work', 'kept', ['again', 200, { id: 'clu_1' }]],
  ['other work', 'broken', ['again', 202, { id: 'op_2', owner_id: 'clu_1' }]],
  ['a conflict', 'broken', ['again', 409]],
])('a repeat that tells of %s is %s', (_, kind, again) => {
  const about = { type: resourceOf(akua, 'cluster').type, work: resourceOf(akua, 'operation').type, list: given.list }
  expect(sameWork(told(['first', 202, { id: 'op_1', owner_id: 'clu_1' }], again), about, 'again')).toMatchObject({ kind })
})

test.each<[string, Kind, Row, JsonObject]>([
  ['its first result', 'kept', ['again', 200], berth('a')],
  ['a stale tag', 'kept', ['again', 412], berth('a')],
  ['another refusal', 'broken', ['again', 404], berth('a')],
  ['its first result and a second effect', 'broken', ['again', 200], berth('a', { draught: '3' })],
  ['a stale tag and a second effect', 'broken', ['again', 412], berth('a', { draught: '3' })],
])('a conditional write that is repeated and gets %s is %s', (_, kind, again, after) => {
  const { tag } = type
  if (tag === undefined) throw new Error('a berth has no tag')
  const refusal = {
    refusal: 'stale-tag',
    status: 412,
    statuses: [412],
    statusesLeanOn: [],
    reply: { status: 412, message: '', basis: 'documented', source: '' },
  } as const
  const history = told(['first', 200], ['moved on', 200], ['before', 200, berth('a')], again, ['after', 200, after])
  expect(replayed(history, { tag, volatile: [], refusal })).toMatchObject({ kind })
})

test.each<[string, Kind, number, JsonObject, JsonObject]>([
  ['is refused', 'kept', 409, { state: 'suspended' }, { state: 'suspended' }],
  ['does nothing', 'kept', 202, { state: 'suspended' }, { state: 'suspended' }],
  ['begins again', 'broken', 202, { state: 'suspended', reconciling: true }, { state: 'suspended' }],
  ['leads back', 'broken', 202, { state: 'suspended' }, { state: 'active' }],
  ['changes something', 'broken', 409, { state: 'suspended', etag: '2' }, { state: 'suspended', etag: '2' }],
  ['is refused for another reason', 'broken', 403, { state: 'suspended' }, { state: 'suspended' }],
])('an action that %s when it is repeated is %s', (_, kind, status, atOnce, after) => {
  const lifecycle = akua.behaviour.lifecycles?.['cluster']
  if (lifecycle === undefined) throw new Error('a cluster has no lifecycle')
  const history = told(['first', 202], ['done', 200, { state: 'suspended' }], ['again', status], ['at once', 200, atOnce], ['after', 200, after])
  expect(repeated(history, { to: 'suspended', lifecycle, statuses: [409], volatile: [] })).toMatchObject({ kind })
})

test('writes one value in three ways, and the name of a field in two', () => {
  const body = { vessel: 'ada', draught: '2' }
  const forms = (['reordered', 'spaced', 'escaped'] as const).map((form) => encoded(body, form))

  expect(forms.map((text): unknown => JSON.parse(text))).toEqual([body, body, body])
  expect(new Set([JSON.stringify(body), ...forms]).size).toBe(4)
  expect([cased('harbour-order', 'upper case'), cased('harbour-order', 'title case')]).toEqual(['HARBOUR-ORDER', 'Harbour-Order'])
})

test('makes keys of the lengths that the contract has, which another run has not had', () => {
  const dated = (date: string) => {
    const seen = exchange('before')
    const response = seen.outcome.kind === 'answered' ? { ...seen.outcome.response, headers: [['date', date] as const] } : undefined
    return response === undefined ? seen : { ...seen, outcome: { kind: 'answered' as const, response } }
  }
  const [one, other, none] = ['Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:01 GMT', ''].map((date) => keysFor(rules, dated(date)))

  expect(one?.('cp-abc-1')).toMatch(/^[a-z0-9]{6,30}$/)
  expect(one?.('cp-abc-1')).not.toBe(other?.('cp-abc-1'))
  expect(none?.('a')).toBe('00000a')
  expect(one?.('x'.repeat(40))).toHaveLength(30)
})
