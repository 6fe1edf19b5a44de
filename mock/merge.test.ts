import { expect, test } from 'vitest'
import type { JsonObject } from '../specs/json.ts'
import { merged } from './merge.ts'

const before: JsonObject = { name: 'a', size: { cpu: '1', memory: '2Gi' }, tags: ['x'] }
const rules = { size: { how: 'keys', empty: 'clear' }, version: { how: 'replace', ignore: [''] } } as const

test.each<[string, JsonObject, JsonObject]>([
  ['leaves what was not sent', {}, before],
  ['changes only the keys that were sent', { size: { cpu: '4' } }, { ...before, size: { cpu: '4', memory: '2Gi' } }],
  ['clears the field on an empty object', { size: {} }, { name: 'a', tags: ['x'] }],
  ['replaces a field without a rule whole', { tags: [] }, { ...before, tags: [] }],
  ['takes an ignored value for no change', { version: '' }, before],
  ['takes null for removal', { tags: null }, { name: 'a', size: { cpu: '1', memory: '2Gi' } }],
])('%s', (_, sent, after) => {
  expect(merged(before, sent, rules)).toEqual(after)
})

test('keeps the field on an empty object where the contract says so', () => {
  expect(merged(before, { size: {} }, { size: { how: 'keys', empty: 'keep' } })).toEqual(before)
})

test('never changes what it was given', () => {
  const frozen = Object.freeze({ size: Object.freeze({ cpu: '1' }) })

  expect(merged(frozen, { size: { cpu: '2' } }, rules)).toEqual({ size: { cpu: '2' } })
  expect(frozen).toEqual({ size: { cpu: '1' } })
})

test('a member named __proto__ is a member like any other', () => {
  const sent: JsonObject = JSON.parse('{"__proto__":{"polluted":true}}')

  expect(Object.hasOwn(merged({}, sent, {}), '__proto__')).toBe(true)
  expect('polluted' in {}).toBe(false)
})
