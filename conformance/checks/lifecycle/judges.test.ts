import { expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { race } from './names.ts'
import { followed } from './phases.ts'
import { isAddress, isCertificate } from './ready.ts'
import { applied } from './update.ts'
import { belongs } from './version.ts'
import { yard } from '../../judge/yard.test-kit.ts'
import type { Lifecycle, ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'

const told = { basis: 'documented', source: 'page 5' } as const

const lifecycle: Lifecycle = { ...yard, aliases: { afloat: ['floating'] } }

const read = (state: string) => exchange('read', { operation: 'getBoat', json: { state } })

test.each<[string, string[], string]>([
  ['every phase in turn', ['ordered', 'building', 'afloat', 'sinking'], 'kept'],
  ['skipped phases', ['ordered', 'afloat', 'sinking'], 'kept'],
  ['an alias', ['building', 'floating'], 'kept'],
  ['a word that nobody declared between two that follow', ['ordered', 'launching', 'afloat'], 'kept'],
  ['a step back', ['ordered', 'building', 'ordered'], 'broken'],
  ['a deletion taken back', ['afloat', 'sinking', 'afloat'], 'broken'],
  ['one phase only', ['ordered', 'ordered'], 'unclear'],
  ['nothing', [], 'unclear'],
])('judges %s', (_, states, kind) => {
  expect(followed(lifecycle, states.map(read))).toMatchObject({ kind })
})

test.each<[string, number[], string]>([
  ['one winner and two refused as taken', [201, 409, 409], 'kept'],
  ['two winners', [201, 201, 409], 'broken'],
  ['a loser refused for another reason', [201, 500, 409], 'broken'],
  ['no winner', [403, 403, 403], 'unclear'],
])('judges a race with %s', (_, statuses, kind) => {
  const history = new History(statuses.map((status, index) => exchange(`racer ${index + 1}`, { method: 'POST', status })))
  expect(race(history, [409])).toMatchObject({ kind })
})

const boat = { shows: { '/revision': { is: 'revision' } }, quantities: { '/ballast': told } } as unknown as ResourceType

test.each<[string, { status?: number; before: Json; after: Json }, string]>([
  ['the new value and the old ones', { before: { hull: 'oak', ballast: '1' }, after: { hull: 'oak', ballast: '2' } }, 'kept'],
  ['the same amount in other words', { before: { hull: 'oak', ballast: '1' }, after: { hull: 'oak', ballast: '2000m' } }, 'kept'],
  ['a place that the server keeps for itself', { before: { ballast: '1', revision: '7' }, after: { ballast: '2', revision: '8' } }, 'kept'],
  ['a field that had no value before', { before: { ballast: '1' }, after: { ballast: '2', hull: 'oak' } }, 'kept'],
  ['the old value', { before: { ballast: '1' }, after: { ballast: '1' } }, 'broken'],
  ['another field that was lost', { before: { hull: 'oak', ballast: '1' }, after: { ballast: '2' } }, 'broken'],
  ['another field that was changed', { before: { hull: 'oak', ballast: '1' }, after: { hull: 'elm', ballast: '2' } }, 'broken'],
  ['a refusal', { status: 400, before: { ballast: '1' }, after: { ballast: '1' } }, 'unclear'],
])('judges an update that leaves %s', (_, { status = 200, before, after }, kind) => {
  const history = new History([
    exchange('before', { json: before }),
    exchange('update', { method: 'PATCH', status, body: { ballast: '2' } }),
    exchange('after', { json: after }),
  ])
  const shown = (one: Exchange | undefined) => (one?.outcome.kind === 'answered' ? one.outcome.response.json : undefined)
  const labels = { write: 'update', before: 'before', after: 'after' }
  expect(applied(history, labels, { type: boat, fields: [{ pointer: '/ballast' }], shown })).toMatchObject({ kind })
})

test.each<[string, boolean]>([
  ['v1.32.3', true],
  ['1.32', true],
  ['v1.32', true],
  ['1.32.0-gke.5', true],
  ['v1.3', false],
  ['v1.321.0', false],
  ['v1.31.9', false],
  ['', false],
])('tells whether %s runs what 1.32 asks for', (running, yes) => {
  expect(belongs(running, '1.32')).toBe(yes)
})

const pem = `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(40)}\n-----END CERTIFICATE-----\n`
const base64 = Buffer.from(pem).toString('base64')

test.each<[string, Json, boolean]>([
  ['a PEM certificate in base64', base64, true],
  ['several of them', Buffer.from(pem + pem).toString('base64'), true],
  ['bare PEM', pem, false],
  ['base64 of something else', Buffer.from('hello').toString('base64'), false],
  ['base64 that was cut off', base64.slice(0, -1), false],
  ['a key', Buffer.from(pem.replaceAll('CERTIFICATE', 'PRIVATE KEY')).toString('base64'), false],
  ['nothing', null, false],
])('takes %s for a certificate only if it is one', (_, value, yes) => {
  expect(isCertificate(value)).toBe(yes)
})

test.each<[Json, boolean]>([
  ['https://ada.boats.example', true],
  ['https://192.0.2.1:6443', true],
  ['http://ada.boats.example', false],
  ['ada.boats.example', false],
  ['https://', false],
  [7, false],
])('takes %s for an https address only if it is one', (value, yes) => {
  expect(isAddress(value)).toBe(yes)
})
