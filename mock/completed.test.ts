import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../specs/json.ts'
import { validatorOf } from '../specs/schemas.ts'
import { completed } from './completed.ts'

const schemas: JsonObject = {
  Pool: {
    type: 'object',
    required: ['size'],
    properties: {
      size: { type: 'integer', default: 1 },
      limits: { $ref: '#/components/schemas/Limits' },
      mode: { $ref: '#/components/schemas/Mode', default: 'slow' },
      kind: { $ref: '#/components/schemas/Mode' },
      gate: { oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Narrow' }, { $ref: '#/components/schemas/Wide' }] },
      parts: { type: 'array', items: { $ref: '#/components/schemas/Limits' } },
      spot: { type: ['boolean', 'null'], default: false },
    },
  },
  Limits: { type: 'object', properties: { gpu: { type: 'integer', default: 0 }, cpu: { type: 'integer' } } },
  Mode: { type: 'string', default: 'fast' },
  Narrow: { type: 'object', required: ['by', 'width'], properties: { by: { const: 'narrow' }, width: { type: 'integer', default: 1 } } },
  Wide: { type: 'object', required: ['by', 'width'], properties: { by: { const: 'wide' }, width: { type: 'integer', default: 9 } } },
}
const document: JsonObject = { components: { schemas } }
const contract = { document, validate: validatorOf(document) }
const whole = { size: 1, mode: 'slow', kind: 'fast', spot: false }

test.each<[Json, Json]>([
  [{}, whole],
  [
    { size: 2, mode: 'x', kind: 'y', spot: null },
    { size: 2, mode: 'x', kind: 'y', spot: null },
  ],
  [{ limits: {} }, { ...whole, limits: { gpu: 0 } }],
  [{ limits: { gpu: 4, cpu: 2 } }, { ...whole, limits: { gpu: 4, cpu: 2 } }],
  [{ parts: [{}, { gpu: 1 }] }, { ...whole, parts: [{ gpu: 0 }, { gpu: 1 }] }],
  [{ gate: { by: 'wide' } }, { ...whole, gate: { by: 'wide', width: 9 } }],
  [{ gate: { by: 'narrow', width: 3 } }, { ...whole, gate: { by: 'narrow', width: 3 } }],
  [{ gate: null }, { ...whole, gate: null }],
  [{ other: {} }, { ...whole, other: {} }],
  ['text', 'text'],
])('%j is completed to %j', (given, expected) => {
  expect(completed(contract, '/components/schemas/Pool', given)).toEqual(expected)
})

test('what is not there at all is its own default, or stays away', () => {
  expect(completed(contract, '/components/schemas/Mode', undefined)).toBe('fast')
  expect(completed(contract, '/components/schemas/Limits', undefined)).toBeUndefined()
})

test('nothing that was given is changed in place', () => {
  const given = Object.freeze({ limits: Object.freeze({}) })

  expect(completed(contract, '/components/schemas/Pool', given)).toMatchObject({ limits: { gpu: 0 } })
  expect(given).toEqual({ limits: {} })
})
