import { expect, test } from 'vitest'
import { History } from '../../history.ts'
import { currentTold } from './current-tag.ts'
import { onCurrentOnly } from './actions.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'

const tag = { header: false, body: '/version', strength: 'strong', movesWithPhase: true, basis: 'documented', source: 'page 3' } as const
const refusal = { statuses: [409] }

function answered(label: string, status: number, json: Json = null): Exchange {
  return {
    label,
    number: 1,
    principal: 'admin',
    request: { method: 'POST', target: '/', headers: [] },
    sent: 0,
    received: 1,
    outcome: { kind: 'answered', response: { status, headers: [], body: JSON.stringify(json), bytes: 1, utf8: true, json } },
  }
}

const boat = (label: string, state: string, version: string) => answered(label, 200, { state, version })

const acted = (stale: Exchange, after: Exchange, current: Exchange) =>
  onCurrentOnly(new History([boat('found', 'afloat', '1'), stale, after, current]), { tag, refusal, lifecycle: { at: '/state' }, volatile: ['/state'] }, 'dock')

test.each<[string, Exchange, Exchange, Exchange, string]>([
  ['a refusal without effect, and then the act', answered('stale dock', 409), boat('after dock', 'afloat', '1'), answered('current dock', 202), 'kept'],
  ['an act on a stale tag', answered('stale dock', 202), boat('after dock', 'docked', '2'), answered('current dock', 409), 'broken'],
  ['a refusal that starts it all the same', answered('stale dock', 409), boat('after dock', 'docked', '2'), answered('current dock', 409), 'broken'],
  ['a refusal with another status', answered('stale dock', 500), boat('after dock', 'afloat', '1'), answered('current dock', 202), 'broken'],
  ['a refusal whatever the tag', answered('stale dock', 402), boat('after dock', 'afloat', '1'), answered('current dock', 402), 'unclear'],
])('judges %s', (_, stale, after, current, expected) => {
  expect(acted(stale, after, current).kind).toBe(expected)
})

const told = (json: Json, after = '2') =>
  currentTold(
    new History([
      boat('first read', 'afloat', '1'),
      answered('fresh write', 200),
      boat('before', 'afloat', '2'),
      answered('stale write', 409, json),
      boat('after', 'afloat', after),
    ]),
    { tag, refusal },
  ).kind

test.each<[string, Json, string]>([
  ['in a text of its own', { errors: [{ metadata: { now: '2' } }] }, 'kept'],
  ['in quotes', { now: '"2"' }, 'kept'],
  ['as part of another text', { message: 'the tag is 2 now' }, 'broken'],
  ['as the stale one', { now: '1' }, 'broken'],
  ['nowhere', {}, 'broken'],
])('finds the current tag told %s, or misses it', (_, json, expected) => {
  expect(told(json)).toBe(expected)
})

test('concludes nothing where the tag moves by itself', () => {
  expect(told({}, '3')).toBe('unclear')
})
