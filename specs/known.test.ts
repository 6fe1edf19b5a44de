import { expect, test } from 'vitest'
import { at, isObject, type JsonObject } from './json.ts'
import { known } from './known.ts'
import { library } from '../mock/library.test-kit.ts'

const schemas: JsonObject = {
  Leaf: { type: 'object', properties: { color: { type: 'string' } } },
  Tree: {
    type: 'object',
    properties: {
      leaf: { $ref: '#/Leaf' },
      leaves: { type: 'array', items: { $ref: '#/Leaf' } },
      free: { type: 'object' },
      map: { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } },
      either: { anyOf: [{ type: 'object' }, { type: 'string' }], properties: { a: {} } },
      parts: { allOf: [{ $ref: '#/Leaf' }, { required: ['size'] }], properties: { size: {} } },
      forms: {
        oneOf: [
          { type: 'object', properties: { kind: {}, of: { type: 'object', properties: { a: {} } } } },
          { type: 'object', properties: { kind: {}, of: { type: 'object', properties: { b: {} } } } },
        ],
      },
    },
  },
}
const contract = {
  ...library(),
  schemaAt: (where: string) => {
    const found = at(schemas, where)
    return isObject(found) ? found : undefined
  },
}

test('members that the schema does not name go, at any depth', () => {
  const stored = known(contract, '/Tree', { color: 1, leaf: { color: 'red', size: 1 }, leaves: [{ size: 2 }, { color: 'blue', size: 3 }, 'odd'] })

  expect(stored).toEqual({ leaf: { color: 'red' }, leaves: [{}, { color: 'blue' }, 'odd'] })
})

test('members of what is free in form, of maps and of what has several forms stay', () => {
  const value = { free: { any: { thing: 1 } }, map: { a: '1', b: '2' }, either: { b: 1 } }

  expect(known(contract, '/Tree', value)).toBe(value)
  expect(known(contract, '/Nothing', value)).toEqual(value)
})

test('what is put together from parts, or has one of several forms, keeps what any of them names', () => {
  expect(known(contract, '/Tree', { parts: { color: 'red', size: 1, weight: 2 } })).toEqual({ parts: { color: 'red', size: 1 } })
  expect(known(contract, '/Tree', { forms: { kind: 'x', of: { a: 1, b: 2, c: 3 }, more: 1 } })).toEqual({ forms: { kind: 'x', of: { a: 1, b: 2 } } })
})

test('a schema that refers to itself ends', () => {
  const round = { schemaAt: (where: string) => (where === '/Round' ? { allOf: [{ $ref: '#/Round' }], properties: { a: {} } } : undefined) }

  expect(known(round, '/Round', { a: 1, b: 2 })).toEqual({ a: 1 })
})
