import { expect, test } from 'vitest'
import { validatorOf } from '../../../specs/schemas.ts'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { goneBack } from './defaults.ts'
import { leastBody, ordinaryAt } from './needs.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'
import type { Replacing } from './needs.ts'

const said = { basis: 'documented', source: 'menu' } as const
const type: ResourceType = {
  title: 'dish',
  address: ['dish'],
  identity: { from: 'server', field: 'id', ...said },
  schema: 'Dish',
  defaults: { '/size': 4, '/tray': { wood: 'oak' } },
}

test.each<[string, Json, Json, Json | undefined, Judgement['kind']]>([
  ['is gone', 'note', { note: 'hot' }, {}, 'kept'],
  ['is blank', 'note', { note: 'hot' }, { note: null }, 'kept'],
  ['has a value of the server that nobody told of', 'note', { note: 'hot' }, { note: 'none' }, 'kept'],
  ['has the old value', 'note', { note: 'hot' }, { note: 'hot' }, 'broken'],
  ['is back at its default', 'size', { size: 9 }, { size: 4 }, 'kept'],
  ['is gone although it has a default', 'size', { size: 9 }, {}, 'broken'],
  ['has another value than its default', 'size', { size: 9 }, { size: 1 }, 'broken'],
  ['never had its value', 'note', {}, {}, 'unclear'],
  ['cannot be seen', 'note', { note: 'hot' }, undefined, 'unclear'],
])('what a request left out %s', (_, name, filled, replaced, kind) => {
  const value = name === 'size' ? 9 : 'hot'
  const history = new History([exchange('filled', { json: filled }), exchange('replaced', replaced === undefined ? { status: 500 } : { json: replaced })])
  expect(goneBack(history, { type }, { place: `/${String(name)}`, value }).kind).toBe(kind)
})

test('knows the default of a member of what has one', () => {
  expect(['/size', '/tray/wood', '/tray/legs', '/note'].map((place) => ordinaryAt(type, place))).toEqual([4, 'oak', null, undefined])
})

const document = {
  Dish: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, cook: { type: 'string' } },
    anyOf: [{ required: ['cook'] }, { required: ['robot'] }],
  },
}
const replacing = {
  contract: { document, validate: validatorOf(document) } as unknown as Contract,
  where: '/Dish',
  required: ['/name'],
} as unknown as Replacing

test.each<[string, Json | undefined, Json, Json | undefined]>([
  ['takes what is shown before what it was made with', { name: 'b' }, { name: 'a', cook: 'c' }, { name: 'b', cook: 'c' }],
  ['takes what is never shown from what it was made with', {}, { name: 'a', robot: 1 }, { name: 'a', robot: 1 }],
  ['is none where nothing tells what it has to have', { name: 'b' }, {}, undefined],
])('the plainest body that replaces %s', (_, shown, made, body) => {
  expect(leastBody(replacing, shown, made as Record<string, Json>)).toEqual(body)
})
