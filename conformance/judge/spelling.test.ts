import { expect, test } from 'vitest'
import { spelledAt } from './spelling.ts'

const statement = { places: ['/note', '/masts/*/sail'], basis: 'client', source: 'a client' } as const
const type = { spelling: [statement] }

test.each([
  ['a text in another spelling', '/note', { note: 'YQ==' }, { note: 'YQ' }],
  ['a number that was chosen', '/note', { note: 1 }, { note: 9 }],
  ['texts in items', '/masts', { masts: [{ name: 'fore', sail: 'a' }] }, { masts: [{ name: 'fore', sail: 'A', more: 1 }] }],
])('leans on what is told of the spelling for %s', (_, place, sent, shown) => {
  expect(spelledAt(type, place, { sent, shown })).toEqual([statement])
})

test.each([
  ['a text that is gone', '/note', { note: 'a' }, {}],
  ['an empty text', '/note', { note: 'a' }, { note: '' }],
  ['a number as a text', '/note', { note: 1 }, { note: '1' }],
  ['another name in an item', '/masts', { masts: [{ name: 'fore', sail: 'a' }] }, { masts: [{ name: 'aft', sail: 'A' }] }],
  ['an item that is gone', '/masts', { masts: [{ name: 'fore', sail: 'a' }] }, { masts: [] }],
  ['a place of which nothing is told', '/name', { name: 'a' }, { name: 'A' }],
])('leans on nothing more for %s', (_, place, sent, shown) => {
  expect(spelledAt(type, place, { sent, shown })).toEqual([])
})
