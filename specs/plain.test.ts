import fc from 'fast-check'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { isDnsLabel } from './formats.ts'
import { plainTest } from './plain.ts'

const schemas = [
  { type: 'string' },
  { type: 'string', minLength: 1, maxLength: 5, description: 'a name' },
  { type: 'string', pattern: '^[a-z]+$' },
  { type: 'string', maxLength: 8, format: 'dns-label' },
]

test.each(schemas)('is never more generous than a validator, and as generous for ASCII: %j', (schema) => {
  const ajv = new Ajv2020({ strict: false }).addFormat('dns-label', isDnsLabel)
  const validate = ajv.compile(schema)
  const plain = plainTest(schema)

  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 9 }), fc.stringMatching(/^[a-z]{0,9}$/), fc.string({ unit: 'grapheme', maxLength: 7 }), fc.jsonValue()),
      (value) => {
        const isAscii = typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)
        if (isAscii) expect(plain?.(value)).toBe(validate(value))
        else expect(plain?.(value)).toBe(false)
      },
    ),
    { seed: 1, numRuns: 500 },
  )
})

test.each([
  undefined,
  {},
  { type: 'integer' },
  { type: 'string', enum: ['a'] },
  { type: 'string', format: 'uri' },
  { type: 'string', pattern: '(' },
  { type: ['string', 'null'] },
])('leaves %j to the validator', (schema) => {
  expect(plainTest(schema)).toBeUndefined()
})
