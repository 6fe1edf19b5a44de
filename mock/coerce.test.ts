import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../specs/json.ts'
import { validatorOf } from '../specs/schemas.ts'
import { coerced } from './coerce.ts'
import { openWorkshop } from './workshop.test-kit.ts'

const number = { type: 'number' }
const properties: JsonObject = {
  count: { type: 'integer' },
  share: number,
  flag: { type: 'boolean' },
  maybe: { type: ['integer', 'null'] },
  either: { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
  open: { anyOf: [{ type: 'null' }, { $ref: '#/components/schemas/Share' }] },
  free: {},
  list: { type: 'array', items: { $ref: '#/components/schemas/Share' } },
  map: { type: 'object', additionalProperties: { type: 'boolean' } },
  both: {
    allOf: [
      { type: 'object', properties: { count: { type: 'integer' } } },
      { type: 'object', properties: { flag: { type: 'boolean' } } },
    ],
  },
}
const document: JsonObject = { components: { schemas: { Body: { type: 'object', properties, required: ['wrong'] }, Share: number } } }
const contract = { document, validate: validatorOf(document) }

test.each<[string, Json, Json]>([
  ['count', '2', 2],
  ['count', '-3', -3],
  ['count', '2.5', '2.5'],
  ['count', '0x2', '0x2'],
  ['count', ' 2', ' 2'],
  ['count', '', ''],
  ['count', 'true', 'true'],
  ['share', '2.5', 2.5],
  ['share', '1e999', '1e999'],
  ['flag', 'true', true],
  ['flag', 'false', false],
  ['flag', 'True', 'True'],
  ['flag', '1', '1'],
  ['maybe', '4', 4],
  ['either', 'true', 'true'],
  ['open', '5', 5],
  ['open', 'x', 'x'],
  ['free', '6', '6'],
  ['list', ['1', 2, 'x'], [1, 2, 'x']],
  ['map', { a: 'true', b: 'b' }, { a: true, b: 'b' }],
  ['both', { count: '1', flag: 'false' }, { count: 1, flag: false }],
])('%s: %j is taken for %j', (name, sent, taken) => {
  expect(coerced(contract, '/components/schemas/Body', { [name]: sent })).toEqual({ [name]: taken })
})

test('a body that satisfies its schema stays the same object', () => {
  const sent = { wrong: '1', count: 2, free: 'true' }

  expect(coerced(contract, '/components/schemas/Body', sent)).toBe(sent)
})

test('a text that stands for a number is stored as one, and one that stands for none is refused', async () => {
  const { order, send } = openWorkshop()
  const { json } = await order({ size: '41', noisy: 'false' })

  expect(json).toMatchObject({ size: 41, noisy: false })
  expect((await send('POST', '', { name: 'mill', size: 'big' })).status).toBe(422)
})
