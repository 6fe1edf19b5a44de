import { expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { near } from './instants.ts'
import { marksIn } from './parts.ts'
import { isGone, isThere } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { Part } from './parts.ts'
import type { PartSight } from './sights.ts'

const told = { basis: 'documented', source: 'page 7' } as const
const assumed = { basis: 'assumed', source: 'nobody says' } as const

const sight = { place: '', below: '', added: false, items: '', id: undefined, otherwise: false, says: [told] }
const view: PartSight = { ...sight, operation: 'getBoat', kind: 'view', place: '/flag' }
const overview: PartSight = { ...sight, operation: 'listFlags', kind: 'overview', items: '/flags', id: '/boat' }

function partWith(sights: readonly PartSight[], isText = false): Part {
  const stored = { at: '/flag', ...assumed }
  return { at: '/flag', stored, store: 'hoist', clear: undefined, sights, isText, full: (text) => text, least: (text) => text, says: [told] }
}

const looked = (part: Part) => ({ part, label: 'hoist', when: 'later', id: 'ada' })
const hoisted = (body: Json) => exchange('hoist', { method: 'PUT', body })

test.each<[string, Json, string]>([
  ['what was sent, and more', { flag: { colour: 'red', hoisted_at: 'noon' } }, 'kept'],
  ['something else', { flag: { colour: 'blue' } }, 'broken'],
  ['a member less', { flag: {} }, 'broken'],
  ['nothing', {}, 'broken'],
])('judges a view that shows %s', (_, json, kind) => {
  const history = new History([hoisted({ colour: 'red' }), exchange('getBoat later', { json })])
  expect(isThere(history, looked(partWith([view])))).toMatchObject({ kind })
})

test.each<[string, readonly Json[], string]>([
  ['an item of its own', [{ boat: 'bea' }, { boat: 'ada', colour: 'red' }], 'kept'],
  ['an item of another resource', [{ boat: 'bea', colour: 'red' }], 'broken'],
  ['no item', [], 'broken'],
])('judges an overview with %s', (_, flags, kind) => {
  const history = new History([hoisted({ colour: 'red' }), exchange('listFlags later', { json: { flags } })])
  expect(isThere(history, looked(partWith([overview])))).toMatchObject({ kind })
})

test.each<[string, Parameters<typeof exchange>[1], boolean, string]>([
  ['null', { json: { flag: null } }, false, 'kept'],
  ['nothing', { json: {} }, false, 'kept'],
  ['a refusal', { status: 404 }, false, 'kept'],
  ['what was there', { json: { flag: { colour: 'red' } } }, false, 'broken'],
  ['something of what was there', { json: { flag: { hoisted_at: 'noon' } } }, false, 'broken'],
  ['something else, where something else may stand', { json: { flag: { colour: 'white' } } }, true, 'kept'],
  ['what was there, where something else may stand', { json: { flag: { colour: 'red' } } }, true, 'broken'],
])('judges a view that shows %s once it is gone', (_, made, otherwise, kind) => {
  const history = new History([hoisted({ colour: 'red' }), exchange('getBoat later', made)])
  expect(isGone(history, looked(partWith([{ ...view, otherwise }])), 'now')).toMatchObject({ kind })
})

test('leaves open what was never written', () => {
  const history = new History([exchange('hoist', { method: 'PUT', status: 403, body: { colour: 'red' } }), exchange('getBoat later', { json: {} })])
  expect(isThere(history, looked(partWith([view])))).toMatchObject({ kind: 'unclear' })
})

test.each<[string, string, 'kept' | 'broken']>([
  ['character by character', '# red\n\tpole: 1\n', 'kept'],
  ['without its last line end', '# red\n\tpole: 1', 'broken'],
  ['in quotes', JSON.stringify('# red\n\tpole: 1\n'), 'broken'],
])('judges a text that comes back %s', (_, body, kind) => {
  const back = exchange('getBoat later', {})
  const answered = {
    ...back,
    outcome: { kind: 'answered', response: { status: 200, headers: [], body, bytes: body.length, utf8: true, json: undefined } },
  } as const
  const sent = { ...hoisted(null), request: { method: 'PUT', target: '/boats/ada/flag', headers: [], body: '# red\n\tpole: 1\n' } }
  const judgement = isThere(new History([sent, answered]), looked(partWith([{ ...view, place: '' }], true)))
  expect(judgement).toMatchObject({ kind })
  // That it is the very same text is promised by less than that it is shown.
  if (judgement.kind === 'broken') expect(judgement.leansOn).toContainEqual(expect.objectContaining(assumed))
})

const noon = Date.parse('2026-01-01T12:00:00Z')

test.each<[Json, boolean]>([
  ['2026-01-01T12:00:30Z', true],
  ['2026-01-01T13:00:30+01:00', true],
  [noon / 1000, true],
  ['2026-01-01T13:00:00Z', false],
  ['soon', false],
  [null, false],
])('takes %s for the instant of a write at noon only if it is', (value, yes) => {
  expect(near(value, noon)).toBe(yes)
})

test('knows its own texts in whatever was sent', () => {
  expect(marksIn({ why: 'noted as boat-1 here', more: [{ note: 'else' }] })).toEqual(['noted as boat-1 here'])
  expect(marksIn('# noted as boat-2 here\n')).toEqual(['noted as boat-2 here'])
})
