import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDnsLabel, isQuantity } from '../../specs/formats.ts'
import { brokenLabels, dnsLabels } from './dns.ts'
import { acceptedQuantities, admits, cheapQuantities, equalQuantities, refusedQuantities, sameQuantity } from './quantity.ts'
import { deep, duplicated, invalidUtf8, malformed } from './raw.ts'

test('makes labels of RFC 1123 only, up to 63 characters long', () => {
  const drawn = fc.sample(dnsLabels(2, 63), { seed: 3, numRuns: 1000 })

  expect(drawn.filter((label) => !isDnsLabel(label))).toEqual([])
  expect(Math.max(...drawn.map(({ length }) => length))).toBe(63)
  expect(Math.min(...drawn.map(({ length }) => length))).toBe(2)
})

test('breaks a label in ways that are no label of RFC 1123', () => {
  expect(brokenLabels('harbour').filter(({ text }) => isDnsLabel(text))).toEqual([])
})

test('knows quantities that the grammar of Kubernetes accepts and refuses', () => {
  expect(acceptedQuantities.filter((text) => !isQuantity(text))).toEqual([])
  expect(refusedQuantities.filter((text) => isQuantity(text))).toEqual([])
})

test('compares quantities by value', () => {
  expect(equalQuantities.every(([a, b]) => sameQuantity(a, b))).toBe(true)
  expect(sameQuantity('1G', '1Gi')).toBe(false)
  expect(sameQuantity('1m', '1M')).toBe(false)
})

test('offers only amounts that the field admits', () => {
  const rule = { minimum: '100Gi', suffix: 'required', basis: 'documented', source: 'page 1' } as const

  expect(cheapQuantities(rule)).toEqual(['100Gi', '200Gi', '300Gi', '400Gi'])
  expect(admits(rule, '107374182400')).toBe(false)
})

test('makes texts that no JSON parser accepts', () => {
  const all = malformed({ name: 'cp-1', size: 3 })

  expect(all.length).toBeGreaterThan(10)
  for (const { raw } of all) expect(() => JSON.parse(String(raw))).toThrow()
})

test('makes bodies that are not UTF-8', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true })

  for (const { raw } of invalidUtf8({ name: 'cp-1' }, 'name')) expect(() => decoder.decode(Buffer.from(raw))).toThrow()
})

test('says a member twice, also under an escaped name', () => {
  const [plain, escaped] = duplicated({ name: 'a' }, 'name', 'b')

  expect(plain?.raw).toBe('{"name":"a","name":"b"}')
  expect(escaped?.raw).toBe('{"name":"a","\\u006eame":"b"}')
  expect(JSON.parse(String(escaped?.raw))).toEqual({ name: 'b' })
})

test('nests as deeply as it is told', () => {
  const [arrays, objects] = deep(3, { of: { name: 'a' }, field: 'notes' })

  expect(arrays?.raw).toBe('{"name":"a","notes":[[[]]]}')
  expect(objects?.raw).toBe('{"name":"a","notes":{"a":{"a":{"a":1}}}}')
})
