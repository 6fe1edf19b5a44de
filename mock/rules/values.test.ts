import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../specs/json.ts'
import type { Judged } from './judged.ts'
import { allOrNone, atMostOne, offered, unique } from './values.ts'

const said = { basis: 'documented', source: 'a test' } as const
const made = (after: JsonObject): Judged => ({ before: undefined, after, sent: after })
const change = (before: JsonObject, after: JsonObject): Judged => ({ before, after, sent: after })

describe('unique', () => {
  const items = { rule: 'unique', at: ['/sans/*'], ...said } as const
  const fields = { rule: 'unique', at: ['/net/pods', '/net/services'], ...said } as const

  test('names the second of two that are alike, and says which value it is', () => {
    expect(unique(items, made({ sans: ['a', 'b', 'a'] }))).toEqual({ at: '/sans/2', detail: 'sans.2 repeats "a"' })
    expect(unique(fields, made({ net: { pods: 'x', services: 'x' } }))?.at).toBe('/net/services')
  })

  test('lets values be different, absent or of other types', () => {
    expect(unique(items, made({ sans: ['1', 1, 'A', 'a'] }))).toBeUndefined()
    expect(unique(items, made({}))).toBeUndefined()
    expect(unique(fields, made({ net: { pods: 'x' } }))).toBeUndefined()
  })

  test('takes texts that differ in case only for alike where the contract does, and nothing else', () => {
    const rule = { ...items, caseless: said } as const

    expect(unique(rule, made({ sans: ['a', 'A'] }))).toEqual({ at: '/sans/1', detail: 'sans.1 repeats "A"' })
    expect(unique(rule, made({ sans: ['1', 1, { a: 1 }, { A: 1 }] }))).toBeUndefined()
  })

  test('leaves alone what an update does not touch', () => {
    const sans = ['a', 'a']

    expect(unique(items, change({ sans, size: 1 }, { sans, size: 2 }))).toBeUndefined()
    expect(unique(items, change({ sans: ['a'] }, { sans }))?.at).toBe('/sans/1')
  })

  test('tells no more than the beginning of a long value', () => {
    const long = 'x'.repeat(5000)

    expect(unique(items, made({ sans: [long, long] }))?.detail.length).toBeLessThan(120)
  })
})

describe('at most one', () => {
  const rule = { rule: 'at-most-one', at: '/hosts/*/type', is: 'MAIN', ...said } as const
  const hosts = (...types: readonly string[]): JsonObject => ({ hosts: types.map((type) => ({ type })) })

  test('refuses the second', () => {
    expect(atMostOne(rule, made(hosts('MAIN', 'SIDE', 'MAIN')))).toEqual({ at: '/hosts/2/type', detail: 'only one can be "MAIN"' })
    expect(atMostOne(rule, made(hosts('MAIN', 'SIDE')))).toBeUndefined()
  })

  test('wants one where it is needed and there are any', () => {
    expect(atMostOne({ ...rule, needed: true }, made(hosts('SIDE')))?.at).toBe('/hosts/0/type')
    expect(atMostOne({ ...rule, needed: true }, made(hosts()))).toBeUndefined()
    expect(atMostOne({ ...rule, needed: true }, made({}))).toBeUndefined()
    expect(atMostOne(rule, made(hosts('SIDE')))).toBeUndefined()
  })
})

describe('offered', () => {
  const rule = { rule: 'offered', at: '/version', values: ['v1.34', 'v1.35'], ...said } as const

  test('refuses what is not on offer when it is set, and says what is', () => {
    expect(offered(rule, made({ version: 'v1.30' }))).toEqual({ at: '/version', detail: 'version is not one of v1.34, v1.35' })
    expect(offered(rule, change({ version: 'v1.35' }, { version: 'v1.36' }))?.at).toBe('/version')
  })

  test('keeps an old value that is no longer on offer, and needs none', () => {
    expect(offered(rule, change({ version: 'v1.30' }, { version: 'v1.30', size: 1 }))).toBeUndefined()
    expect(offered(rule, made({}))).toBeUndefined()
  })
})

describe('all or none', () => {
  const rule = { rule: 'all-or-none', at: ['/a', '/b', '/c'], ...said } as const

  test('refuses some without the others, and names the first that is missing', () => {
    expect(allOrNone(rule, made({ a: 1, c: 1 }))).toEqual({ at: '/b', detail: 'b cannot be left out beside the others of a, b, c' })
    expect(allOrNone(rule, change({ a: 1, b: 1, c: 1 }, { b: 1 }))?.at).toBe('/a')
  })

  test('lets all stand, or none', () => {
    expect(allOrNone(rule, made({ a: 1, b: false, c: '' }))).toBeUndefined()
    expect(allOrNone(rule, made({ d: 1 }))).toBeUndefined()
  })
})
