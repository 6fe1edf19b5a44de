import { expect, test } from 'vitest'
import { allowsType, declaredAt, hasFreeNames, isRequired, memberOf, wordsOf } from './declared.ts'
import type { JsonObject } from '../../specs/json.ts'

const document: JsonObject = {
  boat: {
    allOf: [{ $ref: '#/named' }, { properties: { mast: { type: ['object', 'null'], additionalProperties: { type: 'number' } } } }],
    required: ['mast'],
    properties: { kind: { oneOf: [{ const: 'sloop' }, { enum: ['ketch', 'yawl'] }] }, crew: { type: 'array', items: { $ref: '#/boat' } } },
  },
  named: { type: 'object', required: ['name'], properties: { name: { anyOf: [{ enum: ['a'] }, { type: 'string' }] } } },
}
const boat = declaredAt(document, '/boat')
const below = (...names: readonly string[]) => names.reduce((declared, name) => memberOf(document, declared, name), boat)

test('finds members through what a schema is put together from, items and circles included', () => {
  expect(below('crew', '*', 'crew', '*', 'name').length).toBeGreaterThan(0)
  expect(below('keel')).toEqual([])
  expect([isRequired(boat, 'name'), isRequired(boat, 'mast'), isRequired(boat, 'kind')]).toEqual([true, true, false])
})

test('lists words only where every alternative does', () => {
  expect(wordsOf(below('kind'))).toEqual(['sloop', 'ketch', 'yawl'])
  expect(wordsOf(below('name'))).toBeUndefined()
})

test('knows types, and names that are data', () => {
  expect([allowsType(below('mast'), 'null'), allowsType(below('mast'), 'string'), allowsType(below('keel'), 'string')]).toEqual([true, false, undefined])
  expect([hasFreeNames(below('mast')), hasFreeNames(boat)]).toEqual([true, false])
  expect(allowsType(below('mast', '*'), 'number')).toBe(true)
})
