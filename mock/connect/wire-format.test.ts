import { fromBinary, fromJson, toBinary, toJson } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { message, messageOf, registryOf, rpcMessage } from './descriptors.test-kit.ts'
import { connectDetails } from './details.ts'
import { encoded, type Shape } from './wire-format.ts'

const shape: Shape = { last: { number: 900 }, lines: { number: 2 }, first: { number: 1 }, inner: { number: 16, of: { text: { number: 3 } } } }
const outer = messageOf(
  registryOf({
    syntax: 'proto3',
    name: 'pretend.proto',
    package: 'pretend',
    messageType: [
      message('Outer', {
        first: { number: 1 },
        lines: { number: 2, repeated: true },
        inner: { number: 16, repeated: true, type: '.pretend.Inner' },
        last: { number: 900 },
      }),
      message('Inner', { text: { number: 3 } }),
    ],
  }),
  'pretend.Outer',
)

const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 120, maxLength: 300 }))

test('writes the bytes that the reference implementation writes and reads', () => {
  fc.assert(
    fc.property(
      fc.record({ first: texts, lines: fc.array(texts), inner: fc.array(fc.record({ text: texts }, { requiredKeys: [] })), last: texts }, { requiredKeys: [] }),
      (value) => {
        const bytes = encoded(shape, value)
        expect(bytes).toEqual(Buffer.from(toBinary(outer, fromJson(outer, value))))
        expect(toJson(outer, fromBinary(outer, bytes))).toEqual(toJson(outer, fromJson(outer, value)))
      },
    ),
  )
})

test('writes lengths of more than one byte', () => {
  const value = { inner: [{ text: 'x'.repeat(20_000) }] }

  expect(toJson(outer, fromBinary(outer, encoded(shape, value)))).toEqual(value)
})

test('leaves out what the shape does not name, what is no text, and what only the prototype has', () => {
  expect(encoded(shape, { other: 'x', first: 1, lines: [null], inner: ['x'] })).toHaveLength(0)
  expect(encoded({ toString: { number: 1 } }, {})).toHaveLength(0)
})

const kinds = {
  BadRequest: { fieldViolations: [{ field: 'network.podCidrName', description: 'is no prefix' }, { field: 'name' }] },
  ResourceInfo: { resourceType: 'cluster', resourceName: 'c-1', owner: 'nobody', description: 'cluster not found' },
  PreconditionFailure: { violations: [{ type: 'STATE', subject: 'c-1', description: 'is busy' }] },
  QuotaFailure: { violations: [{ subject: 'clusters', description: 'at most 3' }] },
} as const

test.each(Object.entries(kinds))('sends a google.rpc.%s that its own descriptor reads, and says beside it what it holds', (name, debug) => {
  const [detail] = connectDetails([{ '@type': `type.googleapis.com/google.rpc.${name}`, ...debug }])

  expect(detail).toEqual({ type: `google.rpc.${name}`, value: expect.stringMatching(/^[A-Za-z0-9+/]+$/), debug })
  const { value } = detail as { value: string }
  expect(toJson(rpcMessage(name), fromBinary(rpcMessage(name), Buffer.from(value, 'base64')))).toEqual(debug)
})

test('leaves out a detail whose numbers it does not know, and one that is already as it should be stays', () => {
  const done = { type: 'google.rpc.BadRequest', value: 'CgIKAA' }

  expect(connectDetails([{ '@type': 'type.googleapis.com/pretend.Unknown', a: 'b' }, done])).toEqual([done])
})
